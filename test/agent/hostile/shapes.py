"""Objects that are too large, too deep, without end, half-made, or inconsistent."""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime
import io
import queue
import socket
import sys
import threading
import types
import uuid
from collections.abc import Callable
from typing import Any

from .tripwire import hostile_class, spring


@dataclasses.dataclass
class Node:
    name: str
    links: list[Any]


def _nested(depth: int) -> object:
    made: list[Any] = []
    for _ in range(depth):
        made = [made]
    _deep.append(made)
    return made


_deep: list[Any] = []
"""Held for good: the interpreter takes long to take them apart."""


def _chained(depth: int) -> object:
    made: Any = None
    for _ in range(depth):
        made = Node("n", [made])
    _deep.append(made)
    return made


def _list_in_itself() -> object:
    made: list[Any] = [1]
    made.append(made)
    return made


def _dict_in_itself() -> object:
    made: dict[str, Any] = {}
    made["me"] = made
    return made


def _object_in_itself() -> object:
    made = Node("a", [])
    made.links.append(made)
    return made


def _error_in_itself() -> object:
    made = ValueError("a")
    other = ValueError("b")
    made.__context__, other.__context__ = other, made
    return made


def _wide() -> object:
    made = types.SimpleNamespace()
    made.__dict__.update({f"a{number}": number for number in range(100_000)})
    return made


def _released() -> object:
    made = memoryview(b"abc")
    made.release()
    return made


def _closed(made: Any) -> object:
    made.close()
    return made


def _inconsistent_order() -> object:
    made = collections.OrderedDict(a=1, b=2)
    dict.__delitem__(made, "a")
    return made


def _fields_that_lie() -> object:
    kind = dataclasses.make_dataclass("Lies", ["x"])
    kind.__dataclass_fields__ = hostile_class()
    return kind(1)


def _names_that_lie() -> object:
    kind = collections.namedtuple("Lies", "x y")
    kind._fields = ("x", 5, None)  # type: ignore[assignment]
    return kind(1, 2)


def _marked(**markers: object) -> Callable[[], object]:
    return type("Marked", (), markers)


def _error_with(**attributes: Any) -> Callable[[], object]:
    def make() -> object:
        made = ValueError("no")
        made.__dict__.update(attributes)
        return made

    return make


def _many(count: int) -> list[object]:
    return [Node(f"n{number}", [number] * 30) for number in range(count)]


def _never_initialised(kind: Any) -> Callable[[], object]:
    return lambda: kind.__new__(kind)


CASES: dict[str, tuple[Callable[[], object], str]] = {
    "a million items": (lambda: [0] * 1_000_000, ""),
    "a tuple of a million": (lambda: (0,) * 1_000_000, ""),
    "a set of a million": (lambda: set(range(1_000_000)), ""),
    "a dict of a million": (lambda: dict.fromkeys(range(1_000_000)), ""),
    "100,000 attributes": (_wide, ""),
    "a long text": (lambda: "x" * 50_000_000, ""),
    "long bytes": (lambda: b"x" * 50_000_000, ""),
    "a great number": (lambda: 1 << 5_000_000, "<int of 5000001 bits>"),
    "a text of what cannot be printed": (lambda: "\ud800\x00\u202e" * 1000, ""),
    "a list 100,000 deep": (lambda: _nested(100_000), "[[[[[…]]]]]"),
    "objects 100,000 deep": (lambda: _chained(100_000), ""),
    "many large objects": (lambda: _many(5000), ""),
    "a list in itself": (_list_in_itself, "[1, […]]"),
    "a dict in itself": (_dict_in_itself, "{'me': {…}}"),
    "an object in itself": (_object_in_itself, "Node(name='a', links=[Node(…)])"),
    "errors that caused each other": (_error_in_itself, "ValueError('a')"),
    "a released memory": (_released, ""),
    "a closed file": (lambda: _closed(io.StringIO()), ""),
    "a closed socket": (lambda: _closed(socket.socket()), ""),
    "an order that lost a key": (_inconsistent_order, "OrderedDict({'b': 2})"),
    "fields that lie": (_fields_that_lie, "Lies(x=1)"),
    "names that lie": (_names_that_lie, ""),
    "a marker of attrs that is none": (_marked(__attrs_attrs__=5), "Marked()"),
    "a marker of msgspec that is none": (_marked(__struct_fields__=hostile_class()), "Marked()"),
    "a mapped row that is none": (_marked(_sa_class_manager=hostile_class()), "Marked()"),
    "notes that are none": (_error_with(__notes__=5), "ValueError('no')"),
    "an attribute that is a tripwire": (_error_with(odd=object.__new__(hostile_class())), "ValueError('no')"),
    "a mapping that is a tripwire": (
        lambda: types.MappingProxyType(dict.__new__(hostile_class(dict))),
        "mappingproxy({})",
    ),
    "keys of a tripwire": (lambda: dict.keys(dict.__new__(hostile_class(dict))), "dict_keys([])"),
    "a slice of tripwires": (lambda: slice(object.__new__(hostile_class())), ""),
    "a method of a tripwire": (lambda: types.MethodType(spring, object.__new__(hostile_class())), ""),
    "a cell of nothing": (types.CellType, "cell()"),
    "the current frame": (sys._getframe, ""),
    "a dataclass that was never initialised": (_never_initialised(Node), "Node()"),
    "a thread that was never initialised": (_never_initialised(threading.Thread), ""),
    "a queue that was never initialised": (_never_initialised(queue.Queue), ""),
    "an identifier that was never initialised": (_never_initialised(uuid.UUID), ""),
    "a text file that was never initialised": (_never_initialised(io.TextIOWrapper), ""),
    "a reader that was never initialised": (_never_initialised(io.BufferedReader), ""),
    "a file that was never initialised": (_never_initialised(io.FileIO), ""),
    "a zone that was never initialised": (_never_initialised(datetime.tzinfo), ""),
    "an array of nothing": (lambda: array.array("d"), "array('d', [])"),
}
