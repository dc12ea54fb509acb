"""The insertion engine: a call of the hook is written into a copy of the code object.

It costs nothing anywhere but at the statement itself, and there no more than the call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

from .._vendor.bytecode import Bytecode, Instr, Label
from .base import Hook, Instrumented, Place
from .disassembly import assemble, disassemble
from .opcodes import call_hook, replace_top
from .origin import Origin
from .starts import Listing, Starts, jumps_from_body


class Insertion:
    """Instruments code by inserting calls."""

    name = "insertion"

    def instrument(self, code: CodeType, wanted: Sequence[tuple[Place, Hook]]) -> Instrumented:
        """See `Engine.instrument`."""
        items = disassemble(code)
        listing, edits = Listing(items), _Edits(items)
        locations = []
        for place, hook in wanted:
            starts = listing.starts(place)
            locations.append(len(starts.entries))
            edits.add(place, hook, starts)
        if not any(locations):
            return Instrumented(code, tuple(locations))
        edits.carry_out()
        return Instrumented(assemble(items, code), tuple(locations))


def with_result_passed_through(code: CodeType, function: Callable[[Any], object]) -> CodeType:
    """Code that returns `function(result)` wherever `code` would return a computed result."""
    items = disassemble(code)
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if isinstance(item, Instr) and item.name == "RETURN_VALUE":
            items[index:index] = replace_top(function, item.location)
    return assemble(items, code)


def with_nested(code: CodeType, replaced: dict[int, CodeType]) -> CodeType:
    """`code` with nested code constants replaced by identity: `{id(old): new}`."""
    consts = tuple(replaced.get(id(const), const) for const in code.co_consts)
    return code.replace(co_consts=consts)


def mark(code: CodeType, original: CodeType) -> CodeType:
    """`code`, marked as made from `original`."""
    return Origin(original).mark(code)


class _Edits:
    """Collects insertions by index, then carries them out from the back, so that indices hold."""

    def __init__(self, items: Bytecode) -> None:
        self._items = items
        self._calls: dict[int, list[Hook]] = {}
        self._loops: dict[int, tuple[list[Hook], list[Instr]]] = {}

    def add(self, place: Place, hook: Hook, starts: Starts) -> None:
        for index in starts.entries:
            self._calls.setdefault(index, []).append(hook)
        for index in starts.loop_steps:
            hooks, _ = self._loops.setdefault(index, ([], jumps_from_body(self._items, index, place)))
            hooks.append(hook)

    def carry_out(self) -> None:
        for index in sorted({*self._calls, *self._loops}, reverse=True):
            instr = self._items[index]
            assert isinstance(instr, Instr)
            calls = [one for hook in self._calls.get(index, ()) for one in call_hook(hook, instr.location)]
            self._items[index:index] = [*calls, *self._loop_landing(index, instr)]

    def _loop_landing(self, index: int, step: Instr) -> list[Instr | Label]:
        """The way into the loop step for jumps from the body: past the hooks, which the first entry
        into the loop jumps over."""
        if index not in self._loops:
            return []
        hooks, jumps = self._loops[index]
        landing, onward = Label(), Label()
        for jump in jumps:
            jump.arg = landing
        calls = [one for hook in hooks for one in call_hook(hook, step.location)]
        return [Instr("JUMP_FORWARD", onward, location=step.location), landing, *calls, onward]
