"""Holds a message against the protocol's model, as `lsprotocol` has it: made of the meta model of 3.18.

Stricter than a client has to be: what the model does not know is a violation, and so is a null where a field
should be left out.
"""

from __future__ import annotations

import enum
import types as python_types
import typing
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import attrs
from lsprotocol import types


def violations(value: object, expected: Any, path: str = "") -> list[str]:
    """What is wrong with a value, each with its path in the message; empty when it is right."""
    if expected in (Any, types.LSPAny, object) or expected is types.LSPObject:
        return []
    origin = typing.get_origin(expected)
    if origin in (typing.Union, python_types.UnionType):
        return _against_any(value, typing.get_args(expected), path)
    if isinstance(expected, type) and attrs.has(expected):
        return _against_class(value, expected, path)
    if origin in (list, Sequence):
        return _against_items(value, typing.get_args(expected)[0], path)
    if origin in (dict, Mapping):
        return _against_mapping(value, typing.get_args(expected)[1], path)
    return _against_plain(value, expected, path)


def _against_any(value: object, choices: tuple[Any, ...], path: str) -> list[str]:
    found = [violations(value, choice, path) for choice in choices if choice is not type(None)]
    if value is None and type(None) in choices:
        return []
    # Of several forms that it is not, the one that it comes nearest to says most.
    return [] if [] in found else min(found, key=len)


def _against_class(value: object, expected: type, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no {expected.__name__}"]
    known = _fields(expected)
    unknown = [f"{path}.{key}: {expected.__name__} has no such field" for key in value if key not in known]
    return [*unknown, *_in_fields(value, expected, path)]


def _in_fields(value: dict[str, object], expected: type, path: str) -> Iterator[str]:
    for key, (name, kind, required) in _fields(expected).items():
        here = f"{path}.{key}"
        may_be_null = types.is_special_property(expected, name)
        if key not in value:
            if required or (may_be_null and kind is not types.LSPAny and key not in {"jsonrpc", "result"}):
                yield f"{here}: is missing"
        elif value[key] is None and not may_be_null:
            yield f"{here}: is null, and should be left out"
        else:
            yield from violations(value[key], kind, here)


def _against_items(value: object, kind: Any, path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path}: {value!r} is no list"]
    return [fault for at, each in enumerate(value) for fault in violations(each, kind, f"{path}[{at}]")]


def _against_mapping(value: object, kind: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no object"]
    return [fault for key, each in value.items() for fault in violations(each, kind, f"{path}[{key!r}]")]


def _against_plain(value: object, expected: Any, path: str) -> list[str]:
    if typing.get_origin(expected) is typing.Literal:
        return [] if value in typing.get_args(expected) else [f"{path}: {value!r} is not {expected}"]
    if isinstance(expected, type) and issubclass(expected, enum.Enum):
        return [] if value in [member.value for member in expected] else [f"{path}: {value!r}: {expected}"]
    wanted = (int, float) if expected is float else expected
    right = isinstance(value, wanted) and (expected is bool or not isinstance(value, bool))
    return [] if right else [f"{path}: {value!r} is no {expected}"]


@cache
def _fields(cls: type) -> dict[str, tuple[str, Any, bool]]:
    """By its name in a message: the attribute's name and type, and whether it must be there."""
    attrs.resolve_types(cls, globalns=vars(types))  # type: ignore[type-var]
    return {
        _in_message(each.name): (each.name, each.type, each.default is attrs.NOTHING)
        for each in attrs.fields(cls)  # type: ignore[misc]
    }


def _in_message(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)
