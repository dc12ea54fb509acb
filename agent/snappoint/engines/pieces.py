"""What is inserted into the program's code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .._vendor.bytecode import Instr, Label
from .base import Flag, Gate, Request
from .condition import Splice
from .edits import Output, Piece, Spot
from .handlers import Handler, Item
from .opcodes import (
    BACK_JUMP,
    NOWHERE,
    advance,
    call_hook,
    call_with_top,
    jump_if_empty,
    jump_unless_empty,
)


def start(request: Request, splice: Splice | None, depth: int) -> Piece:
    """A hit: it is counted, the gate and the condition decide, and the hook is called.

    `depth` is how many values are on the stack where a statement of the request starts.
    """

    def piece(out: Output, spot: Spot) -> None:
        done = Label()
        if request.gate:
            out.put(advance(request.gate.hits, spot.location), spot.handler)
        gate_first = splice is None or not splice.condition.is_quick
        if request.gate and request.hook and gate_first:
            out.put(_gate(request.gate, done, spot), spot.handler)
        if splice:
            _decide(splice, depth, done, out, spot)
        if request.gate and request.hook and not gate_first:
            out.put(_gate(request.gate, done, spot), spot.handler)
        if request.hook:
            out.put(call_hook(request.hook, spot.location), spot.handler)
        out.put([done], spot.handler)

    return piece


def _gate(gate: Gate, done: Label, spot: Spot) -> list[Item]:
    location = spot.location
    if gate.refused is None:
        return jump_if_empty(gate.open, done, location)
    is_open = Label()
    refuse = [*advance(gate.refused, location), Instr("JUMP_FORWARD", done, location=location)]
    return [*jump_unless_empty(gate.open, is_open, location), *refuse, is_open]


def _decide(splice: Splice, depth: int, done: Label, out: Output, spot: Spot) -> None:
    """The condition. What it raises is caught, told, and goes no further."""
    caught = Handler(Label(), depth, lasti=False)
    out.put(splice.instructions(done, spot.location), caught)
    failed = call_with_top(splice.condition.failed, NOWHERE)
    back = [Instr("POP_TOP", location=NOWHERE), Instr(BACK_JUMP, done, location=NOWHERE)]
    out.put_in_tail([caught.label, *failed, *back], spot.handler)


def while_live(live: Flag, inner: Callable[[Spot], list[Item]]) -> Piece:
    """Something that only happens while a hit is in progress."""

    def piece(out: Output, spot: Spot) -> None:
        onward = Label()
        items = [*jump_if_empty(live, onward, spot.location), *inner(spot), onward]
        out.put(items, spot.handler)

    return piece


def tell_value(live: Flag, value: Callable[[int, object], object], number: int, depth: int = 1) -> Piece:
    """Tells the value on the stack, that many places down, as that of an expression."""
    return tell_top(live, partial(value, number), depth)


def tell_top(live: Flag, tell: object, depth: int = 1) -> Piece:
    """Tells the value that many places down the stack."""
    return while_live(live, lambda spot: call_with_top(tell, spot.location, depth))


def ended(live: Flag, hook: object) -> Piece:
    """The end of a statement that raised nothing."""
    return while_live(live, lambda spot: call_hook(hook, spot.location))
