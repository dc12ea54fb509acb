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
from .opcodes import (
    ADDS_TO_A_VALUE,
    FORMATS,
    LOADS_A_NAME,
    MAKES_A_VALUE,
    MAKES_TEXT,
    NOT_BEFORE,
    is_opposite,
    loads_method,
)
from .spans import contains, span_of

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
    seen = {number: taps for number in range(len(expressions)) if (taps := search.taps(number))}
    found = dict(_below_not(flow, expressions, seen))
    missed = {
        number: search.reason(number)
        for number, one in enumerate(expressions)
        if number not in found and one.kind not in WORKED_OUT
    }
    return Taps(found, missed)


def _below_not(
    flow: Flow, expressions: Sequence[Expression], seen: Mapping[int, Sequence[Tap]]
) -> Iterator[tuple[int, Sequence[Tap]]]:
    """Until 3.13 `not a in b` is compiled as `a not in b`, at the comparison's position: what is seen there
    is the value of the `not`."""
    parents = {one.parts[0]: number for number, one in enumerate(expressions) if one.kind == "not"}
    for number, taps in seen.items():
        opposite = any(is_opposite(flow.body.items[tap.at], expressions[number].name) for tap in taps)
        yield (parents[number] if opposite and number in parents else number), taps


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

    def taps(self, number: int) -> list[Tap]:
        one = self._expressions[number]
        exact = self._by_span.get(one.place, [])
        if one.kind in DERIVED or one.kind == "conditional":
            return []
        if one.kind == "name":
            return [Tap(index, "after") for index in exact if self._name(index) in LOADS_A_NAME]
        if one.kind == "comprehension" and (ends := list(self._loop_ends(one.place))):
            return [Tap(index, "after") for index in ends]
        makers = self._makers(exact)
        found = [self._tap(index) for index in makers if self._is_last(index, makers, one.place)]
        if one.kind in ("await", "other"):
            found += [Tap(index, "jump") for index in exact if self._ends_a_wait(index)]
            found += [Tap(index, "after") for index in self._quick_loops(one)]
        return found or [self._tap(index) for index in self._nearby(one)]

    def reason(self, number: int) -> str:
        one = self._expressions[number]
        for span, indices in self._by_span.items():
            if contains(span, one.place) and any(self._name(i) == "LOAD_CONST" for i in indices):
                return "the compiler worked it out beforehand, as part of a constant"
        if one.kind == "constant":
            return "a constant, which the compiler made part of something else"
        if self._is_left_out(number):
            return "the compiler left it out, because of a constant before it"
        if any(self.taps(part) for part in one.parts):
            return "the compiler made no object of it, only of its parts"
        return "the compiler made no instruction for it"

    def _is_left_out(self, number: int, below: frozenset[int] = frozenset()) -> bool:
        """Whether a constant decides that it never runs, or what it is part of."""
        if number in below:
            return False
        for parent, one in enumerate(self._expressions):
            if number in one.parts:
                before = one.parts[: one.parts.index(number)]
                constants = [part for part in before if self._expressions[part].kind == "constant"]
                decides = one.kind in ("and", "or", "conditional") and constants
                return bool(decides) or self._is_left_out(parent, below | {number})
        return False

    def _tap(self, index: int) -> Tap:
        return Tap(index, "method" if loads_method(self._flow.body.items[index]) else "after")

    def _makes_a_value(self, index: int) -> bool:
        item = self._flow.body.items[index]
        assert isinstance(item, Instr)
        if item.name == "RESUME":
            # After a plain `yield`, what was sent in is on top; the others are steps of a wait.
            return isinstance(item.arg, int) and item.arg & 3 == AFTER_YIELD
        if item.name in LOADS_A_NAME or (item.name in ADDS_TO_A_VALUE and item.arg != 1):
            # Neither the steps of `super()` nor something below the top of the stack.
            return False
        return item.name in MAKES_A_VALUE and self._name(self._flow.next(index)) != "SEND"

    def _makers(self, exact: Sequence[int]) -> list[int]:
        """Those that make the value of the expression with that span. What formats a value for `'%s' % (…,)`,
        and the text behind it, have the span of that value too."""
        makers = [index for index in exact if self._makes_a_value(index) and not self._is_text_behind(index)]
        if all(self._name(index) in MAKES_TEXT for index in makers):
            return makers
        return [index for index in makers if self._name(index) not in FORMATS]

    def _is_text_behind(self, index: int) -> bool:
        before = index - 1
        same = before >= 0 and span_of(self._flow.body.items[before]) == span_of(self._flow.body.items[index])
        return same and self._name(index) == "LOAD_CONST" and self._name(before) in FORMATS

    def _is_last(self, index: int, makers: Sequence[int], place: Place) -> bool:
        """Whether no other instruction follows that goes on making the same value."""
        for after in self._order[self._order.index(index) + 1 :]:
            span = span_of(self._flow.body.items[after])
            if span is None or not contains(place, span):
                return True
            if span == place and self._flow.jump_target(after) is not None:
                return True
            if after in makers:
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

    def _quick_loops(self, one: Expression) -> Iterator[int]:
        """Where `tuple(… for …)` and the like end when the name means the builtin: since 3.14 the loop is
        part of the code then, and all of it has the position of the name."""
        name = self._expressions[one.parts[0]] if one.parts else one
        indices = self._by_span.get(name.place, [])
        if name.kind != "name" or not any(self._name(index) == "IS_OP" for index in indices):
            return
        for index in indices:
            if self._name(index) == "POP_ITER":
                yield self._last_with_span(index, name.place)

    def _last_with_span(self, index: int, place: Place) -> int:
        """The last instruction with that span on the way from `index` on."""
        after = self._flow.next(index)
        while after is not None and span_of(self._flow.body.items[after]) == place:
            index, after = after, self._flow.next(after)
        return index

    def _ends_a_wait(self, index: int) -> bool:
        """On 3.11 the jump of `SEND` is what leaves an `await` or `yield from`."""
        target = self._flow.jump_target(index)
        return self._name(index) == "SEND" and target is not None and self._name(target) not in NOT_BEFORE

    def _nearby(self, one: Expression) -> Iterator[int]:
        """In a chain of attributes and calls over several lines, an instruction has the position of the last
        part only; and what formats the only part of an f-string has that part's."""
        for span, indices in self._by_span.items():
            if (
                one.kind in ("await", "other")
                and contains(one.place, span)
                and self._smallest(span) == one.place
            ):
                makers = self._makers(indices)
                if _ends_like(span, one.place) or self._is_only_part(span, makers, one):
                    yield from (index for index in makers if self._is_last(index, makers, span))

    def _smallest(self, span: Place) -> Place | None:
        """The smallest expression that the span is in."""
        around = [one.place for one in self._expressions if contains(one.place, span)]
        return next((place for place in around if all(contains(other, place) for other in around)), None)

    def _is_only_part(self, span: Place, makers: Sequence[int], one: Expression) -> bool:
        """Whether it is all that there is of an f-string."""
        names = {self._name(index) for index in makers}
        around = [other for other in self._by_span if contains(one.place, other) and contains(other, span)]
        if names & FORMATS:
            return not any(
                FORMATS & {self._name(i) for i in self._by_span[other]} for other in around if other != span
            )
        return not one.parts and "LOAD_CONST" in names

    def _inside(self, index: int, place: Place) -> bool:
        span = span_of(self._flow.body.items[index])
        return span is not None and contains(place, span)

    def _name(self, index: int | None) -> str:
        item = self._flow.body.items[index] if index is not None else None
        return item.name if isinstance(item, Instr) else ""


def _ends_like(span: Place, place: Place) -> bool:
    same_end = (span.end_line, span.end_column) == (place.end_line, place.end_column)
    return same_end and place.end_line > place.line
