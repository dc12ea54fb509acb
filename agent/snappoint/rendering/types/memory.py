"""Whose memory an object looks at.

To read that of a file which was cut short meanwhile, or what was freed, would end the program.
"""

from __future__ import annotations

from typing import Any

from .. import static
from .reading import in_module, native

_MOST_STEPS = 8


def is_plain_memory(holder: object) -> bool:
    """Whether it is certain to belong to an object of the interpreter's or of NumPy's own."""
    last = _holder_behind(holder)
    plain = (bytes, bytearray, in_module("array", "array"), in_module("_io", "_BytesIOBuffer"))
    return last is None or any(static.is_of(last, base) for base in plain if base is not None)


def may_vanish(holder: object) -> bool:
    """Whether it is a file's, or that of a ctypes object which does not own it."""
    last = _holder_behind(holder)
    if last is _TOO_FAR:
        return True
    if last is None:
        return False
    mapped, shared = in_module("mmap", "mmap"), in_module("_ctypes", "Structure")
    if mapped is not None and static.is_of(last, mapped):
        return True
    # What all objects of ctypes have in common has no name of its own.
    return shared is not None and static.is_of(last, static.mro(shared)[1]) and not _owns(last)


def _owns(data: Any) -> bool:
    kind = static.mro(in_module("_ctypes", "Structure"))[1]
    return native(kind, "_b_base_", data) is None and bool(native(kind, "_b_needsfree_", data))


_TOO_FAR = object()


def _holder_behind(holder: object) -> object:
    """The object behind views of views; None where the last of them has its memory itself."""
    array = in_module("numpy", "ndarray")
    for _ in range(_MOST_STEPS):
        if type(holder) is memoryview:
            holder = native(memoryview, "obj", holder)
        elif array is not None and static.is_of(holder, array):
            holder = native(array, "base", holder)
        else:
            return holder
    return _TOO_FAR
