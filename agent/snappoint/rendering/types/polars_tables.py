"""polars: tables and columns by what their compiled part says of them; a lazy one is never collected."""

from __future__ import annotations

from typing import Any

from .. import static
from .reading import Parts, attributes, call, in_module
from .view import View, ViewFunction

_MOST_COLUMNS = 20
_MOST_ROWS = 5


def _frame(obj: Any, _base: type) -> View | None:
    held = attributes(obj)["_df"]
    cls = in_module("polars._plr", "PyDataFrame")
    if type(held) is not cls:
        return None
    height, width = call(cls, "shape", held)
    names, kinds = call(cls, "columns", held), call(cls, "dtypes", held)
    rows = [call(cls, "row_tuple", held, number) for number in range(min(height, _MOST_ROWS))]
    parts: Parts = [("shape", (height, width))]
    for number, (name, kind) in enumerate(zip(names[:_MOST_COLUMNS], kinds, strict=False)):
        parts.append((f"{name}: {_kind_text(kind)}", [row[number] for row in rows]))
    text = f"{static.type_name(obj)}({_count(height, 'row')} × {_count(width, 'column')})"
    return View(text, parts, "length" if width > _MOST_COLUMNS or height > _MOST_ROWS else "")


def _series(obj: Any, _base: type) -> View | None:
    held = attributes(obj)["_s"]
    cls = in_module("polars._plr", "PySeries")
    if type(held) is not cls:
        return None
    length, kind = call(cls, "len", held), _kind_text(call(cls, "dtype", held))
    first = [call(cls, "get_index", held, number) for number in range(min(length, _MOST_ROWS))]
    parts: Parts = [("first", first), ("name", call(cls, "name", held)), ("length", length)]
    opening = f"{static.type_name(obj)}({kind} [{length}], "
    return View("", parts, "length" if length > _MOST_ROWS else "", opening, previewed=1)


def _lazy(obj: Any, _base: type) -> View:
    return View(f"<{static.type_name(obj)} not evaluated>", cut="not evaluated")


def _kind_text(kind: Any) -> str:
    """A kind of data is a class, or an object of it when it has details."""
    return static.qualified_name(kind) if static.is_of(kind, type) else static.type_name(kind)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("polars.dataframe.frame", "DataFrame"): _frame,
    ("polars.series.series", "Series"): _series,
    ("polars.lazyframe.frame", "LazyFrame"): _lazy,
}
