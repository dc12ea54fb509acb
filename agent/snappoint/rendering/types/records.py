"""Objects with declared fields: namedtuples, dataclasses, attrs, msgspec, mapped rows.

Their classes are the program's own, so they are told by what such a class carries, not by a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from .. import static
from .mapped_rows import mapped
from .reading import Parts, attributes, in_module, native
from .view import MOST_PARTS, View

_STATIC_TUPLE_FIELDS = "n_sequence_fields"


def record_view(obj: object) -> View | None:
    """The view of an object whose class declares fields; None when it is none."""
    if static.is_of(obj, tuple):
        return _tuple_with_names(obj)
    for base in static.mro(type(obj)):
        for marker, fields in _MARKERS.items():
            found = static.held(base, marker)
            if found is not None:
                return fields(obj, found)
    return _struct(obj)


def _tuple_with_names(obj: Any) -> View | None:
    for base in static.mro(type(obj)):
        names = static.held(base, "_fields")
        if type(names) is tuple and all(type(name) is str for name in names):
            added = list(attributes(obj).items())
            return View("", [*zip(names, islice(tuple.__iter__(obj), MOST_PARTS), strict=False), *added])
        if static.held(base, _STATIC_TUPLE_FIELDS) is not None:
            return View("", static.slots(obj, MOST_PARTS))
    return None


def _dataclass(obj: object, declared: object) -> View:
    names = static.first_items(declared, MOST_PARTS) if type(declared) is dict else []
    return _in_order(obj, (name for name, _ in names))


def _attrs(obj: object, declared: object) -> View:
    held: list[object] = list(tuple.__iter__(declared)) if static.is_of(declared, tuple) else []  # type: ignore[arg-type]
    return _in_order(obj, (attributes(each).get("name") for each in held[:MOST_PARTS]))


def _struct(obj: object) -> View | None:
    """Of msgspec, whose metaclass holds the names in compiled code."""
    meta = in_module("msgspec._core", "StructMeta")
    if meta is None or not static.is_of(type(obj), meta):
        return None
    declared = native(meta, "__struct_fields__", type(obj))
    return _in_order(obj, declared if type(declared) is tuple else ())


def _in_order(obj: object, names: Iterable[object]) -> View:
    """The fields as they were declared, then whatever else the object has."""
    found = attributes(obj)
    first: Parts = [(name, found.pop(name)) for name in names if type(name) is str and name in found]
    return View("", [*first, *found.items()])


_MARKERS = {
    "_sa_class_manager": mapped,
    "__dataclass_fields__": _dataclass,
    "__attrs_attrs__": _attrs,
}
"""In this order: what is mapped to a database may be a dataclass too."""
