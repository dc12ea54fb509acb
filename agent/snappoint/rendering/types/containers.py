"""Containers of the standard library that are more than a list, tuple, set or dict."""

from __future__ import annotations

from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from gc import get_referents
from itertools import islice
from types import MappingProxyType
from typing import Any

from .. import static
from .memory import is_plain_memory
from .naming import key_name
from .reading import Parts, attributes, brief, call, native, positions
from .view import MOST_PARTS, View, ViewFunction

_SAFE_KEYS = (str, int, bytes, float, bool, type(None))
"""Their hash and comparison are the interpreter's own."""


def _items(mapping: Any, most: int = MOST_PARTS) -> tuple[Parts, str]:
    """The items of a dict of any class, and why some are missing."""
    found = static.first_items(mapping, most + 1)
    cut = "length" if len(found) > most else ""
    return [(key_name(key), value) for key, value in found[:most]], cut


def _mapping(obj: Any, opening: str, closing: str = "})") -> View:
    parts, cut = _items(obj)
    return View("", [*parts, *_added(obj)], cut, opening, closing, ": ", len(parts))


def _added(obj: Any) -> Parts:
    """Attributes that an object has beside what it contains."""
    return list(attributes(obj).items())


def _default_dict(obj: Any, base: type) -> View:
    factory = native(base, "default_factory", obj)
    name = static.qualified_name(factory) if static.is_of(factory, type) else brief(factory)
    parts, cut = _items(obj)
    opening = f"{static.type_name(obj)}({name}, {{"
    all_parts = [*parts, ("default_factory", factory)]
    return View("", all_parts, cut, opening, "})", ": ", len(parts))


def _ordered_dict(obj: Any, base: type) -> View:
    opening = f"{static.type_name(obj)}({{"
    own = static.first_items(obj, MOST_PARTS)
    if dict.__len__(obj) > MOST_PARTS or not all(static.is_exactly(key, *_SAFE_KEYS) for key, _ in own):
        # To follow its own order it looks its keys up, which asks them for their hash.
        return _mapping(obj, opening)
    values = dict(own)
    order = [key for key in islice(call(base, "__iter__", obj), MOST_PARTS) if key in values]
    parts: Parts = [(key_name(key), values[key]) for key in order]
    return View("", parts, "", opening, "})", ": ", len(parts))


def _counter(obj: Any, _base: type) -> View:
    return _mapping(obj, f"{static.type_name(obj)}({{")


def _chain_map(obj: Any, _base: type) -> View:
    maps = attributes(obj)["maps"]
    return View("", positions(maps[:MOST_PARTS])) if type(maps) is list else View("", [("maps", maps)])


def _user_container(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    return View("", [("data", fields.pop("data")), *fields.items()], previewed=1)


def _deque(obj: Any, base: type) -> View:
    try:
        found = list(islice(call(base, "__iter__", obj), MOST_PARTS + 1))
    except RuntimeError:
        return View("", cut="changed")
    most = native(base, "maxlen", obj)
    closing = "])" if most is None else f"], maxlen={most})"
    parts = positions(found[:MOST_PARTS])
    cut = "length" if len(found) > MOST_PARTS else ""
    opening = f"{static.type_name(obj)}(["
    return View("", [*parts, *_added(obj)], cut, opening, closing, previewed=len(parts))


def _behind(obj: Any, _base: type) -> View | None:
    """A look at another mapping. Which one, the garbage collector knows without asking anybody."""
    behind = get_referents(obj)
    if len(behind) != 1:
        return None
    kind = static.type_name(obj)
    if not static.is_of(behind[0], dict):
        return View("", [("mapping", behind[0])])
    parts, cut = _items(behind[0])
    if kind.endswith("_keys"):
        return View(_keys_text(kind, [name for name, _ in parts]), cut=cut)
    if kind.endswith("_values"):
        return View("", positions(value for _, value in parts), cut, f"{kind}([", "])")
    return View("", parts, cut, f"{kind}({{", "})", ": ")


def _keys_text(kind: str, names: list[str]) -> str:
    shown = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
    return f"{kind}([{shown}])"


def _range(obj: Any, _base: type) -> View:
    start, stop, step = obj.start, obj.stop, obj.step
    last = "" if step == 1 else f", {brief(step)}"
    return View(f"range({brief(start)}, {brief(stop)}{last})")


def _slice(obj: Any, _base: type) -> View:
    return View("", positions((obj.start, obj.stop, obj.step)))


def _memory(obj: Any, base: type) -> View:
    """Elements are read one by one: a slice would lock the memory against resizing."""
    count, form = call(base, "__len__", obj), native(base, "format", obj)
    parts: Parts = [(name, native(base, name, obj)) for name in ("nbytes", "shape", "format", "readonly")]
    if not is_plain_memory(obj):
        return View("", parts, "not read", previewed=1)
    if native(base, "ndim", obj) == 1 and form in tuple("cbBhHiIlLqQfd?"):
        parts.append(("first", [call(base, "__getitem__", obj, index) for index in range(min(count, 8))]))
    return View("", parts, previewed=1)


def _array(obj: Any, base: type) -> View:
    count, kind = call(base, "__len__", obj), native(base, "typecode", obj)
    found = [call(base, "__getitem__", obj, index) for index in range(min(count, MOST_PARTS))]
    cut = "length" if count > MOST_PARTS else ""
    return View("", positions(found), cut, f"{static.type_name(obj)}('{kind}', [", "])")


_VIEWS_OF_DICTS = [{}.keys(), {}.values(), {}.items()]
_ORDERED: OrderedDict[int, int] = OrderedDict()
_VIEWS_OF_ORDERED = [_ORDERED.keys(), _ORDERED.values(), _ORDERED.items()]

BUILTIN: dict[type, ViewFunction] = {
    defaultdict: _default_dict,
    OrderedDict: _ordered_dict,
    Counter: _counter,
    ChainMap: _chain_map,
    UserDict: _user_container,
    UserList: _user_container,
    deque: _deque,
    MappingProxyType: _behind,
    range: _range,
    slice: _slice,
    memoryview: _memory,
    **{type(each): _behind for each in [*_VIEWS_OF_DICTS, *_VIEWS_OF_ORDERED]},
}

NAMED: dict[tuple[str, str], ViewFunction] = {("array", "array"): _array}
