"""What a random statement may use where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Kind = Literal["function", "generator", "coroutine", "async generator", "class"]


class Made(NamedTuple):
    """A function of the program that can be called from here with two numbers."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Scope:
    """Changes make a new one; only the list of functions grows, as definitions are met."""

    kind: Kind
    names: tuple[str, ...]
    """Variables that statements assign to; they hold numbers, or nothing yet."""

    outer: tuple[str, ...] = ()
    """Variables of functions around this one, and globals."""

    functions: list[Made] = field(default_factory=list)
    depth: int = 0
    in_loop: bool = False
    in_handler: bool = False
    in_group: bool = False
    """Inside of `except*`, which nothing may leave but its end and an error."""

    in_comprehension: bool = False
    in_iterable: bool = False
    """Inside of what a comprehension goes over, where nothing may be assigned."""

    @property
    def can_await(self) -> bool:
        return self.kind in ("coroutine", "async generator") and not self.in_comprehension

    @property
    def can_yield(self) -> bool:
        return self.kind in ("generator", "async generator") and not self.in_comprehension

    def of(self, *kinds: Kind) -> list[Made]:
        return [made for made in self.functions if made.kind in kinds]

    def inside(self, **changes: object) -> Scope:
        """The scope of a block or an expression in this one."""
        return replace(self, depth=self.depth + 1, **changes)  # type: ignore[arg-type]
