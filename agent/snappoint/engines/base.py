"""What an engine is given and what it promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType
from typing import NamedTuple, Protocol

from .condition import Condition


class Hook(Protocol):
    """Called when a place is reached; `depth` tells how many frames above the hook's own the program's
    frame is. It must not raise."""

    def __call__(self, depth: int = 1, /) -> object: ...


class Place(NamedTuple):
    """The source span of a statement's own code (a compound statement's head), or of an expression, as
    `co_positions()` counts: 1-based lines, columns in UTF-8 bytes, the end exclusive."""

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


class Expression(NamedTuple):
    """An expression in a statement's own code, by the positions of CPython's `ast`. `parts` are the indices
    of its direct sub-expressions in the same list; `kind` is one of `EXPRESSION_KINDS`."""

    place: Place
    kind: str
    parts: tuple[int, ...] = ()
    name: str = ""
    """What it is known by: an identifier, an attribute's name, a constant key, a comparison's operators."""


EXPRESSION_KINDS = frozenset(
    {"name", "and", "or", "not", "conditional", "compare", "walrus", "await", "comprehension", "constant"}
    | {"other"}
)


class Flag(list[None]):
    """True while it holds anything. Code can test it in a few nanoseconds, and it may stand among the
    constants of code, which have to be hashable and different from each other."""

    __slots__ = ()

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


class Gate(NamedTuple):
    """What is decided in the program's own code, before any call of ours."""

    hits: Iterator[object]
    """Advanced at every hit."""

    open: Flag
    """Empty while hits are refused; a hook is not called then."""

    refused: Iterator[object] | None
    """Advanced at every hit that is refused; None where that is known from the others."""


class Pause(NamedTuple):
    """What is told of a generator that stands still at a `yield`."""

    began: Hook
    ended: Callable[..., object]
    """Called without anything, or with an exception that is thrown into it."""


class Watch(NamedTuple):
    """What is told of a hit in progress: of what the statement computes, and how it ends."""

    live: Flag
    """Empty while no hit is in progress in any frame: then nothing below is called."""

    expressions: tuple[Expression, ...]
    value: Callable[[int, object], object]
    """Called with an expression's index and the very object that the program computed."""

    ended: Hook | None
    raised: Callable[[BaseException], object]
    stored: Callable[[str, object], object] | None = None
    """Called with each variable that the statement binds, and its value, right before it is bound."""

    returned: Callable[[object], object] | None = None
    """Called with the value that a function returns, where a whole function is watched."""

    caught_too: bool = False
    """Where a whole function is watched: exceptions that it catches itself are told, too."""

    pause: Pause | None = None


class Request(NamedTuple):
    """What is wanted at one place: a statement's, or a whole function's if `of_function`. A hit is then a
    call of it, which ends by returning or by an exception."""

    place: Place
    hook: Hook | None
    """Called at each start of the statement that the gate and the condition let pass; None: only counted."""

    gate: Gate | None = None
    condition: Condition | None = None
    watch: Watch | None = None
    of_function: bool = False
    alone: Hook | None = None
    """Sees to all of this by itself: what an engine calls that only can call something. None: nothing can."""


class Instrumented(NamedTuple):
    """New code, and for each request in how many places of the code its statement starts."""

    code: CodeType
    locations: tuple[int, ...]
    missed: tuple[Mapping[int, str], ...]
    """For each request the expressions whose values are not seen, with the reason."""


class RefusedError(Exception):
    """An engine cannot do what is wanted, with a reason that a person can act on."""


class Engine(Protocol):
    """Makes places in a code object call hooks."""

    name: str

    def objection(self) -> str:
        """Why it can do nothing in this process right now, for a person to act on; empty when it can."""

    def instrument(self, code: CodeType, wanted: Sequence[Request]) -> Instrumented:
        """Sees to it that every request is carried out: by new code that does what `code` does, or in `code`
        itself, and then in the frames that run it already, too. What it did in `code` before is replaced.

        Only `code` itself is looked at, not the code nested in it. Without any location the result
        is `code` itself. Raises `RefusedError`.
        """

    def forget(self, *codes: CodeType) -> None:
        """Takes away what it did in these code objects themselves, and lets go of what nobody needs now.
        New code is the caller's to take away."""
