"""Which of a statement's instructions make the value of an expression.

Those with its span, mostly. But the compiler also gives an expression's span to what it does with the value:
entering a `with`, awaiting the next item of an `async for`, applying a decorator, returning behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from .._vendor.bytecode import Instr
from .base import Place
from .flow import Flow
from .opcodes import ADDS_TO_A_VALUE, FORMATS, FORWARD_JUMPS, LOADS_A_NAME, MAKES_A_VALUE, MAKES_TEXT
from .spans import contains, span_of

AFTER_YIELD = 1
"""What `RESUME` says where a plain `yield` goes on (CPython's `pycore_opcode_utils.h`)."""

CONSTANTS = frozenset({"LOAD_CONST", "LOAD_SMALL_INT", "LOAD_COMMON_CONSTANT"})

ENTERS = frozenset({"BEFORE_WITH", "BEFORE_ASYNC_WITH", "LOAD_SPECIAL", "GET_AITER", "GET_ANEXT"})
"""What begins to do something with a value that is complete."""

CALLS = frozenset({"CALL", "CALL_KW", "CALL_FUNCTION_EX"})

BEFORE_CALLS = frozenset({"PRECALL", "KW_NAMES", "PUSH_NULL"})


class Makers:
    """The instructions of a statement by the span that they have."""

    def __init__(self, flow: Flow, indices: Iterable[int]) -> None:
        self._flow = flow
        self._indices = frozenset(indices)
        self.by_span: defaultdict[Place, list[int]] = defaultdict(list)
        for index in sorted(self._indices):
            span = self.span(index)
            if span:
                self.by_span[span].append(index)

    def last(self, span: Place, kind: str) -> list[int]:
        """Where the value is complete and on top of the stack, in each copy of the instructions."""
        made = self._of(span, kind)
        return [index for index in made if self._is_last(index, made, span)]

    def exact(self, span: Place) -> list[int]:
        """Those with that span, up to where the value is complete."""
        exact = self.by_span.get(span, [])
        later = set(self._done_with_value(exact))
        return [index for index in exact if index not in later]

    def span(self, index: int) -> Place | None:
        return span_of(self._flow.body.items[index])

    def name(self, index: int | None) -> str:
        """The instruction's name, or nothing."""
        item = self._flow.body.items[index] if index is not None else None
        return item.name if isinstance(item, Instr) else ""

    def _of(self, span: Place, kind: str) -> list[int]:
        if kind == "name":
            return [index for index in self.by_span.get(span, []) if self.name(index) in LOADS_A_NAME]
        made = [index for index in self.exact(span) if self._makes_a_value(index)]
        if all(self.name(index) in MAKES_TEXT | CONSTANTS for index in made):
            return made if kind in ("other", "constant") else []
        return [
            index
            for index in made
            if (self.name(index) in CONSTANTS) is (kind == "constant") and not self._formats(index)
        ]

    def _formats(self, index: int) -> bool:
        return self.name(index) in FORMATS

    def _makes_a_value(self, index: int) -> bool:
        item = self._flow.body.items[index]
        assert isinstance(item, Instr)
        if item.name == "RESUME":
            # After a plain `yield`, what was sent in is on top; the others are steps of a wait.
            return isinstance(item.arg, int) and item.arg & 3 == AFTER_YIELD
        if item.name in LOADS_A_NAME or (item.name in ADDS_TO_A_VALUE and item.arg != 1):
            # Neither the steps of `super()` nor something below the top of the stack.
            return False
        if item.name in CALLS and self._calls_from_outside(index):
            return False
        return item.name in MAKES_A_VALUE and self.name(self._flow.next(index)) != "SEND"

    def _calls_from_outside(self, index: int) -> bool:
        """Whether what stands before it is no part of the expression: a decorator is applied."""
        place, before = self.span(index), index - 1
        while before >= 0 and (not self.name(before) or self._prepares(before, place)):
            before -= 1
        span = self.span(before) if before >= 0 else None
        return place is not None and span is not None and not contains(place, span)

    def _prepares(self, index: int, place: Place | None) -> bool:
        return self.name(index) in BEFORE_CALLS and self.span(index) == place

    def _done_with_value(self, exact: Sequence[int]) -> Iterator[int]:
        """Those with the same span that come when the value is complete."""
        for index in exact:
            if self.name(index) in ENTERS:
                yield from self._run(index)
            elif self.name(index) in CONSTANTS and self._is_afterthought(index):
                yield index

    def _run(self, index: int) -> set[int]:
        """What can come from there on without another span between."""
        seen, waiting = set[int](), [index]
        while waiting:
            one = waiting.pop()
            if one not in seen and self.span(one) == self.span(index):
                seen.add(one)
                ways = (self._flow.next(one), self._flow.jump_target(one))
                waiting.extend(way for way in ways if way is not None)
        return seen

    def _is_afterthought(self, index: int) -> bool:
        """Whether a constant is the text behind a formatted value, the `None` at the end of a function, or
        what a variable of an `except` is set to when that is left."""
        after, span = self._flow.next(index), self.span(index)
        leaves = (
            after is not None
            and self.span(after) == span
            and self.name(after).startswith(("RETURN", "STORE"))
        )
        return leaves or (index > 0 and self.span(index - 1) == span and self._formats(index - 1))

    def _is_last(self, index: int, made: Sequence[int], place: Place) -> bool:
        """Whether no other instruction follows that goes on making the same value."""
        after = self._following(index)
        while after is not None and after in self._indices:
            span = self.span(after)
            if span is None or not contains(place, span):
                return True
            if span == place and self._flow.jump_target(after) is not None:
                return True
            if after in made:
                return False
            after = self._following(after)
        return True

    def _following(self, index: int) -> int | None:
        ahead = self.name(index) in FORWARD_JUMPS
        return self._flow.jump_target(index) if ahead else self._flow.next(index)
