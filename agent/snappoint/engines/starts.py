"""Where in a list of instructions a statement starts.

A statement starts at the first instruction of its own code, and again at every copy of it: the
compiler duplicates `finally` bodies and loop conditions. A `for` also starts again whenever its body
jumps back for the next item, which is when a debugger would stop there. Leaving a `with` block runs
instructions that have the position of its head too; they are not a start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .._vendor.bytecode import Instr, Label
from .base import Place
from .handlers import Item
from .opcodes import LOOP_STEPS, NOT_BEFORE


class Starts(NamedTuple):
    """Indices into the instruction list."""

    entries: tuple[int, ...]
    """The hook goes right before each of these."""

    loop_steps: tuple[int, ...]
    """The hook goes where jumps from the loop's body arrive at each of these."""


class Listing:
    """The instructions of one code object, with an index by source line, since many statements may be
    asked for."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self._by_line: dict[int, list[int]] = {}
        for index in _after_prologue(items):
            line = _line(items[index])
            if line is not None:
                self._by_line.setdefault(line, []).append(index)
        self._last_line = max(self._by_line, default=0)

    def starts(self, place: Place) -> Starts:
        """All starts of the statement at `place`; both empty when the code does not contain it."""
        candidates = [i for i in self._own(place) if _name(self.items[i]) not in NOT_BEFORE]
        if not candidates:
            return Starts((), ())
        first = candidates[0]
        entries = (first, *(i for i in candidates[1:] if _is_copy(self.items, first, i, place)))
        steps = {step for i in entries if (step := _loop_step(self.items, i, place)) is not None}
        return Starts(entries, tuple(sorted(steps)))

    def ordinal(self, index: int) -> int:
        """How many instructions stand before the one at `index`; labels don't count."""
        return sum(isinstance(item, Instr) for item in self.items[:index])

    def _own(self, place: Place) -> list[int]:
        lines = range(place.line, min(place.end_line, self._last_line) + 1)
        indices = [index for line in lines for index in self._by_line.get(line, ())]
        return sorted(index for index in indices if belongs(self.items[index], place))


def jumps_from_body(items: Sequence[Item], step: int, place: Place) -> list[int]:
    """The jumps that lead from a loop's body back to the loop step at index `step`."""
    labels = set(_labels_before(items, step))
    return [
        index
        for index, item in enumerate(items)
        if index > step and isinstance(item, Instr) and _target(item) in labels and not belongs(item, place)
    ]


def _after_prologue(items: Sequence[Item]) -> range:
    """What stands before the first `RESUME` makes the frame; no call is possible there yet."""
    resume = next((i for i, item in enumerate(items) if _name(item) == "RESUME"), -1)
    return range(resume + 1, len(items))


def _line(item: Item) -> int | None:
    location = item.location if isinstance(item, Instr) else None
    return None if location is None else location.lineno


def _name(item: Item) -> str:
    return item.name if isinstance(item, Instr) else ""


def _target(item: Instr) -> Label | None:
    return item.arg if isinstance(item.arg, Label) else None


def belongs(item: Item, place: Place) -> bool:
    """Whether an instruction is of the statement's own code."""
    location = item.location if isinstance(item, Instr) else None
    if location is None or location.lineno is None:
        return False
    return place.holds(location.lineno, location.col_offset)


def _is_copy(items: Sequence[Item], first: int, index: int, place: Place) -> bool:
    """Whether the instruction at `index` is the statement's first one again, reached from elsewhere."""
    again = _same(items[first], items[index]) or _is_endless_loop(items[first], items[index])
    return again and _is_reached_from_elsewhere(items, index, place)


def _is_endless_loop(first: Item, jump: Item) -> bool:
    """`while True:` has no condition to compute: it is a `NOP` and, at the end of its body, a jump back
    behind it that has the same position."""
    return (
        isinstance(first, Instr)
        and isinstance(jump, Instr)
        and (first.name, jump.name) == ("NOP", "JUMP_BACKWARD")
        and first.location == jump.location
    )


def _same(one: Item, other: Item) -> bool:
    if not isinstance(one, Instr) or not isinstance(other, Instr):
        return False
    if one.location != other.location:
        return False
    (name, arg), (other_name, other_arg) = _without_variation(one), _without_variation(other)
    return name == other_name and (
        _target(one) is not None or (type(arg) is type(other_arg) and arg == other_arg)
    )


def _without_variation(item: Instr) -> tuple[str, object]:
    """Its name and argument. Copies of one instruction differ in whether the compiler knows that a local
    variable has a value, and in what it is fused with."""
    first = item.name.split("_FAST")[0] + "_FAST" if "_FAST" in item.name else item.name
    if not first.endswith("_FAST") or item.name == "LOAD_FAST_AND_CLEAR":
        return item.name, item.arg
    return first, item.arg[0] if isinstance(item.arg, tuple) else item.arg


def _is_reached_from_elsewhere(items: Sequence[Item], index: int, place: Place) -> bool:
    before = index - 1
    while before >= 0 and not isinstance(items[before], Instr):
        if isinstance(items[before], Label):
            return True
        before -= 1
    return before < 0 or not belongs(items[before], place)


def _loop_step(items: Sequence[Item], entry: int, place: Place) -> int | None:
    """The loop step that belongs to the `for` statement starting at `entry`, if it is one.

    A comprehension in the head has steps of its own (inlined since 3.12), but before the loop's, and
    only the loop's is jumped to from outside the head.
    """
    step = None
    for index in range(entry, len(items)):
        if isinstance(items[index], Instr) and not belongs(items[index], place):
            break
        if _name(items[index]) in LOOP_STEPS:
            step = index
    return step if step is not None and jumps_from_body(items, step, place) else None


def _labels_before(items: Sequence[Item], index: int) -> Iterator[Label]:
    for before in range(index - 1, -1, -1):
        item = items[before]
        if isinstance(item, Instr):
            return
        if isinstance(item, Label):
            yield item
