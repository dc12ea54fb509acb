"""Objects whose memory is another's, that are not finished, or that were made in an unusual way."""

from __future__ import annotations

import collections
import contextvars
import ctypes
import dataclasses
import enum
import mmap
import os
import sqlite3
import tempfile
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any

from .tripwire import hostile_class, named, spring, trip

NOWHERE = 0xDEAD0000
"""An address at which nothing is."""


class Struct(ctypes.Structure):
    _fields_ = (("x", ctypes.c_int), ("text", ctypes.c_char_p))


def _cut_short() -> mmap.mmap:
    """A file in memory that has become shorter: to read what is missing ends the process."""
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * 8192)
        file.flush()
        made = mmap.mmap(file.fileno(), 8192)
        os.ftruncate(file.fileno(), 0)
    return made


def _closed_map() -> mmap.mmap:
    made = mmap.mmap(-1, 4096)
    made.close()
    return made


class Slotted:
    __slots__ = ("__dict__", "gone", "stays")

    def __init__(self) -> None:
        self.gone = self.stays = 1
        del self.gone


class Early:
    """Seen by others before it is made."""

    __slots__ = ("late", "soon")
    seen: Any = None

    def __new__(cls) -> Early:
        Early.seen = object.__new__(cls)
        Early.seen.soon = 1
        raise ValueError


def _under_construction() -> object:
    try:
        Early()
    except ValueError:
        pass
    return Early.seen


def _replaced_methods() -> object:
    kind = type("Replaced", (), {})
    made = kind()
    made.x = 1
    for name in ("__repr__", "__getattribute__", "__hash__", "__eq__", "__len__", "__iter__"):
        setattr(kind, name, spring)
    return made


def _replaced_dict() -> object:
    made = type("Replaced", (), {})()
    own = dict.__new__(hostile_class(dict))
    dict.__init__(own, x=1)
    made.__dict__ = own
    return made


class Checks(type):
    __instancecheck__ = named("__instancecheck__")
    __subclasscheck__ = named("__subclasscheck__")
    __call__ = named("__call__")


class OwnOrder(type):
    def mro(cls) -> list[type]:
        return [cls, object]


class _Base:
    def __init__(self) -> None:
        self.x = 1


def _own_order() -> object:
    kind: Any = OwnOrder("Own", (_Base,), {})
    made: Any = object.__new__(kind)
    made.x = 1
    return made


class Shade(enum.Enum):
    DARK = ("d",)
    LIGHT = float("nan")


class Bits(enum.Flag, boundary=enum.KEEP):
    ONE = 1


@dataclasses.dataclass
class Missing:
    first: int
    second: int = dataclasses.field(repr=False)
    items: list[int] = dataclasses.field(default_factory=list)


def _of_another_thread() -> object:
    made: list[Any] = []

    def make() -> None:
        connection = sqlite3.connect(":memory:")
        made.append([connection, connection.execute("select 1")])
        connection.close()

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return made[0]


def _hostile_mapping() -> Any:
    class Mapping(collections.abc.Mapping):  # type: ignore[type-arg]
        __getitem__ = __len__ = __repr__ = spring  # type: ignore[assignment]

        def __iter__(self) -> Iterator[object]:
            trip("iter")
            return iter(())

    return Mapping()


def _odd_names() -> object:
    made = type("Odd", (), {})()
    made.__dict__.update({"\ud800": 1, "\x00": 2, 5: 3, ("a",): 4, float("nan"): 5})
    return made


def _caused_by_itself() -> object:
    made, other = ValueError("a"), KeyError("b")
    made.__cause__, other.__cause__ = other, made
    made.__notes__ = 5  # type: ignore[attr-defined]
    return ExceptionGroup("both", [made, ExceptionGroup("inner", [other])])


def _variable() -> object:
    made = contextvars.ContextVar[Any]("v")
    return [made, made.set(object.__new__(hostile_class())), contextvars.copy_context()]


CASES: dict[str, tuple[Callable[[], object], str]] = {
    "a structure at no address": (lambda: Struct.from_address(NOWHERE), ""),
    "a view of a structure at no address": (lambda: memoryview(Struct.from_address(NOWHERE)), ""),
    "pointers to nowhere": (
        lambda: [
            ctypes.cast(NOWHERE, ctypes.POINTER(ctypes.c_int)),
            ctypes.c_char_p(NOWHERE),
            ctypes.c_wchar_p(NOWHERE),
            (ctypes.c_int * 4).from_address(NOWHERE),
            ctypes.py_object(),
        ],
        "",
    ),
    "a file in memory that was cut short": (_cut_short, ""),
    "a view of a file in memory that was cut short": (
        lambda: memoryview(memoryview(_cut_short())),
        "memoryview(nbytes=8192)",
    ),
    "a closed map": (_closed_map, ""),
    "a slot that was deleted": (Slotted, "Slotted(stays=1)"),
    "an object that is being made": (_under_construction, "Early(soon=1)"),
    "a class whose methods were replaced": (_replaced_methods, "Replaced(x=1)"),
    "a hostile dictionary for attributes": (_replaced_dict, "Replaced(x=1)"),
    "a metaclass that checks": (lambda: type.__call__(Checks("Checked", (), {})), "Checked()"),
    "an order of classes of its own": (_own_order, ""),
    "a member that was never made": (lambda: object.__new__(Shade), ""),
    "flags that have no name": (lambda: Bits(255), ""),
    "a member that equals nothing": (lambda: Shade.LIGHT, "Shade.LIGHT"),
    "a dataclass without its fields": (lambda: object.__new__(Missing), "Missing()"),
    "a cursor of another thread": (_of_another_thread, ""),
    "a proxy of a hostile mapping": (lambda: types.MappingProxyType(_hostile_mapping()), ""),
    "a chain of hostile mappings": (lambda: collections.ChainMap(_hostile_mapping()), ""),
    "names that nobody writes": (_odd_names, ""),
    "keys that equal nothing": (lambda: {float("nan"): 1, float("inf"): 2}, "{nan: 1, inf: 2}"),
    "a group of errors that cause each other": (_caused_by_itself, ""),
    "a variable of a context": (_variable, ""),
}
