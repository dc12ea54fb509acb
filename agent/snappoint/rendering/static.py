"""Reading objects without running any code of theirs.

Every attribute of a class or object can be overridden: by a property, a metaclass, `__getattribute__`.
The descriptors that the interpreter itself made can not, so all reading goes through those.
"""

from __future__ import annotations

from _thread import _local
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any
from weakref import ref

_TYPE_DICT = type.__dict__["__dict__"].__get__
_TYPE_MRO = type.__dict__["__mro__"].__get__
_TYPE_NAME = type.__dict__["__name__"].__get__
_TYPE_QUALNAME = type.__dict__["__qualname__"].__get__
_TYPE_MODULE = type.__dict__["__module__"].__get__
_TYPE_FLAGS = type.__dict__["__flags__"].__get__

_HEAP_TYPE = 1 << 9
"""`Py_TPFLAGS_HEAPTYPE`: the class was made while the program ran."""

LONGEST_NAME = 120
"""Characters of a name of a class or attribute; a program may make them as long as it likes."""

_ATTEMPTS = 5
"""How often something is read that other threads keep changing."""

_COPIED_WHOLE = 5000
"""So many items of a dictionary may be copied when nothing else helps: that is one step."""


class ChangingError(Exception):
    """The program kept changing what was read."""


def type_name(obj: object) -> str:
    """The name of the object's real type, whatever its `__class__` says."""
    return str.__str__(_TYPE_NAME(type(obj)))[:LONGEST_NAME]


def qualified_name(cls: type) -> str:
    return str.__str__(_TYPE_QUALNAME(cls))[:LONGEST_NAME]


def module_of(cls: type) -> str:
    """The name of the module that the class says to be from; empty when that is no plain string."""
    found = _TYPE_MODULE(cls)
    return found if type(found) is str else ""


def mro(cls: type) -> tuple[type, ...]:
    found: tuple[type, ...] | None = _TYPE_MRO(cls)
    # A class that is being made has none yet, and a metaclass may show it around that early.
    return (cls,) if found is None else found


def namespace(cls: type) -> Mapping[str, Any]:
    found: Mapping[str, Any] | None = _TYPE_DICT(cls)
    return {} if found is None else found


_plainly_named: dict[int, ref[type]] = {}
"""Classes all of whose names are plain strings, by identity. Names that come later always are."""

_MOST_KNOWN = 5000


def held(cls: type, name: str) -> Any:
    """What the class itself holds under a name, or None.

    A name in a class may be an object of the program's that is asked whether it is equal when its hash is
    that of the wanted name: such names are passed over.
    """
    names = namespace(cls)
    known = _plainly_named.get(id(cls))
    if (known is None or known() is not cls) and not _remember(cls, names):
        for key, value in list(names.items()):
            if type(key) is str and key == name:
                return value
        return None
    return names.get(name)


def _remember(cls: type, names: Mapping[str, Any]) -> bool:
    for key in list(names):
        if type(key) is not str:
            return False
    if len(_plainly_named) >= _MOST_KNOWN:
        _plainly_named.clear()
    _plainly_named[id(cls)] = ref(cls)
    return True


def instance_dict(obj: object) -> dict[Any, Any]:
    """The dictionary that holds the instance's attributes; an empty one when it has none (or hides it).

    It may be of a class of the program's, so it is to be read by `dict`'s own methods.
    """
    cls = type(obj)
    for base in mro(cls):
        if base is _local:
            # It makes one for each thread that asks, and fills it by the program's own `__init__`.
            return {}
        found = held(base, "__dict__")
        if found is None:
            continue
        if not is_exactly(found, GetSetDescriptorType, MemberDescriptorType):
            continue
        try:
            attributes = found.__get__(obj, cls)
        except (AttributeError, TypeError):
            # Not made yet; or taken from another class, whose objects are made differently.
            continue
        return attributes if is_of(attributes, dict) else {}
    return {}


def is_of(obj: object, base: type) -> bool:
    """`isinstance` without asking `__class__` or a metaclass."""
    # A loop, since most objects that are looked at have few classes, and a generator costs more than them.
    for cls in mro(type(obj)):  # noqa: SIM110
        if cls is base:
            return True
    return False


def is_exactly(obj: object, *classes: Any) -> bool:
    """Whether the object is of one of these classes itself. `in` would ask a metaclass whether they
    are equal."""
    cls = type(obj)
    for each in classes:  # noqa: SIM110
        if cls is each:
            return True
    return False


def is_heap_type(cls: type) -> bool:
    return bool(_TYPE_FLAGS(cls) & _HEAP_TYPE)


def slots(obj: object, most: int) -> list[tuple[str, object]]:
    """The values in the instance's slots, up to so many; those that are not set are left out."""
    cls = type(obj)
    held: list[tuple[str, object]] = []
    for base in mro(cls):
        for name, found in list(namespace(base).items()):
            if len(held) == most:
                return held
            if type(found) is MemberDescriptorType and type(name) is str and name[:2] != "__":
                try:
                    held.append((name, found.__get__(obj, cls)))
                except (AttributeError, TypeError):
                    # Not set; or taken from another class, whose objects are made differently.
                    continue
    return held


def first_items(mapping: dict[Any, Any], count: int) -> list[tuple[Any, Any]]:
    """Up to `count` items, as they all were at one moment or another while this ran."""
    try:
        return first(dict.items, mapping, count)
    except ChangingError:
        if dict.__len__(mapping) > _COPIED_WHOLE:
            raise
        return list(islice(dict.items(dict.copy(mapping)), count))


def first(items: Callable[[Any], Iterable[Any]], obj: object, count: int) -> list[Any]:
    """Up to `count` of what an interpreter's own iterator gives; it is begun anew when another thread, or
    a finalizer, has changed the container meanwhile."""
    for _ in range(_ATTEMPTS):
        try:
            return list(islice(items(obj), count))
        except RuntimeError as error:
            if not _is_of_the_iterator(error):
                raise
    raise ChangingError


def _is_of_the_iterator(error: RuntimeError) -> bool:
    """Not what a signal handler of the program's raised meanwhile, deeper than this module."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return step is not None and step.tb_frame.f_globals is globals()
