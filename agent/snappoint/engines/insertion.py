"""The insertion engine: what is wanted is written into a copy of the code object.

It costs nothing anywhere but at the statement itself, and there no more than what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import Any

from .._vendor.bytecode import Instr
from .base import Instrumented, Request
from .calls import add_call
from .condition import Splice
from .disassembly import assemble, disassemble
from .edits import Edits
from .flow import Flow
from .fused import begins_in_a_half, take_fused_apart
from .handlers import Body, put_together, take_apart
from .opcodes import STACK_NEEDED, replace_top
from .origin import Origin
from .pieces import start
from .starts import Listing, jumps_from_body
from .watching import Watching


class Insertion:
    """Instruments code by inserting instructions."""

    name = "insertion"

    def objection(self) -> str:
        """See `Engine.objection`."""
        return ""

    def instrument(self, code: CodeType, wanted: Sequence[Request]) -> Instrumented:
        """See `Engine.instrument`."""
        items = disassemble(code)
        body = take_apart(items)
        body = _with_halves_seen(body, [one for one in wanted if not one.of_function])
        work = _Work(code, Flow(body))
        locations = tuple(work.add(request) for request in wanted)
        if not any(locations):
            return Instrumented(code, locations, tuple({} for _ in wanted))
        put_together(work.edits.carry_out(), items)
        made = assemble(items, code, STACK_NEEDED + work.stack_needed)
        return Instrumented(made, locations, tuple(work.missed))

    def forget(self, *codes: CodeType) -> None:
        """All that it does is in new code."""


def _with_halves_seen(body: Body, wanted: Sequence[Request]) -> Body:
    """With those fused instructions apart of which the halves are wanted each for itself."""
    watched = [(one.place, one.watch.expressions) for one in wanted if one.watch]
    others = [(one.place, ()) for one in wanted if not one.watch and begins_in_a_half(body.items, one.place)]
    return take_fused_apart(body, [*watched, *others]) if watched or others else body


class _Work:
    """The edits of one code object."""

    def __init__(self, code: CodeType, flow: Flow) -> None:
        self._code = code
        self._flow = flow
        self._listing = Listing(flow.body.items)
        self.edits = Edits(flow.body)
        self.stack_needed = 0
        self.missed: list[Mapping[int, str]] = []

    def add(self, request: Request) -> int:
        """In how many places the statement of the request starts."""
        self.missed.append({})
        if request.of_function:
            return add_call(self._flow, self.edits, request, self._splice(request))
        starts = self._listing.starts(request.place)
        if not starts.entries:
            return 0
        splice = self._splice(request)
        for index in starts.entries:
            self.edits.before(index, start(request, splice, self._depth(index) if splice else 0))
        for index in starts.loop_steps:
            piece = start(request, splice, self._depth(index) if splice else 0)
            for jump in jumps_from_body(self._flow.body.items, index, request.place):
                self.edits.on_jump(jump, piece)
        if request.watch:
            watching = Watching(self._flow, self.edits, request.place, request.watch)
            self.missed[-1] = watching.add(starts.entries)
        return len(starts.entries)

    def _splice(self, request: Request) -> Splice | None:
        if request.condition is None:
            return None
        splice = Splice(request.condition, self._code)
        self.stack_needed = max(self.stack_needed, splice.stack_needed)
        return splice

    def _depth(self, index: int) -> int:
        # Copies that nothing leads to are never run.
        return self._flow.depth(index) or 0


def with_result_passed_through(code: CodeType, function: Callable[[Any], object]) -> CodeType:
    """Code that returns `function(result)` wherever `code` would return a computed result."""
    items = disassemble(code)
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if isinstance(item, Instr) and item.name == "RETURN_VALUE":
            items[index:index] = replace_top(function, item.location)
    return assemble(items, code, STACK_NEEDED)


def with_nested(code: CodeType, replaced: dict[int, CodeType]) -> CodeType:
    """`code` with nested code constants replaced by identity: `{id(old): new}`."""
    consts = tuple(replaced.get(id(const), const) for const in code.co_consts)
    return code.replace(co_consts=consts)


def mark(code: CodeType, original: CodeType) -> CodeType:
    """`code`, marked as made from `original`."""
    return Origin(original).mark(code)
