"""What stands for something outside of Python, or tells of it: files, sockets, processes, loggers."""

from __future__ import annotations

from itertools import islice
from re import Match, Pattern
from typing import Any

from .. import static
from .reading import Parts, attributes, brief, call, chosen, in_module, native, text_of
from .view import MOST_PARTS, View, ViewFunction

_FAMILIES = {1: "unix", 2: "IPv4", 10: "IPv6"}
_BUFFERED = ("BufferedReader", "BufferedWriter", "BufferedRandom")

_KINDS = {1: "stream", 2: "datagram", 3: "raw"}

_LONGEST_MATCH = 5000
"""Characters of a group; the renderer shortens it once more."""

_FLAGS = {2: "I", 8: "M", 16: "S", 64: "X", 256: "A"}


def _file(obj: Any, _base: type) -> View:
    """Its name and mode are the lowest layer's. The layers between are followed only where they are Python's
    own, and nothing is asked of the operating system."""
    raw = _lowest(obj)
    name = attributes(raw).get("name")
    mode, closed = native(type(raw), "mode", raw), native(type(raw), "closed", raw)
    state = "closed" if closed else "open"
    parts: Parts = [("name", name), ("mode", mode), ("state", state)]
    text = in_module("_io", "TextIOWrapper")
    if static.is_of(obj, text):
        parts.append(("encoding", native(text, "encoding", obj)))
    return View("", parts, previewed=3)


_BELOW = {"TextIOWrapper": "buffer", **dict.fromkeys(_BUFFERED, "raw")}
"""The attribute of each layer that holds the next."""


def _lowest(obj: Any) -> Any:
    for _ in range(3):
        cls = next((each for each in static.mro(type(obj)) if static.qualified_name(each) in _BELOW), None)
        if cls is None or in_module("_io", static.qualified_name(cls)) is not cls:
            break
        obj = native(cls, _BELOW[static.qualified_name(cls)], obj)
    if type(obj) is not in_module("_io", "FileIO"):
        raise TypeError("another kind of file")
    return obj


def _in_memory(obj: Any, base: type) -> View:
    if native(base, "closed", obj):
        return View(f"<{static.type_name(obj)} closed>")
    return View("", [("position", call(base, "tell", obj))])


def _socket(obj: Any, base: type) -> View:
    number = call(base, "fileno", obj)
    family, kind = native(base, "family", obj), native(base, "type", obj)
    told = f"{_FAMILIES.get(family, family)} {_KINDS.get(kind & 15, kind)}"
    if number < 0:
        return View(f"<{static.type_name(obj)} {told} closed>")
    parts: Parts = [("fd", number), ("timeout", native(base, "timeout", obj))]
    for name, method in (("local", "getsockname"), ("remote", "getpeername")):
        try:
            parts.append((name, call(base, method, obj)))
        except OSError:
            continue
    return View(f"<{static.type_name(obj)} {told}>", parts)


def _process(obj: Any, _base: type) -> View:
    """As far as the program knows it: nobody asks whether the process has ended."""
    names = ("pid", "returncode", "args", "stdin", "stdout", "stderr")
    return View("", chosen(attributes(obj), *names), previewed=3)


def _pattern(obj: Any, base: type) -> View:
    flags = native(base, "flags", obj)
    shown = "".join(letter for bit, letter in _FLAGS.items() if flags & bit)
    parts: Parts = [("pattern", native(base, "pattern", obj)), ("groups", native(base, "groups", obj))]
    return View(f"<Pattern {brief(parts[0][1])}{' ' + shown if shown else ''}>", parts)


def _match(obj: Any, base: type) -> View:
    text, pattern = native(base, "string", obj), native(base, "re", obj)
    parts: Parts = [("span", call(base, "span", obj))]
    if static.is_exactly(text, str, bytes):
        count = native(Pattern, "groups", pattern)
        parts += [
            (f"group {number}", _group(obj, base, text, number)) for number in range(min(count, 20) + 1)
        ]
        names = native(Pattern, "groupindex", pattern)
        parts += [(name, _group(obj, base, text, names[name])) for name in list(names)[:20]]
        return View(f"<Match {brief(parts[1][1])}>", parts)
    return View("", parts)


def _group(obj: Any, base: type, text: Any, number: int) -> object:
    start, end = call(base, "span", obj, number)
    return None if start < 0 else text[start : min(end, start + _LONGEST_MATCH)]


def _database_row(obj: Any, base: type) -> View:
    """Of sqlite3: the values were read when the row was."""
    names, values = call(base, "keys", obj), call(base, "__iter__", obj)
    return View("", list(islice(zip(names, values, strict=False), MOST_PARTS)))


def _logger(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    level = fields["level"]
    names = static.first_items(in_module("logging", "_levelToName") or {}, 50)
    told = next((name for number, name in names if type(number) is int and number == level), level)
    parts: Parts = [("name", fields["name"]), ("level", told)]
    return View("", [*parts, *chosen(fields, "handlers", "propagate", "disabled", "parent")], previewed=2)


def _environment(obj: Any, _base: type) -> View:
    held = attributes(obj)["_data"]
    found = static.first_items(held, 200)
    parts = [(_decoded(key), _decoded(value)) for key, value in found]
    return View("", parts, opening="environ({", closing="})", joint=": ")


def _decoded(raw: object) -> str:
    return raw.decode(errors="replace") if type(raw) is bytes else text_of(raw)


BUILTIN: dict[type, ViewFunction] = {Pattern: _pattern, Match: _match}

_FILES = ("TextIOWrapper", *_BUFFERED, "FileIO")

NAMED: dict[tuple[str, str], ViewFunction] = {
    **{("_io", name): _file for name in _FILES},
    ("_io", "BytesIO"): _in_memory,
    ("_io", "StringIO"): _in_memory,
    ("_socket", "socket"): _socket,
    ("subprocess", "Popen"): _process,
    ("logging", "Logger"): _logger,
    ("sqlite3", "Row"): _database_row,
    ("os", "_Environ"): _environment,
}
