"""Instructions that the compiler has fused from two, taken apart again where each half has to be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import cast

from .._vendor.bytecode import Instr
from .._vendor.bytecode.instr import InstrLocation
from .base import Expression, Place
from .handlers import Body, Item
from .spans import contains, span_of

HALVES = {
    "LOAD_FAST_LOAD_FAST": ("LOAD_FAST", "LOAD_FAST"),
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": ("LOAD_FAST_BORROW", "LOAD_FAST_BORROW"),
    "STORE_FAST_LOAD_FAST": ("STORE_FAST", "LOAD_FAST"),
    "STORE_FAST_STORE_FAST": ("STORE_FAST", "STORE_FAST"),
}

LOADS = frozenset({"LOAD_FAST", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK"})


def take_fused_apart(body: Body, statements: Sequence[tuple[Place, Sequence[Expression]]]) -> Body:
    """The same instructions, those of the statements with a position for each half.

    A fused instruction only has the position of its first half. That of a second half that loads is found
    by its name.
    """
    known = {span_of(item) for item in body.items if _begins_with_load(item)}
    names = [(place, _Names(known, expressions)) for place, expressions in statements]
    made = Body([], [])
    for item, handler in zip(body.items, body.handlers, strict=True):
        concerned = list(_concerned(item, names)) if isinstance(item, Instr) and item.name in HALVES else []
        made.add(_halves(item, concerned) if concerned else [item], handler)
    return made


def _concerned(item: Instr, names: Sequence[tuple[Place, _Names]]) -> Iterator[_Names]:
    """The statement that the first half is of, then those on its line that may begin with the second."""
    at = item.location
    if at is not None and at.lineno is not None:
        yield from (own for place, own in names if place.holds(at.lineno, at.col_offset))
        yield from (own for place, own in names if own.begins_in(item, place))


def _halves(item: Item, concerned: Sequence[_Names]) -> list[Item]:
    assert isinstance(item, Instr)
    first, second = HALVES[item.name]
    one, other = cast("tuple[str, str]", item.arg)
    location = item.location
    if second.startswith("LOAD"):
        found = (at for names in concerned if (at := names.location(other, item)))
        location = next(found, _beginning(location))
    return [Instr(first, one, location=item.location), Instr(second, other, location=location)]


def _beginning(location: InstrLocation | None) -> InstrLocation | None:
    """A position that belongs to the same statement, and to no expression."""
    if location is None:
        return None
    return InstrLocation(location.lineno, location.lineno, location.col_offset, location.col_offset)


class _Names:
    """Where second halves that load can stand in the source."""

    def __init__(self, known: Set[Place | None], expressions: Sequence[Expression]) -> None:
        self._names = [one for one in expressions if one.kind == "name"]
        self._unknown = [one for one in self._names if one.place not in known]
        self._inside = list(_inside_comprehensions(expressions))

    def location(self, name: str, item: Instr) -> InstrLocation | None:
        """Most likely that of a name that no other instruction stands for, behind the first half. If it is
        that of another one of the same name, its value is the same."""
        begin = span_of(item)
        if begin is None or self._is_unlisted(begin):
            return None
        for candidates in (self._unknown, self._names):
            places = sorted(one.place for one in candidates if one.name == name)
            found = next((place for place in [*(p for p in places if p > begin), *places]), None)
            if found is not None:
                return InstrLocation(found.line, found.end_line, found.column, found.end_column)
        return None

    def _is_unlisted(self, span: Place) -> bool:
        """Whether it is in a step of a comprehension."""
        return any(
            contains(outer, span) and not any(contains(place, span) for place in parts)
            for outer, parts in self._inside
        )

    def begins_in(self, item: Instr, place: Place) -> bool:
        """Whether the second half may load what the statement at `place` begins with, while the first half
        ends another one on the same line."""
        at = item.location
        if item.name != "STORE_FAST_LOAD_FAST" or at is None or at.lineno != place.line:
            return False
        _, loaded = cast("tuple[str, str]", item.arg)
        return any(one.name == loaded and one.place.line == place.line for one in self._unknown)


def _begins_with_load(item: Item) -> bool:
    return isinstance(item, Instr) and HALVES.get(item.name, (item.name,))[0] in LOADS


def _inside_comprehensions(expressions: Sequence[Expression]) -> Iterator[tuple[Place, list[Place]]]:
    """Comprehensions, and what of them the statement itself evaluates: nothing else in them is listed."""
    for one in expressions:
        if one.kind == "comprehension":
            parts = (expressions[part].place for part in one.parts)
            yield one.place, list(parts)
