"""Values as short texts that are the same in every run of a program that does the same.

None of the program's own code is run: what it makes itself counts by its type only.
"""

from __future__ import annotations

import sys
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

DEEP = 3
WIDE = 20
LONG = 60

_NUMBERS = (int, bool, type(None), float, complex)


def digest(value: Any, depth: int = 0) -> str:
    """The value as it is now; what is in builtin containers too, down to a few levels."""
    if value is sys.modules:
        return "sys.modules"
    kind = type(value)
    if kind in (str, bytes, bytearray):
        # With PYTHONHASHSEED set, a hash stands for the whole text.
        whole = hash(bytes(value) if kind is bytearray else value)
        return f"{kind.__name__} {len(value)} {whole} {value[:LONG]!r}"
    if kind is int and value.bit_length() > 200:
        return f"int {value.bit_length()} {hash(value)}"
    if kind in _NUMBERS:
        return f"{kind.__name__} {value!r}"
    if kind in _CONTAINERS:
        return f"{kind.__name__} {len(value)} {_inside(value, depth)}"
    return _named(value, kind)


_CONTAINERS = (tuple, list, dict, set, frozenset)


def truth(value: object) -> bool | None:
    """Whether it counts as true, where the interpreter itself decides that."""
    known = type(value) in (*_NUMBERS, *_CONTAINERS, str, bytes, bytearray, range)
    return bool(value) if known else None


def _inside(value: Any, depth: int) -> str:
    if depth >= DEEP:
        return "…"
    if type(value) is dict:
        pairs = list(value.items())[:WIDE]
        return ", ".join(f"{digest(key, depth + 1)}: {digest(item, depth + 1)}" for key, item in pairs)
    found = [digest(item, depth + 1) for item in (value[:WIDE] if type(value) in (tuple, list) else value)]
    return ", ".join(found if type(value) in (tuple, list) else sorted(found)[:WIDE])


def _named(value: Any, kind: type) -> str:
    if issubclass(kind, type):
        return f"class {_name_of(value)}"
    if kind in (FunctionType, BuiltinFunctionType):
        return f"function {value.__qualname__}"
    if kind is MethodType:
        return f"method {digest(value.__func__, DEEP)}"
    return f"module {value.__name__}" if kind is ModuleType else f"a {_name_of(kind)}"


_name_of = type.__dict__["__qualname__"].__get__
