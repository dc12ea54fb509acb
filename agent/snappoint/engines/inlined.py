"""Comprehensions that the compiler made part of the function (from 3.12 on), and their variables.

A variable of such a comprehension that the function has too is put aside before, and back afterwards. What
is put back may be no value at all, a NULL, which nobody must look at.
"""

from __future__ import annotations

from collections.abc import Sequence

from .._vendor.bytecode import Instr
from .handlers import Item
from .spans import contains, span_of


class Inlined:
    """The variables that comprehensions put aside in a code object."""

    def __init__(self, items: Sequence[Item]) -> None:
        aside = [item for item in items if isinstance(item, Instr) and item.name == "LOAD_FAST_AND_CLEAR"]
        self._names = {str(item.arg) for item in aside}
        self._spans = {span for item in aside if (span := span_of(item))}

    def stores(self, item: Instr, name: str) -> bool:
        """Whether the instruction, which stores that name, may belong to a comprehension. Where the position
        doesn't tell, it may."""
        span = span_of(item)
        if span is None or (span.line, span.column) == (span.end_line, span.end_column):
            return name in self._names
        return any(contains(outer, span) for outer in self._spans)
