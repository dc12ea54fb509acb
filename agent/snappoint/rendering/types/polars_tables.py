"""polars: tables and columns by what their compiled part says of them; a lazy one is never collected.

Many of its elements become Python objects only by Python code of polars', or by reading the files of a time
zone: those are told by the text that the compiled part has for them.
"""

from __future__ import annotations

from typing import Any

from .. import static
from .elements import NOT_READ, Element
from .reading import Parts, attributes, call, in_module
from .view import View, ViewFunction

_MOST_COLUMNS = 20
_MOST_ROWS = 5

_MOST_BYTES = 1 << 16
"""Of all the elements that are looked at together: each is copied whole."""

_LONGEST = 40
"""Characters of a text in an element's text."""

_NUMBERS = frozenset(
    ("f16", "f32", "f64", *(f"{sign}{bits}" for sign in "iu" for bits in (8, 16, 32, 64, 128)))
)

_PLAIN = _NUMBERS | {"bool", "str", "binary", "cat", "enum", "null", "object"}
_PLAIN |= {"date", "time", "datetime[ms]", "datetime[μs]", "duration[ms]", "duration[μs]"}
"""Kinds whose elements compiled code makes, or holds, as Python objects."""

_TOLD = ("datetime[", "duration[", "decimal[", "list[", "array[")
"""Kinds whose elements have a text."""


def _frame(obj: Any, _base: type) -> View | None:
    held = attributes(obj)["_df"]
    cls = in_module("polars._plr", "PyDataFrame")
    if type(held) is not cls:
        return None
    height, width = call(cls, "shape", held)
    names, kinds = call(cls, "columns", held), call(cls, "dtype_strings", held)
    parts: Parts = [("shape", (height, width))]
    for number, (name, kind) in enumerate(zip(names[:_MOST_COLUMNS], kinds, strict=False)):
        parts.append((f"{name}: {kind}", _first(call(cls, "to_series", held, number), kind, height)))
    text = f"{static.type_name(obj)}({_count(height, 'row')} × {_count(width, 'column')})"
    return View(text, parts, "length" if width > _MOST_COLUMNS or height > _MOST_ROWS else "")


def _series(obj: Any, _base: type) -> View | None:
    held = attributes(obj)["_s"]
    cls, frame = in_module("polars._plr", "PySeries"), in_module("polars._plr", "PyDataFrame")
    if type(held) is not cls:
        return None
    length = call(cls, "len", held)
    # Asked for its kind, a column makes an object of a class that is written in Python; a table does not.
    kind = call(frame, "dtype_strings", frame([held]))[0]
    first = _first(held, kind, length)
    rest: Parts = [("name", call(cls, "name", held)), ("length", length)]
    outline = f"{static.type_name(obj)}({kind} [{length}]"
    if first is NOT_READ:
        return View(f"{outline})", rest, "not read")
    cut = "length" if length > _MOST_ROWS else ""
    return View("", [("first", first), *rest], cut, f"{outline}, ", previewed=1)


def _first(held: Any, kind: str, length: int) -> object:
    cls, count = type(held), min(length, _MOST_ROWS)
    size = call(cls, "estimated_size", call(cls, "slice", held, 0, count))
    # However long a row of numbers is, its text is short.
    if size > _MOST_BYTES and kind.removeprefix("list[").removesuffix("]") not in _NUMBERS:
        return NOT_READ
    if kind in _PLAIN:
        return [call(cls, "get_index", held, number) for number in range(count)]
    # The text of an object would be its own, which is code of the program's.
    if kind.startswith(_TOLD) and "struct" not in kind and "object" not in kind:
        return [Element(call(cls, "get_fmt", held, number, _LONGEST)) for number in range(count)]
    return NOT_READ


def _lazy(obj: Any, _base: type) -> View:
    return View(f"<{static.type_name(obj)} not evaluated>", cut="not evaluated")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("polars.dataframe.frame", "DataFrame"): _frame,
    ("polars.series.series", "Series"): _series,
    ("polars.lazyframe.frame", "LazyFrame"): _lazy,
}
