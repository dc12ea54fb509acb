"""Finds functions by following references from a module's namespace.

It takes time in small steps, while the collector's pass over all that exists is one step, in which the
program stands still; and it is the way that is left when the collector looks no more at what exists.
"""

from __future__ import annotations

import gc
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from types import FrameType, FunctionType, ModuleType
from typing import Any

MOST_OBJECTS = 200_000
"""How many objects are looked at before it is left at what was found."""

COLLECTOR_FORGETS_FUNCTIONS = "t" in getattr(sys, "abiflags", "")
"""A free-threaded build may make functions and classes immortal once a second thread was started, and take
them out of the collector's list (3.13 does). Whether it will can't be seen before."""

_TYPE_NAMESPACE: Any = type.__dict__["__dict__"]
_TYPE_MRO: Any = type.__dict__["__mro__"]
_BUILTINS: Any = FunctionType.__dict__["__builtins__"]
_NO_WAY = (ModuleType, FrameType)


def reachable_functions(
    namespaces: Iterable[dict[str, Any]], most: int = MOST_OBJECTS
) -> Iterator[FunctionType]:
    """Functions that the namespaces lead to: through containers, instances, wrappers, and the classes and
    functions defined there, but not into other modules. Nearer ones come first; after `most` objects the
    search ends."""
    own = list(namespaces)
    modules = {name for namespace in own if type(name := namespace.get("__name__")) is str}
    waiting: deque[Any] = deque(own)
    seen = {id(one) for one in own}
    while waiting and len(seen) < most:
        for one in _references(waiting.popleft(), modules):
            if id(one) not in seen and _may_lead_on(one):
                seen.add(id(one))
                waiting.append(one)
                if type(one) is FunctionType:
                    yield one


def _references(obj: Any, modules: set[str]) -> list[Any]:
    if type(obj) is FunctionType:
        # Not its globals: those of a decorator's wrapper are another module's.
        others = (obj.__globals__, _BUILTINS.__get__(obj))
        return [one for one in gc.get_referents(obj) if not any(one is other for other in others)]
    if any(type(obj) is kind for kind in _NO_WAY) or (_is_class(obj) and not _is_from(obj, modules)):
        return []
    return gc.get_referents(obj)


def _may_lead_on(obj: object) -> bool:
    return gc.is_tracked(obj) or type(obj) is FunctionType or _is_class(obj)


def _is_class(obj: object) -> bool:
    return any(base is type for base in _TYPE_MRO.__get__(type(obj)))


def _is_from(cls: Any, modules: set[str]) -> bool:
    name = _TYPE_NAMESPACE.__get__(cls).get("__module__")
    return type(name) is str and name in modules
