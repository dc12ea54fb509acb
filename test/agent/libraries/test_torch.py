"""Tensors of PyTorch: nothing is recorded, waited for, or handed to code of the program's."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
import torch
from looking import check, memory_to_look_at, quietly, through_probe
from probing import Probing
from torch.utils._python_dispatch import TorchDispatchMode

GRID = torch.arange(6.0).reshape(2, 3)

TENSORS: list[tuple[Any, str, str]] = [
    (GRID, "Tensor(float32 2×3, first=[0.0, 1.0, 2.0], …)", "length"),
    (torch.tensor(3), "Tensor(int64 (), first=[3])", ""),
    (torch.empty(0), "Tensor(float32 [0], first=[])", ""),
    (torch.ones(1, dtype=torch.bfloat16), "Tensor(bfloat16 [1], first=[1.0])", ""),
    (torch.nn.Parameter(torch.ones(2)), "Parameter(float32 [2], first=[1.0, 1.0])", ""),
    (torch.empty(3, device="meta"), "Tensor(float32 [3] meta)", "not read"),
    (torch.eye(2).to_sparse(), "Tensor(float32 2×2)", "not read"),
]


@pytest.mark.parametrize(("tensor", "text", "cut"), TENSORS, ids=[case[1] for case in TENSORS])
def test_a_tensor(tensor: Any, text: str, cut: str) -> None:
    check(tensor, text, cut)


def test_nothing_is_added_to_the_history_of_a_tensor(probing: Probing) -> None:
    leaf = torch.ones(2, requires_grad=True)
    doubled = leaf * 2
    history, version = doubled.grad_fn, doubled._version
    check(doubled, "Tensor(float32 [2], first=[2.0, 2.0])", requires_grad="True")
    assert through_probe(probing, doubled)["text"] == "Tensor(float32 [2], first=[2.0, 2.0])"
    assert (doubled.grad_fn, doubled._version) == (history, version)
    doubled.sum().backward()
    assert leaf.grad is not None
    assert leaf.grad.tolist() == [2.0, 2.0]


def test_a_derived_class_is_not_asked() -> None:
    class Traps(torch.Tensor):
        @classmethod
        def __torch_function__(cls, *_: object, **__: object) -> NoReturn:
            raise NotImplementedError

    check(torch.ones(2).as_subclass(Traps), "<Traps>", "not read")


def test_a_mode_sees_no_operation() -> None:
    class Watch(TorchDispatchMode):
        seen: list[Any]

        def __torch_dispatch__(self, function: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
            self.seen.append(function)
            return function(*args, **(kwargs or {}))

    watch = Watch()
    watch.seen = []
    with watch:
        value = quietly(GRID)
        assert (value["text"], watch.seen) == ("Tensor(float32 2×3)", [])
        GRID.sum()
    assert len(watch.seen) == 1


def test_what_stands_for_a_tensor_in_a_transformation() -> None:
    seen: list[str] = []
    torch.func.vmap(lambda x: seen.append(quietly(x)["cut"]) or x)(torch.ones(2))
    assert seen == ["not read"]


def test_layers_have_their_parameters() -> None:
    told = quietly(torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU()))
    names = [part["name"] for part in told["children"]]
    assert names == ["training", "0", "1"]


def test_a_large_tensor_is_not_copied() -> None:
    assert memory_to_look_at(torch.zeros(25_000_000)) < 1_000_000
