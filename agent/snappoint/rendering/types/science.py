"""Sparse matrices of SciPy and images of Pillow."""

from __future__ import annotations

from typing import Any

from .. import static
from .arrays import dtype_text, shape_text
from .reading import Parts, attributes, brief, call, in_module, native, text_of
from .view import View, ViewFunction

_MOST_ELEMENTS = 30


def _sparse(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    shape, data = fields["_shape"], fields.get("data")
    array = in_module("numpy", "ndarray")
    kind = static.type_name(obj)
    held = [(name, _plain(value)) for name, value in fields.items() if name not in ("_shape", "maxprint")]
    parts: Parts = [("shape", shape), *held]
    if type(data) is not array:
        return View(f"{kind}({shape_text(shape)})", parts)
    stored, dtype = native(array, "size", data), dtype_text(native(array, "dtype", data))
    what = "stored" if dtype != "object" else "rows"
    return View(f"{kind}({dtype} {shape_text(shape)}, {stored} {what})", parts)


def _plain(held: Any) -> object:
    """A dictionary of elements by their places, with plain numbers in these."""
    if type(held) is not dict:
        return held
    return {_place(key): value for key, value in static.first_items(held, _MOST_ELEMENTS)}


def _place(key: Any) -> object:
    base = in_module("numpy", "generic")
    numbers = key if type(key) is tuple else (key,)
    plain = [call(base, "item", each) if static.is_of(each, base) else each for each in numbers]
    if not all(type(each) is int for each in plain):
        raise TypeError("no place in a matrix")
    return tuple(plain) if type(key) is tuple else plain[0]


def _image(obj: Any, _base: type) -> View:
    """The pixels are left alone: they may not have been read from the file yet."""
    fields = attributes(obj)
    mode, (width, height) = text_of(fields["_mode"]), tuple.__iter__(fields["_size"])
    parts: Parts = [("size", fields["_size"]), ("mode", mode), ("info", fields.get("info"))]
    parts += [(name, fields[name]) for name in ("filename", "format") if type(fields.get(name)) is str]
    return View(f"{static.type_name(obj)}({mode} {brief(width)}×{brief(height)})", parts)


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("scipy.sparse._base", "_spbase"): _sparse,
    ("PIL.Image", "Image"): _image,
}
