"""Whole calls of a function: how it is entered, what it returns, and which exception leaves it."""

from __future__ import annotations

from functools import partial

from .._vendor.bytecode import Instr
from .base import Request, Watch
from .condition import Splice
from .edits import Edits, Output, Piece, Spot, raise_when_closed
from .flow import RETURNS, Flow
from .handlers import Handler
from .pauses import add_pauses
from .pieces import ended, start, tell_top


def add_call(flow: Flow, edits: Edits, request: Request, splice: Splice | None) -> int:
    """Adds what a function's request wants to its code; returns how many ways in there are: one.

    A generator or coroutine is entered when it first runs, not when it is made.
    """
    resume = next((i for i, item in enumerate(flow.body.items) if _name(item) == "RESUME"), None)
    if resume is None:
        return 0
    # Behind the instruction, not before the next one, which may be where a loop jumps back to.
    edits.after(resume, _on_first_line(flow, resume, start(request, splice, 0)))
    if request.watch:
        _add_returns(flow, edits, request.watch)
        _add_exceptions(flow, edits, request.watch, resume)
        add_pauses(flow, edits, request.watch, range(resume + 1, len(flow.body.items)))
    return 1


def _on_first_line(flow: Flow, resume: int, piece: Piece) -> Piece:
    """The piece where the first statement stands: tools that follow lines never see the line of a `def` run
    in the function itself."""
    behind = (item for item in flow.body.items[resume + 1 :] if isinstance(item, Instr))
    first = next((item.location for item in behind if item.location and item.location.lineno), None)

    def moved(out: Output, spot: Spot) -> None:
        piece(out, spot._replace(location=first or spot.location))

    return moved


def _add_returns(flow: Flow, edits: Edits, watch: Watch) -> None:
    for index, item in enumerate(flow.body.items):
        if isinstance(item, Instr) and item.name in RETURNS and watch.returned:
            if item.name == "RETURN_VALUE":
                edits.before(index, tell_top(watch.live, watch.returned))
            else:
                edits.before(index, ended(watch.live, partial(watch.returned, item.arg)))


def _add_exceptions(flow: Flow, edits: Edits, watch: Watch, resume: int) -> None:
    """What nobody in the function catches leaves it. Before `RESUME` there is no call yet."""
    for index, item in enumerate(flow.body.items):
        outer = flow.body.handlers[index]
        if index <= resume or not isinstance(item, Instr):
            continue
        raise_when_closed(item)
        if outer is None if not watch.caught_too else _begins_there(flow, item, outer):
            edits.guard(index, watch.live, watch.raised)


def _begins_there(flow: Flow, item: Instr, outer: Handler | None) -> bool:
    """Whether an exception that comes of the instruction is new to the function: neither raised once more,
    nor the way in which a loop or a wait ends."""
    if item.name == "RERAISE" or (item.name == "RAISE_VARARGS" and item.arg == 0):
        return False
    return outer is None or _name(flow.body.items[flow.handler_start(outer)]) not in _PROTOCOL


_PROTOCOL = frozenset({"END_ASYNC_FOR", "CLEANUP_THROW"})
"""Handlers of the interpreter's own; what they do not expect they pass on by themselves."""


def _name(item: object) -> str:
    return item.name if isinstance(item, Instr) else ""
