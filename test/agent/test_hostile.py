"""Whatever stands in a variable is shown, and none of its code runs."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hostile import attributes, methods, shapes, states
from hostile.tripwire import TRIPPED
from probing import Probing
from rendered import render

from snappoint.rendering.value import Value

CASES = {**methods.CASES, **attributes.CASES, **shapes.CASES, **states.CASES}

MOST_NODES = 1200
MOST_CHARACTERS = 60_000

SOURCE = """
    def look(value):
        seen = [value]
        held = (value, seen)  # @inside
        return value

    class Holder:
        def look(self, value):
            self.value = value
            return self.value  # @attribute

    def fails(value):
        raise LookupError(value)  # @raised
"""


def armed(make: Callable[[], object]) -> Any:
    """An object of the corpus. To make it may trip something; from now on nothing should."""
    made = make()
    TRIPPED.clear()
    attributes.ARMED.append(None)
    return made


def disarm() -> None:
    """Looks whether anything did, before pytest looks at the objects in its own way."""
    attributes.ARMED.clear()
    assert TRIPPED == []


@pytest.fixture(autouse=True)
def tripwires() -> Iterator[None]:
    yield
    attributes.ARMED.clear()
    TRIPPED.clear()


@pytest.mark.parametrize(("make", "text"), CASES.values(), ids=list(CASES))
def test_a_hostile_value_is_shown(make: Callable[[], object], text: str) -> None:
    made = armed(make)
    value = render(made)
    disarm()
    assert value["text"]
    assert not text or value["text"] == text
    assert_bounded(value)


@pytest.mark.parametrize(("make", "text"), CASES.values(), ids=list(CASES))
def test_a_probe_looks_at_a_hostile_value(probing: Probing, make: Callable[[], object], text: str) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "inside", "attribute", "raised")
    made = armed(make)
    assert module.look(made) is made
    assert module.Holder().look(made) is made
    with pytest.raises(LookupError):
        module.fails(made)
    disarm()
    found = dict(probing.captures)
    assert set(found) == {"inside", "attribute", "raised"}
    shown = {one["name"]: one["value"] for one in found["inside"]["locals"]}
    assert shown["value"]["text"]
    assert not text or shown["value"]["text"] == text
    for capture in found.values():
        for one in capture["locals"]:
            assert_bounded(one["value"])  # type: ignore[arg-type, typeddict-item]


def assert_bounded(value: Value) -> None:
    nodes, characters = size_of(value)
    assert nodes <= MOST_NODES + 10
    assert characters <= MOST_CHARACTERS + 2000


def size_of(value: Value) -> tuple[int, int]:
    """Values and characters of a tree."""
    inner = [size_of(one["value"]) for one in value.get("children", [])]
    return 1 + sum(nodes for nodes, _ in inner), len(value["text"]) + sum(size for _, size in inner)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 100


def test_an_object_of_a_thread_s_own_is_not_made_for_another_thread() -> None:
    made = armed(attributes.PerThread)
    texts: list[str] = []
    thread = threading.Thread(target=lambda: texts.append(render(made)["text"]))
    thread.start()
    thread.join()
    disarm()
    assert texts == ["PerThread()"]


def test_a_class_is_shown_before_it_is_one() -> None:
    texts: list[str] = []
    attributes.Maker.look = lambda made: texts.append(render(made)["text"])
    try:
        attributes.Maker("Early", (), {})
    finally:
        attributes.Maker.look = None
    assert texts[0] == "<class Early>"


def test_a_mock_is_not_called_and_makes_no_children() -> None:
    mock = armed(CASES["a magic mock"][0])
    render(mock)
    disarm()
    assert (mock.mock_calls, mock._mock_children) == ([], {})


def lives_on_by_itself(make: Callable[[], object]) -> bool:
    """Whether such an object stays though nobody looked at it: it is in a cycle, or the corpus holds it."""
    made = make()
    try:
        gone = weakref.ref(made)
    except TypeError:
        return True  # Nobody can tell.
    del made
    return gone() is not None


@pytest.mark.parametrize(("make", "text"), CASES.values(), ids=list(CASES))
def test_what_was_looked_at_is_let_go(make: Callable[[], object], text: str) -> None:
    gc.disable()
    try:
        if lives_on_by_itself(make):
            return
        made = make()
        gone = weakref.ref(made)
        render(made)
        del made
        assert gone() is None
    finally:
        gc.enable()
