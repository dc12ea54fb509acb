"""What any object shows for which there is no view of its own: what it contains, and its attributes."""

from __future__ import annotations

from typing import Any

from . import static
from .leaves import ELLIPSIS
from .types.naming import key_name
from .types.view import View

Parts = list[tuple[str, object]]

_BRACKETS: dict[Any, tuple[str, str]] = {
    dict: ("{", "}"),
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}
"""What stands around the items of each. An object derives from one of them at most."""

EXACT = frozenset(id(base) for base in _BRACKETS)
"""Containers that have nothing but their items, by identity."""

_INNER = {**_BRACKETS, frozenset: ("{", "}")}
"""The same within the brackets of a derived class."""


def outline(obj: object, kind: str) -> tuple[str, str]:
    """What stands around the parts of an object."""
    for base, ends in _BRACKETS.items():
        if type(obj) is base:
            return ends
    return f"{kind}(", ")"


def _container_of(obj: object) -> Any:
    for base in _BRACKETS:
        if static.is_of(obj, base):
            return base
    return None


def generic_view(obj: Any, kind: str, most: int) -> View:
    """Items and attributes, at most one more than `most` of either."""
    base = _container_of(obj)
    if base is None:
        return View("", _attributes(obj, most + 1))
    try:
        items = _items(obj, base, most + 1)
    except static.ChangingError:
        opening, closing = outline(obj, kind)
        return View(f"{opening}{ELLIPSIS}{closing}", cut="changed")
    joint = ": " if base is dict else "="
    comma = "," if base is tuple and len(items) == 1 else ""
    if type(obj) is base:
        opening, closing = _BRACKETS[base]
        return View("", items, "", opening, comma + closing, joint)
    opening, closing = _INNER[base]
    added = _attributes(obj, most + 1)
    shown = items[:most]
    cut = "length" if len(items) > most else ""
    return View("", [*shown, *added], cut, f"{kind}({opening}", f"{comma}{closing})", joint, len(shown))


def _items(obj: Any, base: Any, most: int) -> Parts:
    if base is dict:
        return [(key_name(key), item) for key, item in static.first_items(obj, most)]
    found = static.first(base.__iter__, obj, most)
    return [(str(index), item) for index, item in enumerate(found)]


def _attributes(obj: object, most: int) -> Parts:
    try:
        own = static.first_items(static.instance_dict(obj), most)
    except static.ChangingError:
        own = []
    named = [(key if type(key) is str else key_name(key), value) for key, value in own]
    return [*named, *static.slots(obj, most)]
