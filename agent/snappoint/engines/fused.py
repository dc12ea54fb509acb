"""Instructions that the compiler has fused from two, taken apart again where each half has to be seen."""

from __future__ import annotations

from collections.abc import Sequence

from .._vendor.bytecode import Instr
from .._vendor.bytecode.instr import InstrLocation
from .base import Expression, Place
from .handlers import Body, Item
from .taps import span_of

HALVES = {
    "LOAD_FAST_LOAD_FAST": ("LOAD_FAST", "LOAD_FAST"),
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": ("LOAD_FAST_BORROW", "LOAD_FAST_BORROW"),
    "STORE_FAST_LOAD_FAST": ("STORE_FAST", "LOAD_FAST"),
    "STORE_FAST_STORE_FAST": ("STORE_FAST", "STORE_FAST"),
}


def take_fused_apart(body: Body, place: Place, expressions: Sequence[Expression]) -> Body:
    """The same instructions, those of the statement at `place` with a position for each half.

    A fused instruction only has the position of its first half. That of a second half that loads is found
    by its name: the first such name behind the first half that no other instruction stands for.
    """
    known = {span_of(item) for item in body.items}
    names = [one for one in expressions if one.kind == "name" and one.place not in known]
    made = Body([], [])
    for item, handler in zip(body.items, body.handlers, strict=True):
        made.add(_halves(item, place, names) if _is_fused(item, place) else [item], handler)
    return made


def _is_fused(item: Item, place: Place) -> bool:
    if not isinstance(item, Instr) or item.name not in HALVES:
        return False
    at = item.location
    return at is not None and at.lineno is not None and place.holds(at.lineno, at.col_offset)


def _halves(item: Item, place: Place, names: Sequence[Expression]) -> list[Item]:
    assert isinstance(item, Instr)
    assert isinstance(item.arg, tuple)
    first, second = HALVES[item.name]
    one, other = str(item.arg[0]), str(item.arg[1])
    location = item.location
    if second.startswith("LOAD"):
        location = _location_of_name(other, item, names) or location
    elif location is not None:
        # Where a variable is stored never matters; only to which statement it belongs.
        location = InstrLocation(location.lineno, location.end_lineno, place.column, place.column)
    return [Instr(first, one, location=item.location), Instr(second, other, location=location)]


def _location_of_name(name: str, item: Instr, names: Sequence[Expression]) -> InstrLocation | None:
    begin = span_of(item)
    places = sorted(one.place for one in names if one.name == name)
    behind = [place for place in places if begin is None or place > begin]
    found = next(iter([*behind, *places]), None)
    if found is None:
        return None
    return InstrLocation(found.line, found.end_line, found.column, found.end_column)
