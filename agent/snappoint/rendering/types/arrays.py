"""NumPy: arrays by their shape, their dtype and their first elements; nothing is computed over the whole.

Only exact arrays are read further than that: a derived class may be lazy, remote, or mapped from a file.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from .. import static
from .memory import may_vanish
from .reading import Parts, attributes, brief, call, in_module, native
from .view import View, ViewFunction

MOST_ELEMENTS = 8

_CHEAP = 256
"""So many numbers may be looked at for their extremes."""

_NUMBERS = "biuf"
_BUILTIN_DTYPES = 24
"""Numbers from here on are those of dtypes that somebody registered."""

_LARGE = 4096
"""Bytes of one element, which is copied whole."""


def _array(obj: Any, base: type) -> View:
    shape = native(base, "shape", obj)
    dtype = native(base, "dtype", obj)
    kind = static.type_name(obj)
    outline = f"{dtype_text(dtype)} {shape_text(shape)}"
    parts: Parts = [("shape", shape), ("dtype", dtype_text(dtype))]
    if type(obj) is not base or not is_readable(obj, base):
        return View(f"{kind}({outline})", [*parts, *attributes(obj).items()], "not read")
    first = ("first", first_elements(obj, base))
    size = native(base, "size", obj)
    cut = "length" if size > MOST_ELEMENTS else ""
    all_parts = [first, *parts, *_extremes(obj, base, dtype, size)]
    return View("", all_parts, cut, f"{kind}({outline}, ", ")", "=", 1)


def is_readable(obj: Any, base: type) -> bool:
    """Not where elements come from a file, are made by code that somebody registered, or are large."""
    if may_vanish(obj):
        return False
    cls, dtype = in_module("numpy", "dtype"), native(base, "dtype", obj)
    return bool(native(cls, "num", dtype) < _BUILTIN_DTYPES and native(cls, "itemsize", dtype) <= _LARGE)


def first_elements(obj: Any, base: type, most: int = MOST_ELEMENTS) -> list[object]:
    """The first elements of an exact array in the order of its axes, each read by itself."""
    size = native(base, "size", obj)
    return [element(obj, base, index) for index in range(min(size, most))]


def element(obj: Any, base: type, *index: int) -> object:
    """One element of an exact array: as a plain object where there is one for it."""
    found = call(base, "item", obj, *index)
    if type(found) is int and native(in_module("numpy", "dtype"), "kind", native(base, "dtype", obj)) in "mM":
        # A time with nanoseconds, for which Python has no class.
        places = index if len(index) > 1 else _place(native(base, "shape", obj), index[0])
        return call(base, "__getitem__", obj, places)
    return found


def _place(shape: tuple[int, ...], index: int) -> tuple[int, ...]:
    places = []
    for length in reversed(shape):
        index, place = divmod(index, length)
        places.append(place)
    return tuple(reversed(places))


def _extremes(obj: Any, base: type, dtype: Any, size: int) -> Parts:
    """The least and the greatest of few numbers, and how many are none."""
    cls = in_module("numpy", "dtype")
    is_number = native(cls, "kind", dtype) in _NUMBERS and native(cls, "itemsize", dtype) <= 8
    if not is_number or not 0 < size <= _CHEAP:
        return []
    found = [call(base, "item", obj, index) for index in range(size)]
    numbers = [each for each in found if each == each]  # noqa: PLR0124 - what is not a number differs from itself
    missing: Parts = [("NaN", size - len(numbers))] if len(numbers) < size else []
    return [("min", min(numbers)), ("max", max(numbers)), *missing] if numbers else missing


def dtype_text(dtype: Any) -> str:
    """`float64`; of fields, their names."""
    cls = in_module("numpy", "dtype")
    names = native(cls, "names", dtype)
    if type(names) is tuple:
        return f"fields {', '.join(brief(name) for name in names[:10])}"
    kind, size = native(cls, "kind", dtype), native(cls, "itemsize", dtype)
    if kind in "USVmM" and native(cls, "num", dtype) < _BUILTIN_DTYPES:
        return str(native(cls, "str", dtype)).lstrip("<>|=")
    name = static.qualified_name(native(cls, "type", dtype))
    return name.removesuffix("_") if kind in "Ob" else name or f"{kind}{size}"


def shape_text(shape: Any) -> str:
    """`3×4`; `()` of a single element."""
    lengths = [brief(length) for length in islice(tuple.__iter__(shape), 10)]
    return f"[{lengths[0]}]" if len(lengths) == 1 else "×".join(lengths) or "()"


def _scalar(obj: Any, base: type) -> View | None:
    cls = type(obj)
    if (
        in_module("numpy", static.qualified_name(cls)) is not cls
        or static.is_of(obj, str)
        or static.is_of(obj, bytes)
    ):
        return None
    value = call(base, "item", obj)
    if static.is_exactly(value, bool, int, float, complex):
        is_time = static.qualified_name(cls) in ("datetime64", "timedelta64")
        return View(call(cls, "__str__", obj) if is_time else brief(value))
    if static.is_exactly(value, date, datetime, timedelta):
        return View(call(cls, "__str__", obj))
    if type(value) is tuple:
        return View("", [(str(index), each) for index, each in enumerate(value)])
    if value is None or type(value) is bytes:
        return View("NaT" if value is None else brief(value))
    # As a number of the precision that Python has. A complex one would warn of what it loses as a float.
    is_complex = static.is_of(obj, in_module("numpy", "complexfloating"))
    return View(brief(call(cls, "__complex__" if is_complex else "__float__", obj)))


def _dtype(obj: Any, _base: type) -> View:
    return View(f"dtype({dtype_text(obj)})")


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("numpy", "ndarray"): _array,
    ("numpy", "generic"): _scalar,
    ("numpy", "dtype"): _dtype,
}
