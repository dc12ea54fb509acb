"""Insertions into a list of instructions: collected by index, then carried out together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, Protocol, TypeAlias

from .._vendor.bytecode import Instr, Label
from .._vendor.bytecode.instr import InstrLocation
from .base import Flag
from .handlers import Body, Handler, Item
from .opcodes import NOWHERE, attribute_to_call, call_with_top, jump_if_empty, jump_unless_empty

_WHERE_IT_GOES_ON = 3
"""Bits of what `RESUME` says (CPython's `pycore_opcode_utils.h`)."""


class Output:
    """Takes the instructions of the new code. What is put into the tail comes behind everything else."""

    def __init__(self) -> None:
        self.body = Body([], [])
        self._tail = Body([], [])

    def put(self, items: list[Item], handler: Handler | None) -> None:
        self.body.add(items, handler)

    def put_in_tail(self, items: list[Item], handler: Handler | None) -> None:
        self._tail.add(items, handler)

    def whole(self) -> Body:
        return Body(self.body.items + self._tail.items, self.body.handlers + self._tail.handlers)


Telling: TypeAlias = tuple[Flag, object]
"""Who is told of something, while the flag holds anything."""


class Spot(NamedTuple):
    """What holds where something is inserted."""

    location: InstrLocation | None
    handler: Handler | None


class Landing(NamedTuple):
    """Where jumps arrive of which something is wanted."""

    label: Label
    pieces: list[Piece]
    before: Spot | None
    """What holds for the instruction before, if not the same as behind."""


class Piece(Protocol):
    """Something to insert. It is made anew for each place, because a label cannot stand twice."""

    def __call__(self, out: Output, spot: Spot, /) -> None: ...


class Edits:
    """Insertions by the index of the instruction that they belong to; those of one index come in the order
    in which they were added."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._before: defaultdict[int, list[Piece]] = defaultdict(list)
        self._after: defaultdict[int, list[Piece]] = defaultdict(list)
        self._edges: defaultdict[int, list[Piece]] = defaultdict(list)
        self._as_attributes: defaultdict[int, list[Telling]] = defaultdict(list)
        self._guards: defaultdict[int, list[Telling]] = defaultdict(list)
        self._tellers: dict[tuple[Handler | None, tuple[tuple[int, int], ...]], Handler] = {}
        self._output = Output()

    def before(self, index: int, piece: Piece) -> None:
        """Run before the instruction, however it is reached."""
        self._before[index].append(piece)

    def after(self, index: int, piece: Piece) -> None:
        """Run when the instruction is done and does not jump."""
        self._after[index].append(piece)

    def on_jump(self, index: int, piece: Piece, *, first: bool = False) -> None:
        """Run when the jump at the index is taken; `first` goes before what others want there."""
        self._edges[index].insert(0 if first else len(self._edges[index]), piece)

    def read_as_attribute(self, index: int, live: Flag, tell: object) -> None:
        """While a hit is in progress, the instruction at the index, which loads a method to call it, makes a
        bound method, and that is told."""
        self._as_attributes[index].append((live, tell))

    def guard(self, index: int, live: Flag, tell: object, *, first: bool = False) -> None:
        """While a hit is in progress, an exception of the instruction, or of what is inserted after it, is
        told on its way to where it goes; `first` before others hear of it."""
        self._guards[index].insert(0 if first else len(self._guards[index]), (live, tell))
        raise_when_closed(self._body.items[index])

    def add_to_tail(self, items: list[Item], handler: Handler | None) -> None:
        """Out-of-line instructions."""
        self._output.put_in_tail(items, handler)

    def carry_out(self) -> Body:
        """The edited instructions; can be done once."""
        landings = self._landings()
        for index, item in enumerate(self._body.items):
            own = self._body.handlers[index]
            if isinstance(item, Label):
                self._output.put([item], own)
                continue
            spot = Spot(item.location, own)
            for landing in landings.get(index, ()):
                self._land(landing, spot)
            self._insert(self._before[index], spot)
            guarded = Spot(item.location, self._guarded(index))
            self._output.put(self._itself(index, item), guarded.handler)
            self._insert(self._after[index], guarded)
        return self._output.whole()

    def _itself(self, index: int, item: Instr) -> list[Item]:
        wishes = self._as_attributes.get(index)
        if not wishes:
            return [item]
        slow, fast, join = Label(), Label(), Label()
        at = item.location
        tests: list[Item] = [one for live, _ in wishes for one in jump_unless_empty(live, slow, at)]
        tell = [one for wish in wishes for one in _told_while_live(*wish, at)]
        slowly = attribute_to_call(item, tell)
        quickly: list[Item] = [Instr("JUMP_FORWARD", fast, location=at), slow]
        return [*tests, *quickly, *slowly, Instr("JUMP_FORWARD", join, location=at), fast, item, join]

    def _insert(self, pieces: list[Piece], spot: Spot) -> None:
        for piece in pieces:
            piece(self._output, spot)

    def _land(self, landing: Landing, spot: Spot) -> None:
        """The way in for jumps of which something is wanted; the others pass over it."""
        onward = Label()
        before = landing.before or spot
        passing = Instr("JUMP_FORWARD", onward, location=before.location)
        self._output.put([passing, landing.label], before.handler)
        self._insert(landing.pieces, spot)
        self._output.put([onward], spot.handler)

    def _landings(self) -> dict[int, list[Landing]]:
        """Sends the jumps of which something is wanted to landings before their targets: those with the
        same target and the same wishes to the same one."""
        found: dict[tuple[int, tuple[int, ...]], Label] = {}
        landings: defaultdict[int, list[Landing]] = defaultdict(list)
        targets = dict(targets_of(self._body.items))
        for index, pieces in self._edges.items():
            jump = self._body.items[index]
            assert isinstance(jump, Instr)
            key = (targets[index], tuple(map(id, pieces)))
            if key not in found:
                found[key] = Label()
                before = self._end_of_wait(index, jump) if jump.name == "SEND" else None
                landings[targets[index]].append(Landing(found[key], pieces, before))
            jump.arg = found[key]
        return landings

    def _end_of_wait(self, index: int, send: Instr) -> Spot:
        """On 3.11 an exception out of what is waited for comes as if the instruction before the target of
        `SEND` had raised it."""
        return Spot(send.location, self._guarded(index))

    def _guarded(self, index: int) -> Handler | None:
        """Where an exception of the instruction goes: to who is told of it first."""
        outer, telling = self._body.handlers[index], self._guards.get(index)
        if not telling:
            return outer
        key = outer, tuple((id(live), id(tell)) for live, tell in telling)
        if key not in self._tellers:
            self._tellers[key] = self._add_teller(outer, telling)
        return self._tellers[key]

    def _add_teller(self, outer: Handler | None, telling: list[Telling]) -> Handler:
        """A handler that tells of an exception and passes it on as if it had not been there.

        It stands on no line, so that tracing tools see none; `RERAISE 1` restores the line of the exception,
        and adds nothing to its traceback.
        """
        handler = Handler(Label(), outer.depth if outer else 0, lasti=True)
        tell = [item for one in telling for item in _told_while_live(*one, NOWHERE)]
        self.add_to_tail([handler.label, *tell, Instr("RERAISE", 1, location=NOWHERE)], outer)
        return handler


def _told_while_live(live: Flag, tell: object, location: InstrLocation | None) -> list[Item]:
    onward = Label()
    return [*jump_if_empty(live, onward, location), *call_with_top(tell, location), onward]


def raise_when_closed(item: Item) -> None:
    """Makes a generator that stands still there raise when it is closed. From 3.13 on `RESUME` says when
    nothing is around it but what the compiler puts around all of a generator: then it ends without a word."""
    if isinstance(item, Instr) and item.name == "RESUME" and isinstance(item.arg, int):
        item.arg &= _WHERE_IT_GOES_ON


def targets_of(items: list[Item]) -> Iterator[tuple[int, int]]:
    """For each jump its index and that of the instruction it leads to."""
    positions = label_positions(items)
    for index, item in enumerate(items):
        if isinstance(item, Instr) and isinstance(item.arg, Label):
            yield index, positions[item.arg]


def label_positions(items: list[Item]) -> dict[Label, int]:
    """The index of the first instruction after each label."""
    positions: dict[Label, int] = {}
    waiting: list[Label] = []
    for index, item in enumerate(items):
        if isinstance(item, Label):
            waiting.append(item)
        else:
            positions.update(dict.fromkeys(waiting, index))
            waiting.clear()
    return positions
