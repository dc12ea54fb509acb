"""Instructions that the compiler has fused from two, taken apart again where each half has to be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import cast

from .._vendor.bytecode import Instr
from .._vendor.bytecode.instr import InstrLocation
from .base import Expression, Place
from .handlers import Body, Item
from .spans import contains, span_of
from .starts import belongs

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
    for index, handler in enumerate(body.handlers):
        made.add(_apart(body.items, index, names), handler)
    return made


def begins_in_a_half(items: Sequence[Item], place: Place) -> bool:
    """Whether a second half is the first instruction of the statement, where that runs again."""
    return any(_again(items, index, [place]) for index in range(len(items)))


def _apart(items: Sequence[Item], index: int, names: Sequence[tuple[Place, _Names]]) -> list[Item]:
    item = items[index]
    if not isinstance(item, Instr) or item.name not in HALVES:
        return [item]
    concerned = list(_concerned(item, names))
    again = _again(items, index, [place for place, _ in names])
    if again:
        return _halves(item, again)
    if not concerned:
        return [item]
    found = _found(items, index, concerned) if HALVES[item.name][1].startswith("LOAD") else item.location
    return _halves(item, found or _beginning(item.location))


def _again(items: Sequence[Item], index: int, places: Sequence[Place]) -> InstrLocation | None:
    """The position of the second half where a loop's condition stands on the line of the loop's body: the
    first half ends the body, the second begins the condition, as it began before the loop."""
    item = items[index]
    if not isinstance(item, Instr) or item.name != "STORE_FAST_LOAD_FAST":
        return None
    following = _following(items, index)
    for place in places:
        if following and belongs(following, place) and not belongs(item, place):
            first = next(one for one in items if belongs(one, place))
            if isinstance(first, Instr) and _loaded_first(first) == _second_name(item):
                return first.location
    return None


def _found(
    items: Sequence[Item], index: int, concerned: Sequence[tuple[Place, _Names]]
) -> InstrLocation | None:
    item, following = items[index], _following(items, index)
    assert isinstance(item, Instr)
    for place, names in concerned:
        # What follows a store that ends its statement loads for another one.
        ended = item.name.startswith("STORE") and belongs(item, place)
        if ended and following and not belongs(following, place):
            continue
        if at := names.location(_second_name(item), item, following):
            return at
    return None


def _concerned(item: Instr, names: Sequence[tuple[Place, _Names]]) -> Iterator[tuple[Place, _Names]]:
    """The statement that the first half is of, then those on its line that may begin with the second."""
    yield from ((place, own) for place, own in names if belongs(item, place))
    yield from ((place, own) for place, own in names if own.begins_in(item, place))


def _halves(item: Instr, second_location: InstrLocation | None) -> list[Item]:
    first, second = HALVES[item.name]
    one, other = cast("tuple[str, str]", item.arg)
    return [
        Instr(first, one, location=item.location),
        Instr(second, other, location=second_location),
    ]


def _following(items: Sequence[Item], index: int) -> Instr | None:
    return next((item for item in items[index + 1 :] if isinstance(item, Instr)), None)


def _second_name(item: Instr) -> str:
    return cast("tuple[str, str]", item.arg)[1]


def _loaded_first(item: Instr) -> object:
    if not _begins_with_load(item):
        return None
    return item.arg[0] if isinstance(item.arg, tuple) else item.arg


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

    def location(self, name: str, item: Instr, following: Instr | None) -> InstrLocation | None:
        """Most likely that of a name that no other instruction stands for, behind the first half and no
        further than what follows. If it is that of another one of the same name, its value is the same."""
        begin = span_of(item)
        if begin is None or self._is_unlisted(begin):
            return None
        for candidates in (self._unknown, self._names):
            places = sorted(one.place for one in candidates if one.name == name)
            behind = [place for place in places if place > begin]
            found = _last_before(behind, following) or next(iter([*behind, *places]), None)
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


def _last_before(places: Sequence[Place], following: Instr | None) -> Place | None:
    """The last of them that what follows is computed from, or that stands before it."""
    span = span_of(following) if following else None
    if span is None:
        return None
    inside = [place for place in places if contains(span, place)]
    before = [place for place in places if (place.end_line, place.end_column) <= (span.line, span.column)]
    return next(reversed(inside or before), None)


def _begins_with_load(item: Item) -> bool:
    return isinstance(item, Instr) and HALVES.get(item.name, (item.name,))[0] in LOADS


def _inside_comprehensions(expressions: Sequence[Expression]) -> Iterator[tuple[Place, list[Place]]]:
    """Comprehensions, and what of them the statement itself evaluates: nothing else in them is listed."""
    for one in expressions:
        if one.kind == "comprehension":
            parts = (expressions[part].place for part in one.parts)
            yield one.place, list(parts)
