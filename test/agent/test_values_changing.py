"""Values that change while they are looked at: what is shown is what they were at some moment."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from probing import Probing
from rendered import render

from snappoint.rendering import static


@contextmanager
def while_changing(change: Callable[[int], None]) -> Iterator[None]:
    """Threads change something without pause, and the interpreter switches as often as it can."""
    done = threading.Event()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=_numbered, args=(done, change)) for _ in range(2)]
    try:
        for thread in threads:
            thread.start()
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(before)


def _numbered(done: threading.Event, change: Callable[[int], None]) -> None:
    step = 0
    while not done.is_set():
        step += 1
        change(step)


class Holder:
    pass


MAPPING: dict[int, int] = {}
ITEMS: list[int] = []
GROUP: set[int] = set()
HOLDER = Holder()
TEXT = bytearray(b"abc")


def change_mapping(step: int) -> None:
    MAPPING[step % 50] = step
    MAPPING.pop((step * 7) % 50, None)


def change_items(step: int) -> None:
    ITEMS.append(step)
    if len(ITEMS) > 40:
        ITEMS.clear()


def change_group(step: int) -> None:
    GROUP.add(step % 50)
    GROUP.discard((step * 7) % 50)


def change_holder(step: int) -> None:
    setattr(HOLDER, f"a{step % 50}", step)
    HOLDER.__dict__.pop(f"a{(step * 7) % 50}", None)


def change_text(step: int) -> None:
    TEXT.extend(b"x" * (step % 5))
    if len(TEXT) > 100:
        TEXT.clear()


CHANGING: list[tuple[object, Callable[[int], None]]] = [
    (MAPPING, change_mapping),
    (ITEMS, change_items),
    (GROUP, change_group),
    (HOLDER, change_holder),
    (TEXT, change_text),
    ([MAPPING, ITEMS, GROUP, HOLDER, TEXT], lambda step: ALL[step % len(ALL)](step)),
]
ALL = [change_mapping, change_items, change_group, change_holder, change_text]


@pytest.mark.parametrize(
    ("obj", "change"), CHANGING, ids=["dict", "list", "set", "object", "bytearray", "all"]
)
def test_a_value_that_threads_change_is_shown_whole(obj: object, change: Callable[[int], None]) -> None:
    with while_changing(change):
        found = [render(obj, items=100) for _ in range(500)]
    assert {value.get("cut", "") for value in found} <= {"", "length"}


def test_a_probe_sees_what_the_value_was(probing: Probing) -> None:
    module = probing.load(
        """
        def appends(items):
            items.append(len(items))  # @here
            items.clear()
            return items
        """
    )
    probing.arm(module, "here")
    items: list[int] = [7]
    module.appends(items)
    assert probing.values("here") == [{"items": "[7]"}]


def test_a_finalizer_that_changes_the_dictionary_meanwhile() -> None:
    """Before 3.12 the collector runs in the midst of making a list, and finalizers with it."""
    mapping: dict[Any, Any] = dict.fromkeys(range(1000))
    changes = iter(range(1000, 1003))

    def changing(phase: str, _: object) -> None:
        if phase == "start" and (key := next(changes, None)) is not None:
            mapping[key] = None

    before = gc.get_threshold()
    gc.callbacks.append(changing)
    gc.set_threshold(1)
    try:
        value = render(mapping, items=2000)
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(changing)
    assert "cut" not in value
    assert len(value["children"]) >= 1000


def test_a_dictionary_that_never_rests_is_said_to_change() -> None:
    def never(_: object) -> Iterator[int]:
        raise RuntimeError("dictionary changed size during iteration")

    with pytest.raises(RuntimeError):
        static.first(never, None, 3)  # Raised by code of somebody else: none of our business.
    # The bare iterator of a dictionary that was changed since.
    changed = dict.fromkeys(range(3))
    stale = iter(changed)
    changed[3] = None
    with pytest.raises(static.ChangingError):
        static.first(lambda _: stale, None, 3)
