"""Functions of the text before a reload are still in use: what a probe in the new text asks for is another
statement there."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from probing import Probing

OLD = """
def f():
    a = "old 3"
    b = "old 4"  # @old
    return a, b

class Shop:
    def g(self):
        a = "old 9"
        b = "old 10"
        return a, b

def outer():
    def inner():
        a = "old 15"
        b = "old 16"
        return a, b
    return inner

def numbers():
    while True:
        a = "old 22"
        yield a
"""

NEW = """
def f():
    # The old b stands here.
    a = "new 4"  # @f
    b = "new 5"
    return a, b

class Shop:
    def g(self):
        a = "new 10"  # @g
        b = "new 11"
        return a, b

def outer():
    def inner():
        a = "new 16"  # @inner
        b = "new 17"
        return a, b
    return inner

def numbers():
    while True:
        a = "new 23"  # @numbers
        yield a
"""

WAYS: dict[str, Callable[[Any], Callable[[], object]]] = {
    "f": lambda module: module.f,
    "g": lambda module: module.Shop().g,
    "inner": lambda module: module.outer(),
    "numbers": lambda module: module.numbers().__next__,
}


def loaded_anew(probing: Probing, module: Any, text: str) -> None:
    probing.rewrite(module, text)
    importlib.reload(module)


@pytest.fixture
def module(probing: Probing) -> Any:
    return probing.load(OLD)


@pytest.mark.parametrize("mark", WAYS)
@pytest.mark.parametrize("before", ["nothing wanted", "wanted", "wanted once"])
def test_what_goes_on_with_the_old_text_has_no_probes_of_the_new_one(
    probing: Probing, module: Any, mark: str, before: str
) -> None:
    old = WAYS[mark](module)
    old()
    if before != "nothing wanted":
        probing.arm(module, "old")
    if before == "wanted once":
        probing.arm()
    loaded_anew(probing, module, NEW)
    probing.arm(module, mark)
    new = WAYS[mark](module)
    for _ in range(3):
        new()
    assert probing.hits(mark) == 3
    old()
    assert probing.hits(mark) == 3
    probing.look_again()
    old()
    new()
    assert probing.hits(mark) == 4


def test_a_probe_that_is_wanted_before_the_new_text_is_loaded(probing: Probing, module: Any) -> None:
    old = module.f
    probing.rewrite(module, NEW)
    probing.arm(module, "f")
    importlib.reload(module)
    probing.look_again()
    assert (module.f(), old()) == (("new 4", "new 5"), ("old 3", "old 4"))
    assert probing.hits("f") == 1


def test_functions_that_read_as_before_are_of_the_new_text_too(probing: Probing, module: Any) -> None:
    old = module.f
    loaded_anew(probing, module, OLD.replace("old 22", "new 22"))
    probing.arm(module, "old")
    assert (old(), module.f()) == (("old 3", "old 4"), ("old 3", "old 4"))
    assert probing.hits("old") == 2


@pytest.mark.parametrize(
    ("function", "text", "call"),
    [
        ("both.<locals>.<lambda>", "s + 1", lambda module: module.both()[0](0)),
        ("both.<locals>.<lambda>", "s + 2", lambda module: module.both()[1](0)),
        ("C.<lambda>", "s.c", lambda module: module.C().a()),
        ("C.<lambda>", "s.d", lambda module: module.C().b()),
    ],
)
def test_lambdas_on_one_line_are_of_one_text(
    probing: Probing, function: str, text: str, call: Callable[[Any], object]
) -> None:
    module = probing.load(
        "def both():\n    return (lambda s: s + 1), (lambda s: s + 2)\n"
        "class C:\n    c = d = 1\n    a, b = (lambda s: s.c), (lambda s: s.d)\n"
    )
    probing.arm_text(module, function, text)
    call(module)
    assert [probing.hits(key) for key in probing.registry.entries("test")] == [1]
