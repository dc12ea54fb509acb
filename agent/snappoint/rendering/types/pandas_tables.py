"""Tables and columns of pandas: their outline, and some of the first rows."""

from __future__ import annotations

from itertools import islice
from typing import Any

from .. import static
from .elements import NOT_READ
from .naming import key_name
from .pandas_columns import column_kind, column_length, first_elements, held, index_reader
from .reading import Parts, attributes, call, in_module, native, text_of
from .view import View, ViewFunction

_MOST_COLUMNS = 20
_MOST_ROWS = 5


def _frame(obj: Any, _base: type) -> View:
    manager = attributes(obj)["_mgr"]
    columns, index = _own(manager, "axes")
    width, height = _index_length(columns), _index_length(index)
    label = index_reader(columns)
    parts: Parts = [("shape", (height, width))]
    for number, (block, row) in sorted(_places(manager).items()):
        values = native(type(block), "values", block)
        name = _label(None if label is None else label(number), number)
        parts.append((f"{name}: {column_kind(values)}", first_elements(values, row)))
    text = f"{static.type_name(obj)}({_count(height, 'row')} × {_count(width, 'column')})"
    return View(text, parts, "length" if width > _MOST_COLUMNS or height > _MOST_ROWS else "")


def _places(manager: Any) -> dict[int, tuple[Any, int | None]]:
    """For each of the first columns, the block that holds it and the row that it is in there."""
    found: dict[int, tuple[Any, int | None]] = {}
    for block in _own(manager, "blocks"):
        locations = native(type(block), "_mgr_locs", block)
        numbers = _first_numbers(native(type(locations), "indexer", locations))
        found.update((number, (block, at)) for at, number in enumerate(numbers) if number < _MOST_COLUMNS)
    return found


def _first_numbers(indexer: Any) -> list[int]:
    if type(indexer) is slice:
        return list(islice(range(indexer.start, indexer.stop, indexer.step or 1), _MOST_COLUMNS))
    array = in_module("numpy", "ndarray")
    count = min(native(array, "size", indexer), _MOST_COLUMNS)
    return [int(call(array, "item", indexer, at)) for at in range(count)]


def _own(manager: Any, name: str) -> Any:
    """Of many blocks, C code holds them; of a single one, the instance."""
    own = attributes(manager)
    return own[name] if name in own else native(type(manager), name, manager)


def _series(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    manager = fields["_mgr"]
    blocks, axes = _own(manager, "blocks"), _own(manager, "axes")
    values = native(type(blocks[0]), "values", blocks[0])
    rest: Parts = [("name", fields.get("_name")), ("length", _index_length(axes[0]))]
    return _column(static.type_name(obj), values, rest)


def _column(kind: str, values: Any, rest: Parts) -> View:
    """A column with its first elements; where they are not read, it says so."""
    length, first = column_length(values), first_elements(values, None)
    outline = f"{column_kind(values)} [{length}]"
    if first is NOT_READ:
        return View(f"{kind}({outline})", rest, "not read")
    cut = "length" if length > _MOST_ROWS else ""
    return View("", [("first", first), *rest], cut, f"{kind}({outline}, ", previewed=1)


def _index(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    kind = static.type_name(obj)
    name: Parts = [("name", fields.get("_name"))]
    if type(fields.get("_range")) is range:
        return View(f"{kind}({fields['_range']!r})", name)
    if "_data" in fields:
        return _column(kind, fields["_data"], name)
    length = _index_length(obj)
    parts: Parts = [("names", fields.get("_names")), ("levels", fields.get("_levels"))]
    label = index_reader(obj)
    first = NOT_READ if label is None else [label(at) for at in range(min(length, _MOST_ROWS))]
    cut = "length" if length > _MOST_ROWS else ""
    return View("", [("first", first), *parts], cut, f"{kind}([{length}], ", previewed=1)


def _index_length(index: Any) -> int:
    fields = attributes(index)
    if type(fields.get("_range")) is range:
        return len(fields["_range"])
    # Of many levels, each has a code for every row.
    return column_length(fields["_data"] if "_data" in fields else held(fields["_codes"])[0])


def _label(value: object, number: int) -> str:
    plain = text_of(value)
    return plain or (f"column {number}" if value is None else key_name(value))


def _array(obj: Any, _base: type) -> View:
    return _column(static.type_name(obj), obj, [])


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _missing(obj: Any, _base: type) -> View:
    return View(static.type_name(obj).removesuffix("Type"))


def _interval(obj: Any, base: type) -> View:
    names = ("left", "right", "closed")
    return View("", [(name, native(base, name, obj)) for name in names])


def _period(obj: Any, base: type) -> View:
    """Compiled code writes it, as a month or a quarter or whatever it is."""
    return View(f"Period({call(base, '__str__', obj)!r})")


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("pandas", "DataFrame"): _frame,
    ("pandas.core.frame", "DataFrame"): _frame,
    ("pandas", "Series"): _series,
    ("pandas.core.series", "Series"): _series,
    ("pandas", "Index"): _index,
    ("pandas.core.indexes.base", "Index"): _index,
    ("pandas.api.extensions", "ExtensionArray"): _array,
    ("pandas.core.arrays.base", "ExtensionArray"): _array,
    ("pandas", "Interval"): _interval,
    ("pandas._libs.interval", "Interval"): _interval,
    ("pandas._libs.tslibs.period", "_Period"): _period,
    ("pandas.api.typing", "NaTType"): _missing,
    ("pandas._libs.tslibs.nattype", "NaTType"): _missing,
    ("pandas.api.typing", "NAType"): _missing,
    ("pandas._libs.missing", "NAType"): _missing,
}
