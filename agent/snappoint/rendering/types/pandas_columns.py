"""Columns of pandas: their kind, length and elements, by the way in which each kind is kept.

Nothing is converted or computed: what is not kept as elements that can be read one by one is not read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import static
from .arrays import dtype_text, element, is_readable
from .elements import NOT_READ
from .reading import attributes, call, in_module, native

_MOST_ROWS = 5

_LONGEST_TEXT = 4096
"""Bytes of a text that is copied."""

Reader = Callable[[int], object]


def column_kind(values: Any) -> str:
    """Of an array of pandas' own, the kind that it is. Times with a zone are kept, and shown, in UTC."""
    array = in_module("numpy", "ndarray")
    if static.is_of(values, array):
        return dtype_text(native(array, "dtype", values))
    zone = attributes(_dtype(values)).get("_tz")
    kind = static.type_name(values).removeprefix("Arrow").removesuffix("Array").lower()
    return (kind if zone is None else f"{kind} UTC") or "arrow"


def column_length(values: Any) -> int:
    array = in_module("numpy", "ndarray")
    if static.is_of(values, array):
        return int(native(array, "shape", values)[-1])
    fields = attributes(values)
    if "_sparse_index" in fields:
        index = fields["_sparse_index"]
        return int(native(type(index), "length", index))
    if "_pa_array" in fields:
        return int(call(in_module("pyarrow.lib", "ChunkedArray"), "__len__", fields["_pa_array"]))
    inner = fields.get("_data", fields.get("_left", _backing(values)))
    if inner is None:
        raise AttributeError("length")
    return column_length(inner)


def first_elements(values: Any, row: int | None) -> object:
    """The first elements of a column, or of one row of a block of columns."""
    reader, length = element_reader(values, row), column_length(values)
    return NOT_READ if reader is None else [reader(at) for at in range(min(length, _MOST_ROWS))]


def element_reader(values: Any, row: int | None = None) -> Reader | None:
    """What gives an element by its position; None when the column is not kept as elements."""
    if type(values) is in_module("numpy", "ndarray"):
        return _array_reader(values, row)
    fields = attributes(values)
    if "_pa_array" in fields:
        return _arrow_reader(fields["_pa_array"])
    if "_mask" in fields:
        return _masked_reader(fields["_data"], fields["_mask"])
    kind = static.type_name(values)
    inner = None if kind == "PeriodArray" else _backing(values)
    reader = None if inner is None else _array_reader(inner, row)
    return _categories_reader(values, reader) if kind == "Categorical" and reader is not None else reader


def _array_reader(values: Any, row: int | None) -> Reader | None:
    base = type(values)
    if base is not in_module("numpy", "ndarray") or not is_readable(values, base):
        return None
    if len(native(base, "shape", values)) == 2:
        return lambda at: element(values, base, row or 0, at)
    return lambda at: element(values, base, at)


def _masked_reader(values: Any, mask: Any) -> Reader | None:
    value, hidden = _array_reader(values, None), _array_reader(mask, None)
    if value is None or hidden is None:
        return None
    return lambda at: None if hidden(at) else value(at)


def _categories_reader(values: Any, codes: Reader) -> Reader | None:
    """The elements are codes; the categories have the values."""
    value = index_reader(attributes(_dtype(values))["_categories"])
    if value is None:
        return None

    def read(at: int) -> object:
        code = codes(at)
        return value(code) if type(code) is int and code >= 0 else None

    return read


def index_reader(index: Any) -> Reader | None:
    """The same for the labels of an axis; of several levels, a tuple."""
    fields = attributes(index)
    counted = fields.get("_range")
    if type(counted) is range:
        return lambda at: counted[at]
    if "_data" in fields:
        return element_reader(fields["_data"])
    pairs = zip(held(fields["_levels"]), held(fields["_codes"]), strict=True)
    levels = [_level_reader(level, codes) for level, codes in pairs]
    known = [level for level in levels if level is not None]
    return (lambda at: tuple(level(at) for level in known)) if len(known) == len(levels) else None


def _level_reader(level: Any, codes: Any) -> Reader | None:
    value, code = index_reader(level), _array_reader(codes, None)
    if value is None or code is None:
        return None
    return lambda at: value(found) if type(found := code(at)) is int and found >= 0 else None


def held(several: Any) -> list[Any]:
    """What a list or tuple of pandas' own holds."""
    base: Any = list if static.is_of(several, list) else tuple
    return list(base.__iter__(several))


def _arrow_reader(chunks: Any) -> Reader | None:
    base = in_module("pyarrow.lib", "ChunkedArray")
    if type(chunks) is not base:
        return None
    return lambda at: _arrow_value(call(base, "__getitem__", chunks, at))


def _arrow_value(scalar: Any) -> object:
    """Of a text its bytes, where they are; of anything else nothing."""
    base = in_module("pyarrow.lib", "BinaryScalar")
    if not static.is_of(scalar, in_module("pyarrow.lib", "StringScalar")):
        return NOT_READ
    if not native(base, "is_valid", scalar):
        return None
    function = static.held(base, "as_buffer")
    if static.type_name(function) != "cython_function_or_method":
        return NOT_READ
    whole = memoryview(function(scalar))
    text = bytes(whole[:_LONGEST_TEXT]).decode(errors="ignore")
    return text if whole.nbytes <= _LONGEST_TEXT else f"{text}…"


def _backing(values: Any) -> Any:
    """The NumPy array behind a column that has one; None where it is kept otherwise."""
    base = in_module("pandas._libs.arrays", "NDArrayBacked")
    return native(base, "_ndarray", values) if static.is_of(values, base) else None


def _dtype(values: Any) -> Any:
    base = in_module("pandas._libs.arrays", "NDArrayBacked")
    return native(base, "_dtype", values) if static.is_of(values, base) else None
