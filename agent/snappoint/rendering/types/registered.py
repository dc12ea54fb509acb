"""Views that the program registered: the only code of the program's that rendering runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .. import static
from .view import LONGEST_TEXT, MOST_PARTS, View


class Registered(NamedTuple):
    cls: type
    function: Callable[[Any], View | str]


_registered: dict[int, Registered] = {}
"""By the identity of the class, which is held here so that no other class gets the same one."""

_failures: dict[int, int] = {}


def register_view(cls: type, function: Callable[[Any], View | str]) -> None:
    """Shows objects of `cls`, and of classes derived from it, as `function(obj)` says.

    `function` returns the one-line preview, or a `View` with a preview, parts, or both. Parts are pairs of a
    name and any object, which is rendered in turn:

        snappoint.register_view(Money, lambda it: f"{it.amount} {it.currency}")
        snappoint.register_view(Cart, lambda it: snappoint.View(parts=[("total", it.total)]))

    It is called on the thread that reached the probe, in the midst of its work and under the locks that it
    holds: so it should read attributes and not compute, wait, lock or change anything. What it raises is
    counted (see `view_failures`), and the object is then shown as if nothing were registered. An exception
    that is no `Exception`, such as KeyboardInterrupt, goes on to the program. Secret names and the limits of
    a capture hold for what it returns. The function of the nearest class is called, the last one registered.
    """
    if not isinstance(cls, type):
        raise TypeError(f"a class is needed, not {static.type_name(cls)}")
    _registered[id(cls)] = Registered(cls, function)
    _failures.pop(id(cls), None)


def unregister_view(cls: type) -> None:
    """Shows objects of `cls` as before. Does nothing when nothing is registered."""
    _registered.pop(id(cls), None)
    _failures.pop(id(cls), None)


def view_failures(cls: type) -> int:
    """How often the function registered for `cls` raised an exception, or returned what is no view."""
    return _failures.get(id(cls), 0)


def registered_view(obj: object) -> View | None:
    """What the program's own function says of an object; None when there is none, or it failed."""
    if not _registered:
        return None
    for base in static.mro(type(obj)):
        found = _registered.get(id(base))
        if found is not None:
            return _asked(found, obj)
    return None


def _asked(found: Registered, obj: object) -> View | None:
    try:
        return _checked(found.function(obj))
    except Exception:
        key = id(found.cls)
        _failures[key] = _failures.get(key, 0) + 1
        return None


def _checked(said: object) -> View:
    """An exact view of plain texts, whatever was returned; only its parts may be anything."""
    if type(said) is str:
        return _shortened(said, (), "")
    if type(said) is not View:
        raise TypeError("a view is a str or a View")
    if (
        type(said.text) is not str
        or type(said.cut) is not str
        or not static.is_exactly(said.parts, list, tuple)
    ):
        raise TypeError("a View has a text and a list of parts")
    parts = [_pair(each) for each in said.parts[:MOST_PARTS]]
    return _shortened(said.text, parts, "length" if len(said.parts) > MOST_PARTS else said.cut)


def _pair(part: Any) -> tuple[str, object]:
    if type(part) is not tuple or len(part) != 2 or type(part[0]) is not str:
        raise TypeError("a part is a name and an object")
    return part


def _shortened(text: str, parts: Any, cut: str) -> View:
    is_long = len(text) > LONGEST_TEXT
    return View(text[:LONGEST_TEXT], parts, "length" if is_long else cut[:80])
