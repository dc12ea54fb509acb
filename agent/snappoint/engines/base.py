"""What an engine is given and what it promises."""

from __future__ import annotations

from collections.abc import Sequence
from types import CodeType
from typing import NamedTuple, Protocol


class Hook(Protocol):
    """Called when a place is reached; `depth` tells how many frames above the hook's own the program's
    frame is. It must not raise."""

    def __call__(self, depth: int = 1, /) -> object: ...


class Place(NamedTuple):
    """The source span of a statement's own code (a compound statement's head), as `co_positions()`
    counts: 1-based lines, columns in UTF-8 bytes, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    def holds(self, line: int, column: int | None) -> bool:
        """Whether an instruction whose position starts there belongs to this place.

        Code compiled with `-X no_debug_ranges` has no columns: then the line decides.
        """
        if column is None:
            return self.line <= line <= self.end_line
        return (self.line, self.column) <= (line, column) < (self.end_line, self.end_column)


class Instrumented(NamedTuple):
    """New code, and for each thing wanted in how many places of the code its statement starts."""

    code: CodeType
    locations: tuple[int, ...]


class Engine(Protocol):
    """Makes places in a code object call hooks."""

    name: str

    def instrument(self, code: CodeType, wanted: Sequence[tuple[Place, Hook]]) -> Instrumented:
        """Code that does what `code` does and calls each hook whenever its statement starts.

        Only `code` itself is looked at, not the code nested in it. Without any location the result
        is `code` itself.
        """
