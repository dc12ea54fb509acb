"""Reading objects without running any code of theirs.

Every attribute of a class or object can be overridden: by a property, a metaclass, `__getattribute__`.
The descriptors that the interpreter itself made can not, so all reading goes through those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any

_TYPE_DICT = type.__dict__["__dict__"].__get__
_TYPE_MRO = type.__dict__["__mro__"].__get__
_TYPE_NAME = type.__dict__["__name__"].__get__
_TYPE_QUALNAME = type.__dict__["__qualname__"].__get__


def type_name(obj: object) -> str:
    """The name of the object's real type, whatever its `__class__` says."""
    return str.__str__(_TYPE_NAME(type(obj)))


def qualified_name(cls: type) -> str:
    return str.__str__(_TYPE_QUALNAME(cls))


def mro(cls: type) -> tuple[type, ...]:
    found: tuple[type, ...] = _TYPE_MRO(cls)
    return found


def namespace(cls: type) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _TYPE_DICT(cls)
    return found


def instance_dict(obj: object) -> dict[Any, Any] | None:
    """The dictionary that holds the instance's attributes, or None when it has none (or hides it)."""
    cls = type(obj)
    for base in mro(cls):
        found = namespace(base).get("__dict__")
        if found is None:
            continue
        if type(found) not in (GetSetDescriptorType, MemberDescriptorType):
            return None
        attributes = found.__get__(obj, cls)
        return attributes if isinstance(attributes, dict) else None
    return None


def slots(obj: object) -> Iterator[tuple[str, object]]:
    """The values in the instance's slots; those that are not set are left out."""
    cls = type(obj)
    for base in mro(cls):
        for name, found in namespace(base).items():
            if type(found) is MemberDescriptorType and type(name) is str and name[:2] != "__":
                try:
                    yield name, found.__get__(obj, cls)
                except AttributeError:
                    continue


def first_items(mapping: dict[Any, Any], count: int) -> list[tuple[Any, Any]]:
    """Up to `count` items; one uninterrupted step, so that no other thread changes the size meanwhile."""
    return list(islice(dict.items(mapping), count))
