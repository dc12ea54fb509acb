"""Where the values of expressions can be seen: right after the instructions that push them.

The interpreter records for each instruction which source span it computes (PEP 657). An expression's value
is on top of the stack after the last instruction with its span that makes a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from .base import Expression, Place
from .flow import Flow, Reach
from .loops import builtin_ends, comprehension_ends
from .makers import Makers
from .opcodes import FORMATS, NOT_BEFORE, is_opposite, loads_method
from .spans import contains

DERIVED = frozenset({"and", "or", "walrus"})
"""Kinds whose value is always that of one of their parts."""

WORKED_OUT = DERIVED | {"conditional", "not", "compare"}
"""Kinds whose value can be worked out from their parts where no instruction makes it."""

HOLD_CONSTANTS = frozenset({"LOAD_CONST", "RETURN_CONST"})

How = Literal["after", "jump", "method"]


class Tap(NamedTuple):
    """A place where a value can be copied."""

    at: int
    how: How
    """`after` the instruction, when its `jump` is taken, or by reading a method as a plain attribute."""

    says: bool | None = None
    """The value, where it is not on the stack but follows from getting there."""


class Taps(NamedTuple):
    """What can be seen of a statement's expressions, by their numbers."""

    found: Mapping[int, Sequence[Tap]]
    missed: Mapping[int, str]


def find_taps(flow: Flow, run: Reach, expressions: Sequence[Expression]) -> Taps:
    """Where to look, among the instructions of a statement."""
    search = _Search(flow, run, expressions)
    seen = {number: taps for number in range(len(expressions)) if (taps := search.taps(number))}
    found = dict(_below_not(flow, expressions, seen))
    missed = {
        number: search.reason(number)
        for number in range(len(expressions))
        if number not in found and not search.is_worked_out(number)
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
    def __init__(self, flow: Flow, run: Reach, expressions: Sequence[Expression]) -> None:
        self._flow = flow
        self._expressions = expressions
        self._order = sorted(run.indices)
        # What runs when an exception was caught only cleans up.
        self._makers = Makers(flow, run.indices - run.caught)

    def taps(self, number: int) -> list[Tap]:
        one = self._expressions[number]
        if one.kind in DERIVED or one.kind == "conditional":
            return []
        if one.kind == "comprehension":
            ends = comprehension_ends(self._flow, self._makers, self._order, one.place)
            if found := [Tap(index, "after") for index in ends]:
                return found
        found = [self._tap(index) for index in self._makers.last(one.place, one.kind)]
        if one.kind == "not":
            return found or list(self._decisions(one.parts[0]))
        if one.kind in ("await", "other", "comprehension"):
            exact = self._makers.exact(one.place)
            found += [Tap(index, "jump") for index in exact if self._ends_a_wait(index)]
            found += self._builtin_loops(one)
        return found or [self._tap(index) for index in self._nearby(one)]

    def is_worked_out(self, number: int, above: frozenset[int] = frozenset()) -> bool:
        """Whether its value can follow from what is seen of its parts."""
        one = self._expressions[number]
        if number in above or one.kind not in WORKED_OUT:
            return False
        return any(self.taps(part) or self.is_worked_out(part, above | {number}) for part in one.parts)

    def reason(self, number: int) -> str:
        one = self._expressions[number]
        for span, indices in self._makers.by_span.items():
            if contains(span, one.place) and any(self._makers.name(i) in HOLD_CONSTANTS for i in indices):
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
        one = self._expressions[number]
        if one.kind in ("and", "or", "conditional") and self._expressions[one.parts[0]].kind == "constant":
            return True
        for parent, other in enumerate(self._expressions):
            if number in other.parts and number not in below:
                return self._is_left_out(parent, below | {number})
        return False

    def _tap(self, index: int) -> Tap:
        return Tap(index, "method" if loads_method(self._flow.body.items[index]) else "after")

    def _builtin_loops(self, one: Expression) -> Iterator[Tap]:
        if one.parts:
            for index, says in builtin_ends(self._flow, self._makers, self._expressions[one.parts[0]]):
                yield Tap(index, "after", says)

    def _decisions(self, operand: int) -> Iterator[Tap]:
        """What `not` says where it is the jump that depends on its operand."""
        if self._expressions[operand].kind in WORKED_OUT:
            return
        for tap in self.taps(operand):
            jump = self._flow.next(tap.at)
            if self._makers.name(jump) == "TO_BOOL" and jump is not None:
                jump = self._flow.next(jump)
            name = self._makers.name(jump)
            if jump is not None and "JUMP" in name and name.endswith(("IF_TRUE", "IF_FALSE")):
                yield Tap(jump, "jump", name.endswith("IF_FALSE"))
                yield Tap(jump, "after", name.endswith("IF_TRUE"))

    def _ends_a_wait(self, index: int) -> bool:
        """On 3.11 the jump of `SEND` is what leaves an `await` or `yield from`."""
        target = self._flow.jump_target(index)
        is_wait = self._makers.name(index) == "SEND" and target is not None
        return is_wait and self._makers.name(target) not in NOT_BEFORE

    def _nearby(self, one: Expression) -> Iterator[int]:
        """In a chain of attributes and calls over several lines, an instruction has the position of the last
        part only; and what formats the only part of an f-string has that part's."""
        if one.kind in ("await", "other"):
            for span in self._makers.by_span:
                if contains(one.place, span) and self._is_of_it(span, one):
                    yield from self._makers.last(span, one.kind)

    def _is_of_it(self, span: Place, one: Expression) -> bool:
        is_part = _ends_like(span, one.place) or self._is_only_part(span, one)
        return is_part and self._smallest(span) == one.place

    def _smallest(self, span: Place) -> Place | None:
        """The smallest expression that the span is in."""
        around = [one.place for one in self._expressions if contains(one.place, span)]
        return next((place for place in around if all(contains(other, place) for other in around)), None)

    def _is_only_part(self, span: Place, one: Expression) -> bool:
        """Whether it is all that there is of an f-string."""
        names = self._names(span)
        around = [
            other for other in self._makers.by_span if contains(one.place, other) and contains(other, span)
        ]
        if names & FORMATS:
            return not any(self._names(other) & FORMATS for other in around if other != span)
        return not one.parts and "LOAD_CONST" in names

    def _names(self, span: Place) -> set[str]:
        return {self._makers.name(index) for index in self._makers.by_span[span]}


def _ends_like(span: Place, place: Place) -> bool:
    same_end = (span.end_line, span.end_column) == (place.end_line, place.end_column)
    return same_end and place.end_line > place.line
