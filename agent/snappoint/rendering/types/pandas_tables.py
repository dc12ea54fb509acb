"""Tables and columns of pandas: their outline, and some of the first rows, where NumPy arrays hold them."""

from __future__ import annotations

from itertools import islice
from typing import Any

from .. import static
from .arrays import dtype_text, element
from .reading import Parts, attributes, call, in_module, native, text_of
from .view import View, ViewFunction

_MOST_COLUMNS = 20
_MOST_ROWS = 5


def _pandas_frame(obj: Any, _base: type) -> View:
    manager = attributes(obj)["_mgr"]
    columns, index = _held(manager, "axes")
    width, height = _index_length(columns), _index_length(index)
    parts: Parts = [("shape", (height, width))]
    for number, (block, row) in sorted(_places(manager).items()):
        values = native(type(block), "values", block)
        name = _label(_index_value(columns, number), number)
        parts.append((f"{name}: {_values_dtype(values)}", _first(values, row)))
    text = f"{static.type_name(obj)}({_count(height, 'row')} × {_count(width, 'column')})"
    return View(text, parts, "length" if width > _MOST_COLUMNS or height > _MOST_ROWS else "")


def _places(manager: Any) -> dict[int, tuple[Any, int | None]]:
    """For each of the first columns, the block that holds it and the row that it is in there."""
    found: dict[int, tuple[Any, int | None]] = {}
    array = in_module("numpy", "ndarray")
    for block in _held(manager, "blocks"):
        locations = native(type(block), "_mgr_locs", block)
        indexer = native(type(locations), "indexer", locations)
        if type(indexer) is slice:
            numbers = list(islice(range(indexer.start, indexer.stop, indexer.step or 1), _MOST_COLUMNS))
        else:
            several = range(_array_length(indexer, _MOST_COLUMNS))
            numbers = [int(call(array, "item", indexer, at)) for at in several]
        found.update((number, (block, at)) for at, number in enumerate(numbers) if number < _MOST_COLUMNS)
    return found


def _held(manager: Any, name: str) -> Any:
    """Of many blocks, C code holds them; of a single one, the instance."""
    own = attributes(manager)
    return own[name] if name in own else native(type(manager), name, manager)


def _array_length(values: Any, most: int) -> int:
    return min(int(native(in_module("numpy", "ndarray"), "size", values)), most)


def _pandas_series(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    manager = fields["_mgr"]
    blocks, axes = _held(manager, "blocks"), _held(manager, "axes")
    values = native(type(blocks[0]), "values", blocks[0])
    length = _index_length(axes[0])
    parts: Parts = [("first", _first(values, None)), ("name", fields.get("_name")), ("length", length)]
    opening = f"{static.type_name(obj)}({_values_dtype(values)} [{length}], "
    return View("", parts, "length" if length > _MOST_ROWS else "", opening, previewed=1)


def _pandas_index(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    if type(fields.get("_range")) is range:
        return View(f"{static.type_name(obj)}({fields['_range']!r})", [("name", fields.get("_name"))])
    if static.is_of(obj, in_module("pandas", "MultiIndex")):
        return View("", [("names", fields.get("_names")), ("levels", fields.get("_levels"))])
    values, length = fields["_data"], _index_length(obj)
    opening = f"{static.type_name(obj)}({_values_dtype(values)} [{length}], "
    cut = "length" if length > _MOST_ROWS else ""
    return View(
        "", [("first", _first(values, None)), ("name", fields.get("_name"))], cut, opening, previewed=1
    )


def _index_length(index: Any) -> int:
    fields = attributes(index)
    if type(fields.get("_range")) is range:
        return len(fields["_range"])
    values = fields.get("_data")
    if values is None:
        # Of many levels: each has a code for every row.
        values = _tuple(fields["_codes"])[0]
    return int(native(in_module("numpy", "ndarray"), "shape", _stored(values))[-1])


def _tuple(codes: Any) -> tuple[Any, ...]:
    return tuple(list.__iter__(codes)) if static.is_of(codes, list) else tuple(tuple.__iter__(codes))


def _index_value(index: Any, number: int) -> object:
    fields = attributes(index)
    if type(fields.get("_range")) is range:
        return fields["_range"][number]
    values = _stored(fields.get("_data"))
    return None if values is None else element(values, type(values), number)


def _label(value: object, number: int) -> str:
    return text_of(value) or (str(value) if type(value) is int else f"column {number}")


def _stored(values: Any) -> Any:
    """The exact NumPy array behind a column; None where it is kept otherwise."""
    array = in_module("numpy", "ndarray")
    if type(values) is array:
        return values
    backed = in_module("pandas._libs.arrays", "NDArrayBacked")
    is_backed = static.is_of(values, backed)
    found = native(backed, "_ndarray", values) if is_backed else attributes(values).get("_data")
    return found if type(found) is array else None


def _first(values: Any, row: int | None) -> object:
    """The first elements of a column, or of one row of a block of columns."""
    stored = _stored(values)
    if stored is None:
        return None
    shape = native(type(stored), "shape", stored)
    numbers = range(min(shape[-1], _MOST_ROWS))
    if len(shape) == 2:
        found = [element(stored, type(stored), row or 0, number) for number in numbers]
    else:
        found = [element(stored, type(stored), number) for number in numbers]
    return _unmasked(values, _categories(values, found))


def _categories(values: Any, found: list[object]) -> list[object]:
    """Of a categorical column the values are codes; the categories have the values."""
    if static.type_name(values) != "Categorical":
        return found
    dtype = native(in_module("pandas._libs.arrays", "NDArrayBacked"), "_dtype", values)
    categories = attributes(dtype)["_categories"]
    return [None if code == -1 else _index_value(categories, code) for code in found if type(code) is int]


def _unmasked(values: Any, found: list[object]) -> list[object]:
    mask = attributes(values).get("_mask") if type(values) is not in_module("numpy", "ndarray") else None
    if type(mask) is not in_module("numpy", "ndarray"):
        return found
    return [None if call(type(mask), "item", mask, at) else value for at, value in enumerate(found)]


def _values_dtype(values: Any) -> str:
    """Of an array of pandas' own, the kind that it is."""
    array = in_module("numpy", "ndarray")
    if type(values) is array:
        return dtype_text(native(array, "dtype", values))
    return static.type_name(values).removesuffix("Array").lower()


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _missing(obj: Any, _base: type) -> View:
    return View(static.type_name(obj).removesuffix("Type"))


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("pandas", "DataFrame"): _pandas_frame,
    ("pandas.core.frame", "DataFrame"): _pandas_frame,
    ("pandas", "Series"): _pandas_series,
    ("pandas.core.series", "Series"): _pandas_series,
    ("pandas.api.typing", "NaTType"): _missing,
    ("pandas._libs.tslibs.nattype", "NaTType"): _missing,
    ("pandas.api.typing", "NAType"): _missing,
    ("pandas._libs.missing", "NAType"): _missing,
    ("pandas", "Index"): _pandas_index,
    ("pandas.core.indexes.base", "Index"): _pandas_index,
}
