"""Reading the inside of known types by what the interpreter, or a library's C code, made for that purpose."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import (
    BuiltinFunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any

from .. import static
from ..leaves import leaf
from .view import MOST_PARTS

Parts = list[tuple[str, object]]


def native(base: type, name: str, obj: object) -> Any:
    """An attribute that C code holds, as `base` defines it, whatever classes derived from it say.

    Raises AttributeError when it is anything else, such as a property written in Python.
    """
    found = _definition(base, name)
    if not static.is_exactly(found, GetSetDescriptorType, MemberDescriptorType):
        raise AttributeError(name)
    return found.__get__(obj, base)


def call(base: type, name: str, obj: object, *arguments: object) -> Any:
    """Calls a method that `base` has in C."""
    found = _definition(base, name)
    if not static.is_exactly(found, MethodDescriptorType, WrapperDescriptorType):
        raise AttributeError(name)
    return found(obj, *arguments)


def _definition(base: type, name: str) -> Any:
    for each in static.mro(base):
        names = static.namespace(each)
        if name in names:
            return names[name]
    return None


def attributes(obj: object) -> dict[str, Any]:
    """A copy of what is in the object's `__dict__` and slots. Only names that are plain strings are taken, so
    that looking one up in the copy compares nothing of the program's."""
    own = static.first_items(static.instance_dict(obj), MOST_PARTS)
    found = {name: value for name, value in own if type(name) is str}
    found.update(static.slots(obj, MOST_PARTS))
    return found


def public(fields: dict[str, Any]) -> Parts:
    """Attributes without those that are nobody else's business."""
    return [(name, value) for name, value in fields.items() if not name.startswith("_")]


def chosen(fields: dict[str, Any], *names: str) -> Parts:
    """Attributes by their names, without the underscore that some have, as far as they are there."""
    return [(name.lstrip("_"), fields[name]) for name in names if name in fields]


def positions(values: Iterable[object]) -> Parts:
    return [(str(index), value) for index, value in enumerate(values)]


def in_module(module: str, name: str) -> Any:
    """What a loaded module holds under a name, or None. Nothing is imported."""
    found = dict.get(sys.modules, module)
    return dict.get(static.instance_dict(found), name) if static.is_of(found, ModuleType) else None


def made_in_c(cls: Any) -> bool:
    """Whether calling the class runs none but C code."""
    makers = ("__new__", "__init__")
    kinds = (BuiltinFunctionType, WrapperDescriptorType)
    return type(cls) is type and False not in [type(_definition(cls, name)) in kinds for name in makers]


def text_of(obj: object) -> str:
    """A string as an exact one, without its class having a say; anything else is empty."""
    return str.__str__(obj) if static.is_of(obj, str) else ""


def brief(obj: object, most: int = 80) -> str:
    """A plain value in a few characters; of anything else its type."""
    said = leaf(obj, most)
    return said.text if said is not None else f"<{static.type_name(obj)}>"
