"""Where the values of expressions can be seen: right after the instructions that push them.

The interpreter records for each instruction which source span it computes (PEP 657). An expression's value
is on top of the stack after the last instruction with its span that makes a value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from .._vendor.bytecode import Instr
from .base import Expression, Place
from .flow import Flow
from .handlers import Item
from .opcodes import MAKES_A_VALUE, NOT_BEFORE, loads_method

DERIVED = frozenset({"and", "or", "walrus"})
"""Kinds whose value is always that of one of their parts."""

WORKED_OUT = DERIVED | {"conditional", "not", "compare"}
"""Kinds whose value can be worked out from their parts where no instruction makes it."""

LOOP_ENDS = ("END_FOR", "END_ASYNC_FOR")

AFTER_YIELD = 1
"""What `RESUME` says where a plain `yield` goes on (CPython's `pycore_opcode_utils.h`)."""

How = Literal["after", "jump", "method"]


class Tap(NamedTuple):
    """A place where a value can be copied."""

    at: int
    how: How
    """`after` the instruction, when its `jump` is taken, or by reading a method as a plain attribute."""


class Taps(NamedTuple):
    """What can be seen of a statement's expressions, by their numbers."""

    found: Mapping[int, Sequence[Tap]]
    missed: Mapping[int, str]


def find_taps(flow: Flow, indices: frozenset[int], expressions: Sequence[Expression]) -> Taps:
    """Where to look, among the instructions of a statement."""
    search = _Search(flow, indices, expressions)
    found = {number: taps for number in range(len(expressions)) if (taps := search.taps(number))}
    missed = {
        number: search.reason(number)
        for number, one in enumerate(expressions)
        if number not in found and one.kind not in WORKED_OUT
    }
    return Taps(found, missed)


class _Search:
    def __init__(self, flow: Flow, indices: frozenset[int], expressions: Sequence[Expression]) -> None:
        self._flow = flow
        self._expressions = expressions
        self._order = sorted(indices)
        self._by_span: defaultdict[Place, list[int]] = defaultdict(list)
        for index in self._order:
            span = span_of(flow.body.items[index])
            if span:
                self._by_span[span].append(index)
        self._spans = {one.place for one in expressions}

    def taps(self, number: int) -> list[Tap]:
        one = self._expressions[number]
        if one.kind in DERIVED or one.kind == "conditional":
            return []
        if one.kind == "comprehension" and (ends := list(self._loop_ends(one.place))):
            return [Tap(index, "after") for index in ends]
        exact = self._by_span.get(one.place, [])
        makers = [index for index in exact if self._makes_a_value(index)]
        found = [self._tap(index) for index in makers if self._is_last(index, one.place)]
        if one.kind in ("await", "other"):
            found += [Tap(index, "jump") for index in exact if self._ends_a_wait(index)]
        return found or self._by_end(one)

    def reason(self, number: int) -> str:
        place = self._expressions[number].place
        for span, indices in self._by_span.items():
            if _contains(span, place) and any(self._name(i) == "LOAD_CONST" for i in indices):
                return "the compiler worked it out beforehand, as part of a constant"
        return "the compiler made no instruction for it"

    def _tap(self, index: int) -> Tap:
        return Tap(index, "method" if loads_method(self._flow.body.items[index]) else "after")

    def _makes_a_value(self, index: int) -> bool:
        item = self._flow.body.items[index]
        assert isinstance(item, Instr)
        if item.name == "RESUME":
            # After a plain `yield`, what was sent in is on top; the others are steps of a wait.
            return isinstance(item.arg, int) and item.arg & 3 == AFTER_YIELD
        return item.name in MAKES_A_VALUE and self._name(self._flow.next(index)) != "SEND"

    def _is_last(self, index: int, place: Place) -> bool:
        """Whether no other instruction follows that goes on making the same value."""
        for after in self._order[self._order.index(index) + 1 :]:
            span = span_of(self._flow.body.items[after])
            if span is None or not _contains(place, span):
                return True
            if span == place and self._flow.jump_target(after) is not None:
                return True
            if span == place and self._makes_a_value(after):
                return False
        return True

    def _loop_ends(self, place: Place) -> Iterator[int]:
        """The end of an inlined comprehension's outermost loop, in each copy: then its value is on top."""
        ends = [i for i in self._order if self._name(i) in LOOP_ENDS and self._inside(i, place)]
        last = span_of(self._flow.body.items[ends[-1]]) if ends else None
        for index in ends:
            if span_of(self._flow.body.items[index]) == last:
                yield self._behind_cleanup(index)

    def _behind_cleanup(self, index: int) -> int:
        after = self._flow.next(index)
        while after is not None and self._name(after) in ("POP_TOP", "POP_ITER"):
            index, after = after, self._flow.next(after)
        return index

    def _ends_a_wait(self, index: int) -> bool:
        """On 3.11 the jump of `SEND` is what leaves an `await` or `yield from`."""
        target = self._flow.jump_target(index)
        return self._name(index) == "SEND" and target is not None and self._name(target) not in NOT_BEFORE

    def _by_end(self, one: Expression) -> list[Tap]:
        """In a chain of attributes and calls over several lines, an instruction has the position of the last
        part only; and what formats the only part of an f-string has that part's."""
        found = []
        for span, indices in self._by_span.items():
            if _contains(one.place, span) and span not in self._spans and self._ends_like(span, one.place):
                makers = [index for index in indices if self._makes_a_value(index)]
                found += [self._tap(index) for index in makers if self._is_last(index, span)]
        return found

    def _ends_like(self, span: Place, place: Place) -> bool:
        same_end = (span.end_line, span.end_column) == (place.end_line, place.end_column)
        return same_end and place.end_line > place.line

    def _inside(self, index: int, place: Place) -> bool:
        span = span_of(self._flow.body.items[index])
        return span is not None and _contains(place, span)

    def _name(self, index: int | None) -> str:
        item = self._flow.body.items[index] if index is not None else None
        return item.name if isinstance(item, Instr) else ""


def span_of(item: Item) -> Place | None:
    """The source span of an instruction, if it has a whole one."""
    at = item.location if isinstance(item, Instr) else None
    if at is None or at.lineno is None or at.col_offset is None:
        return None
    assert at.end_lineno is not None
    assert at.end_col_offset is not None
    return Place(at.lineno, at.col_offset, at.end_lineno, at.end_col_offset)


def _contains(outer: Place, inner: Place) -> bool:
    starts = (outer.line, outer.column) <= (inner.line, inner.column)
    return starts and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
