"""Classes that override all they can."""

from __future__ import annotations

import array
import collections
import ctypes
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import io
import pathlib
import queue
import random
import socket
import threading
import types
import typing
import uuid
import weakref
from collections.abc import Callable
from typing import Any, NoReturn

from .tripwire import EVERY_METHOD, die, hang, hostile_class, leave, named, spring, trip


def _of(base: Any, *arguments: Any) -> Callable[[], object]:
    """An object of a class derived from `base` that overrides everything."""
    return lambda: base.__new__(hostile_class(base), *arguments)


def _filled(base: Any, *arguments: Any) -> Callable[[], object]:
    """The same, made by the `__init__` of the base too."""

    def make() -> object:
        made = base.__new__(hostile_class(base), *arguments)
        base.__init__(made, *arguments)
        return made

    return make


def _with_repr(act: Callable[..., Any]) -> Callable[[], object]:
    return type("Hostile", (), {"__repr__": act, "__str__": act, "__format__": act})


_LOCK = threading.Lock()


def _takes_a_lock(_: object) -> NoReturn:
    trip("takes a lock")
    with _LOCK, _LOCK:
        raise AssertionError


class Mutates:
    """Changes what is being looked at."""

    def __init__(self) -> None:
        self.items = [1]

    def __repr__(self) -> str:
        trip("mutates")
        self.items.append(len(self.items))
        return repr(self.items)


class Counting:
    """Logs every attribute that is read."""

    def __init__(self) -> None:
        self.x = 1

    def __getattribute__(self, name: str) -> object:
        trip(name)
        return object.__getattribute__(self, name)


class Color(enum.Enum):
    RED = 1
    __repr__ = __str__ = __hash__ = spring  # type: ignore[assignment]


class Weight(enum.IntFlag):
    LIGHT = 1
    HEAVY = 2
    __repr__ = __str__ = spring  # type: ignore[assignment]


class Pair(typing.NamedTuple):
    left: int
    right: int


@dataclasses.dataclass
class Record:
    number: int
    __repr__ = __eq__ = spring  # type: ignore[assignment]


class Packed(ctypes.Structure):
    _fields_ = (("x", ctypes.c_int),)
    __repr__ = spring


def _member(kind: Any) -> Callable[[], object]:
    return lambda: next(iter(kind.__members__.values()))


def _path() -> object:
    kind = type("Own", (pathlib.PurePosixPath,), {})
    path = kind("/a", "b")
    for name in ("__repr__", "__str__", "__fspath__", "__hash__", "__eq__", "__getattribute__"):
        setattr(kind, name, named(name))
    return path


CASES: dict[str, tuple[Callable[[], object], str]] = {
    "a repr that raises": (_with_repr(spring), "Hostile()"),
    "a repr that hangs": (_with_repr(hang), "Hostile()"),
    "a repr that exits": (_with_repr(leave), "Hostile()"),
    "a repr that kills": (_with_repr(die), "Hostile()"),
    "a repr that takes a lock": (_with_repr(_takes_a_lock), "Hostile()"),
    "a repr that changes the object": (Mutates, "Mutates(items=[1])"),
    "every attribute is logged": (Counting, "Counting(x=1)"),
    "every method": (lambda: object.__new__(hostile_class()), "Hostile()"),
    "int": (_of(int, 5), "5"),
    "float": (_of(float, 1.5), "1.5"),
    "complex": (_of(complex, 1j), "1j"),
    "str": (_of(str, "a"), "'a'"),
    "bytes": (_of(bytes, b"a"), "b'a'"),
    "bytearray": (_filled(bytearray, b"a"), "bytearray(b'a')"),
    "list": (_filled(list, (1, 2)), "Hostile([1, 2])"),
    "tuple": (_of(tuple, (1, 2)), "Hostile((1, 2))"),
    "dict": (_filled(dict, {"a": 1}), "Hostile({'a': 1})"),
    "set": (_filled(set, (1,)), "Hostile({1})"),
    "frozenset": (_of(frozenset, (1,)), "Hostile({1})"),
    "deque": (_filled(collections.deque, (1, 2)), "Hostile([1, 2])"),
    "OrderedDict": (_filled(collections.OrderedDict), "Hostile({})"),
    "defaultdict": (_filled(collections.defaultdict, int), "Hostile(int, {})"),
    "Counter": (_of(collections.Counter), "Hostile({})"),
    "UserDict": (_of(collections.UserDict), "Hostile()"),
    "datetime": (_of(datetime.datetime, 2024, 1, 2), "2024-01-02 00:00:00"),
    "timedelta": (_of(datetime.timedelta, 1), "timedelta(days=1)"),
    "Decimal": (_of(decimal.Decimal, "1.5"), "Decimal('1.5')"),
    "Fraction": (_of(fractions.Fraction), ""),
    "UUID": (_of(uuid.UUID), ""),
    "path": (_path, "Own('/a/b')"),
    "exception": (_of(ValueError, "no"), "Hostile('no')"),
    "exception group": (_of(ExceptionGroup, "both", [ValueError()]), ""),
    "exception whose text is a tripwire": (
        lambda: KeyError(object.__new__(hostile_class())),
        "KeyError(Hostile())",
    ),
    "enum": (_member(Color), "Color.RED"),
    "flag": (_member(Weight), "Weight.LIGHT"),
    "named tuple": (lambda: tuple.__new__(hostile_class(Pair), (1, 2)), "Hostile(left=1, right=2)"),
    "dataclass": (lambda: Record(7), "Record(number=7)"),
    "partial": (_of(functools.partial, print, 1), ""),
    "thread": (_of(threading.Thread), ""),
    "event": (_of(threading.Event), ""),
    "queue": (_of(queue.Queue), ""),
    "random": (_of(random.Random, 1), ""),
    "text in memory": (_filled(io.StringIO, "a"), ""),
    "bytes in memory": (_filled(io.BytesIO, b"a"), ""),
    "raw file": (_of(io.RawIOBase), ""),
    "socket": (lambda: hostile_class(socket.socket).__mro__[1].__new__(hostile_class(socket.socket)), ""),
    "namespace": (_of(types.SimpleNamespace), "Hostile()"),
    "module": (_filled(types.ModuleType, "m"), "<module m>"),
    "weak reference": (lambda: weakref.ref.__new__(hostile_class(weakref.ref), Record(1)), "<dead weakref>"),
    "array": (_of(array.array, "i", [1, 2]), "Hostile('i', [1, 2])"),
    "structure": (Packed, ""),
    "property": (_of(property), ""),
    "class": (hostile_class, "<class Hostile>"),
    "class of a hostile metaclass": (lambda: _metaclass()("Odd", (), {}), "<class Odd>"),
    "object of a hostile metaclass": (lambda: type.__call__(_metaclass()("Odd", (), {})), "Odd()"),
}
"""What makes each, and the line that it is shown by; empty where versions of Python differ."""


def _metaclass() -> Any:
    own = {name: act for name, act in EVERY_METHOD.items() if name != "__prepare__"}
    return type("Meta", (type,), {**own, "mro": type.mro})
