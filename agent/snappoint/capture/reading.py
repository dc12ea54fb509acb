"""What a condition may do with a value: read it by the interpreter's own means, never by the program's code.

Each function here does what the Python operation of its name does for objects whose behaviour is the
interpreter's, and refuses the others with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from types import (
    FunctionType,
    GetSetDescriptorType,
    MappingProxyType,
    MemberDescriptorType,
)
from typing import Any

from ..rendering import static

_TUPLE_FIELD = type(__import__("collections").namedtuple("Pair", "a").a)

_NATIVE_DESCRIPTORS = (GetSetDescriptorType, MemberDescriptorType, _TUPLE_FIELD)

_SCALARS = (int, float, bool, str, bytes, complex, type(None))

_CONTAINERS: tuple[Any, ...] = (list, tuple, dict, set, frozenset, str, bytes, bytearray, range)

_MISSING = object()

_MOST_DIGITS = 1000


class ReadingError(Exception):
    """A value that can't be read without running the program's own code, or not at all."""


def attribute(obj: Any, name: str) -> object:
    """`obj.name` without properties, `__getattr__` or other descriptors of the program's."""
    found: object = _MISSING
    dictionary: Any = None
    # One pass, because conditions come here at every hit.
    for base in static.mro(type(obj)):
        if base is type:
            return _of_class(obj, name)
        space = static.namespace(base)
        if found is _MISSING and name in space:
            found = space[name]
        if dictionary is None and "__dict__" in space:
            dictionary = space["__dict__"]
    if static.is_exactly(found, *_NATIVE_DESCRIPTORS):
        return _bound(found, obj, name)
    held = dictionary.__get__(obj) if static.is_exactly(dictionary, *_NATIVE_DESCRIPTORS) else None
    if type(held) is dict and name in held and not _takes_precedence(found):
        return held[name]
    if found is _MISSING:
        raise ReadingError(f"{static.type_name(obj)} has no attribute {name} that can be read statically")
    return _bound(found, obj, name)


def _of_class(cls: type, name: str) -> object:
    """`cls.name`, from its own classes first and then from its metaclass."""
    own = _in_classes(static.mro(cls), name)
    if own is not _MISSING and not static.is_exactly(own, *_NATIVE_DESCRIPTORS):
        return _bound(own, None, name)
    found = _in_classes(static.mro(type(cls)), name)
    if found is _MISSING:
        raise ReadingError(f"class {static.qualified_name(cls)} has no attribute {name}")
    return _bound(found, cls, name)


def item(obj: Any, key: object) -> object:
    """`obj[key]` without a `__getitem__` or `__missing__` of the program's."""
    for base in (*_CONTAINERS, MappingProxyType):
        if static.is_of(obj, base):
            return base.__getitem__(obj, key)
    if static.is_heap_type(type(obj)):
        raise ReadingError(f"{static.type_name(obj)}[…] would run the program's code")
    return obj[key]


def length(obj: Any) -> int:
    """`len(obj)`."""
    for base in _CONTAINERS:
        if static.is_of(obj, base):
            return int(base.__len__(obj))
    if static.is_heap_type(type(obj)):
        raise ReadingError(f"len() of {static.type_name(obj)} would run the program's code")
    return len(obj)


def is_instance(obj: object, classes: Any) -> bool:
    """`isinstance(obj, classes)` by the real type."""
    wanted = classes if type(classes) is tuple else (classes,)
    if not all(static.is_of(cls, type) for cls in wanted):
        raise ReadingError("isinstance() wants a class or a tuple of classes")
    return any(static.is_of(obj, cls) for cls in wanted)


def of_plain_values(function: Callable[..., Any], name: str = "") -> Callable[..., object]:
    """`function`, which users know by that name, for arguments that are numbers, strings and the like, or
    builtin containers of them."""

    def checked(*arguments: object) -> object:
        for one in arguments:
            _check_plain(one, name or function.__name__)
        return function(*arguments)

    return checked


def rounded(number: Any, *digits: Any) -> object:
    """`round(number, digits)`. Of an integer that many digits are worked out, however few it has."""
    for one in digits:
        if type(one) is int and one < -_MOST_DIGITS:
            raise ReadingError(f"round() takes off at most {_MOST_DIGITS} digits")
    return round(number, *digits)


def real_type(obj: object) -> type:
    """`type(obj)`."""
    return type(obj)


BUILTINS: dict[str, Callable[..., object]] = {
    "len": length,
    "isinstance": is_instance,
    "type": real_type,
    **{
        function.__name__: of_plain_values(function)
        for function in (abs, min, max, sum, any, all, bool, int, float, str, ord, sorted)
    },
    "round": of_plain_values(rounded, "round"),
}
"""What a condition may call."""


def _check_plain(obj: object, name: str, depth: int = 1) -> None:
    if static.is_exactly(obj, *_SCALARS):
        return
    if depth and static.is_exactly(obj, list, tuple, set, frozenset, dict):
        for one in obj:  # type: ignore[attr-defined]
            _check_plain(one, name, depth - 1)
        return
    raise ReadingError(f"{name}() of {static.type_name(obj)} could run the program's code")


def _in_classes(classes: tuple[type, ...], name: str) -> object:
    for base in classes:
        space = static.namespace(base)
        if name in space:
            return space[name]
    return _MISSING


def _takes_precedence(found: object) -> bool:
    """Whether a class attribute goes before the instance's own: a data descriptor, such as a property."""
    return found is not _MISSING and _in_classes(static.mro(type(found)), "__set__") is not _MISSING


def _bound(found: Any, obj: Any, name: str) -> object:
    if static.is_exactly(found, *_NATIVE_DESCRIPTORS):
        return found.__get__(obj, type(obj)) if obj is not None else found
    is_descriptor = _in_classes(static.mro(type(found)), "__get__") is not _MISSING
    if is_descriptor and type(found) is not FunctionType:
        raise ReadingError(f"reading {name} would run a {static.type_name(found)} of the program's")
    return found
