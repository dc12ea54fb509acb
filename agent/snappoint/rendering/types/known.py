"""Which view an object has, by its real class and those that it derives from."""

from __future__ import annotations

from typing import Protocol

from .. import static
from ..outside import is_the_programs
from . import (
    arrays,
    callables,
    containers,
    doubles,
    elements,
    failures,
    mapped_rows,
    models,
    pandas_tables,
    polars_tables,
    running,
    scalars,
    science,
    system,
    tensors,
    web,
    web_django,
)
from .reading import in_module
from .records import record_view
from .registered import registered_view
from .view import View, ViewFunction


class _Views(Protocol):
    """What each module of views provides."""

    @property
    def BUILTIN(self) -> dict[type, ViewFunction]: ...  # noqa: N802
    @property
    def NAMED(self) -> dict[tuple[str, str], ViewFunction]: ...  # noqa: N802


_BY_IDENTITY: dict[int, ViewFunction] = {}
"""Classes that the interpreter itself holds. By identity, because a metaclass may define `__hash__`."""

_BY_NAME: dict[tuple[str, str], ViewFunction] = {}
"""Classes that may never be imported, by module and name."""

_ALL: tuple[_Views, ...] = (
    arrays,
    callables,
    containers,
    doubles,
    elements,
    failures,
    models,
    pandas_tables,
    polars_tables,
    running,
    scalars,
    science,
    mapped_rows,
    system,
    tensors,
    web,
    web_django,
)

for _each in _ALL:
    _BY_IDENTITY.update((id(cls), view) for cls, view in _each.BUILTIN.items())
    _BY_NAME.update(_each.NAMED)


def view_of(obj: object) -> View | None:
    """What is known about the object's type. None: nothing, or it was not as such an object should be."""
    try:
        chosen = registered_view(obj)
        if chosen is not None:
            return chosen
        for base in static.mro(type(obj)):
            view = _BY_IDENTITY.get(id(base)) or _named(base)
            found = view(obj, base) if view is not None else None
            if found is not None:
                return found
        return record_view(obj)
    except Exception as error:
        if is_the_programs(error):
            raise
        # A half-made object, or a library of another version: the generic reading shows what there is.
        return None


def _named(base: type) -> ViewFunction | None:
    """The view of a class by its name, when it is really the one that its module holds under that name."""
    name, module = static.qualified_name(base), static.module_of(base)
    view = _BY_NAME.get((module, name))
    return view if view is not None and in_module(module, name) is base else None
