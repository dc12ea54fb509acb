"""How control goes through a list of instructions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .._vendor.bytecode import Instr, Label
from .base import RefusedError
from .edits import label_positions
from .handlers import Body, Handler, Item
from .opcodes import BACK_JUMPS, ENDS, FORWARD_JUMPS


class Flow:
    """The ways from each instruction to the next ones, by index."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._positions = label_positions(body.items)
        self._depths: dict[int, int] | None = None

    def depth(self, index: int) -> int | None:
        """How many values are on the stack before the instruction; None where nothing leads to it."""
        if self._depths is None:
            self._depths = depths(self)
            if min(self._depths.values()) < 0:
                raise RefusedError("what is on the stack of this code can't be told")
        return self._depths.get(index)

    def jump_target(self, index: int) -> int | None:
        """Where the instruction may jump to."""
        item = self.body.items[index]
        return self._positions[item.arg] if isinstance(item, Instr) and isinstance(item.arg, Label) else None

    def next(self, index: int) -> int | None:
        """The instruction that comes next when this one does not jump; None when none can."""
        item = self.body.items[index]
        assert isinstance(item, Instr)
        if item.name in ENDS or item.name in FORWARD_JUMPS or item.name in BACK_JUMPS:
            return None
        return self._following(index)

    def handler_start(self, handler: Handler) -> int:
        """The first instruction of an exception handler."""
        return self._positions[handler.label]

    def _following(self, index: int) -> int | None:
        for after in range(index + 1, len(self.body.items)):
            if isinstance(self.body.items[after], Instr):
                return after
        return None


class Exits(NamedTuple):
    """How control leaves a set of instructions normally."""

    falls: tuple[int, ...]
    """Instructions after which something else comes next."""

    jumps: tuple[int, ...]
    """Jumps to somewhere else."""

    ends: tuple[int, ...]
    """Instructions that leave the function, or pass on an exception that they did not cause."""


class Reach(NamedTuple):
    """What a statement runs, from its starts to its exits."""

    indices: frozenset[int]
    caught: frozenset[int]
    """Those that only run once the statement itself has caught an exception."""

    exits: Exits


def reach(flow: Flow, starts: Sequence[int], own: frozenset[int]) -> Reach:
    """What runs from `starts` on without leaving `own`; handlers that are the statement's own (cleaning up
    after a comprehension, the end of an `async for`) included."""
    normal = set(_closure(flow, starts, own))
    handlers = {start for index in normal for start in _own_handlers(flow, index, own)}
    caught: set[int] = set()
    while handlers - caught - normal:
        caught |= set(_closure(flow, sorted(handlers), own)) - normal
        handlers |= {start for index in caught for start in _own_handlers(flow, index, own)}
    indices = frozenset(normal | caught)
    return Reach(indices, frozenset(caught), _exits(flow, indices, frozenset(caught)))


def _closure(flow: Flow, starts: Sequence[int], own: frozenset[int]) -> Iterator[int]:
    seen: set[int] = set()
    waiting = [start for start in starts if start in own]
    while waiting:
        index = waiting.pop()
        if index not in seen:
            seen.add(index)
            yield index
            ways = (flow.next(index), flow.jump_target(index))
            waiting.extend(way for way in ways if way is not None and way in own)


def _own_handlers(flow: Flow, index: int, own: frozenset[int]) -> Iterator[int]:
    handler = flow.body.handlers[index]
    if (
        handler is not None
        and (start := flow.handler_start(handler)) in own
        and not _leaves_block(flow, start)
    ):
        yield start


def _leaves_block(flow: Flow, start: int) -> bool:
    """Whether a handler leaves a `with` block or a handler in the source. Such a one can have the position of
    the block's head, or of the last statement in it, but is no part of that."""
    after = flow.next(start)
    return after is not None and _name(flow.body.items[after]) in ("WITH_EXCEPT_START", "POP_EXCEPT")


def _exits(flow: Flow, indices: frozenset[int], caught: frozenset[int]) -> Exits:
    falls, jumps, ends = [], [], []
    for index in sorted(indices):
        after, target = flow.next(index), flow.jump_target(index)
        if after is not None and after not in indices:
            falls.append(index)
        if target is not None and target not in indices:
            jumps.append(index)
        if _name(flow.body.items[index]) in RETURNS or (
            _name(flow.body.items[index]) == "RERAISE" and index not in caught
        ):
            ends.append(index)
    return Exits(tuple(falls), tuple(jumps), tuple(ends))


RETURNS = frozenset({"RETURN_VALUE", "RETURN_CONST"})


def _name(item: Item) -> str:
    return item.name if isinstance(item, Instr) else ""


def depths(flow: Flow) -> dict[int, int]:
    """How many values are on the stack before each instruction that can be reached."""
    first = next(i for i, item in enumerate(flow.body.items) if isinstance(item, Instr))
    found = {first: 0}
    waiting = [first]
    while waiting:
        index = waiting.pop()
        for way, depth in _ways(flow, index, found[index]):
            if way not in found:
                found[way] = depth
                waiting.append(way)
    return found


def _ways(flow: Flow, index: int, depth: int) -> Iterator[tuple[int, int]]:
    """Where control can go from the instruction, with the depth there. `RETURN_GENERATOR` leaves what is sent
    first, which `dis` says from 3.13 on; `END_ASYNC_FOR` names the loop it ends, but does not jump."""
    item, handler = flow.body.items[index], flow.body.handlers[index]
    assert isinstance(item, Instr)
    after, target = flow.next(index), flow.jump_target(index)
    if after is not None:
        yield after, depth + (1 if item.name == "RETURN_GENERATOR" else item.stack_effect(jump=False))
    if target is not None and item.name != "END_ASYNC_FOR":
        yield target, depth + item.stack_effect(jump=True)
    if handler is not None:
        yield flow.handler_start(handler), handler.entry_depth()
