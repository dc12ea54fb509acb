"""Objects whose attributes are not what they seem."""

from __future__ import annotations

import contextlib
import functools
import threading
import types
import unittest.mock
import weakref
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from .tripwire import TripwireError, hostile_class, named, spring, trip


class EvilName(str):
    """A name that is asked whether it is equal, by whoever looks up what it is named like."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if ARMED:
            trip("== of a name")
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        if ARMED:
            trip("hash of a name")
        return str.__hash__(self)


ARMED: list[None] = []
"""Not empty once hostile names stand where they should."""


def _with_names(*names: str) -> object:
    made = _Bare()
    made.__dict__.update({EvilName(name): 1 for name in names})
    return made


class _Bare:
    pass


class Lazy:
    """What a lazy object of a web framework does: any attribute makes the real one."""

    def __init__(self) -> None:
        self.__dict__["_wrapped"] = None
        self.__dict__["_setupfunc"] = spring

    __class__ = property(named("__class__"))  # type: ignore[assignment]
    __getattr__ = __repr__ = __str__ = __len__ = __iter__ = spring  # type: ignore[assignment]


class Local:
    """A proxy for what belongs to the current request."""

    __slots__ = ("__wrapped", "_get_current_object")
    __getattr__ = __repr__ = spring
    __doc__ = property(spring)  # type: ignore[assignment]

    def __init__(self) -> None:
        object.__setattr__(self, "_get_current_object", spring)


class Expired:
    """A mapped row whose attributes are loaded when somebody reads them."""

    class _Loads:
        __get__ = named("load")
        __set__ = named("store")

    name = _Loads()
    total = _Loads()

    def __init__(self) -> None:
        self.__dict__["key"] = 7


class Cached:
    @functools.cached_property
    def costly(self) -> int:
        trip("cached property")
        return 1


class PropertyForDict:
    __slots__ = ("x",)
    __dict__ = property(named("__dict__"))  # type: ignore[assignment]

    def __init__(self) -> None:
        self.x = 1


class _Elsewhere:
    pass


class ForeignDict:
    """Claims another class's dictionary for its own."""

    __slots__ = ("x",)
    __dict__ = _Elsewhere.__dict__["__dict__"]


class OddDescriptor(type):
    __eq__ = __hash__ = spring  # type: ignore[assignment]


def _descriptor_of_an_odd_class() -> object:
    odd = OddDescriptor("Odd", (), {"__get__": named("__get__")})
    kind = type("Kind", (), {"__slots__": (), "__dict__": type.__call__(odd), "y": type.__call__(odd)})
    return kind()


class BorrowedSlot:
    """A slot of another class, which holds nothing here."""

    borrowed = PropertyForDict.__dict__["x"]


class Unset:
    __slots__ = ("never", "set_")

    def __init__(self) -> None:
        self.set_ = 1


class PerThread(threading.local):
    def __init__(self) -> None:
        trip("__init__ for another thread") if ARMED else None
        self.x = 1


class Maker(type):
    """Shows the class around before it is one."""

    early: ClassVar[list[Any]] = []

    def mro(cls) -> list[type]:
        look = Maker.look
        if look is not None:
            look(cls)
            with contextlib.suppress(TypeError, AttributeError):
                look(cls.__new__(cls))
        return type.mro(cls)

    look: ClassVar[Callable[[object], object] | None] = None


class Finalized:
    def __init__(self) -> None:
        self.open = True

    def __del__(self) -> None:
        if ARMED:
            trip("__del__")


_kept: list[object] = []


def _kept_alive(made: object) -> object:
    _kept.append(made)
    return made


def _proxied() -> object:
    return weakref.proxy(_kept_alive(object.__new__(hostile_class())))


def _dead_proxy() -> object:
    return weakref.proxy(_Bare())


def _generator() -> object:
    def numbers() -> Iterator[int]:
        try:
            yield 1
        finally:
            trip("finally of a generator") if ARMED else None

    made = numbers()
    next(made)
    return _kept_alive(made)


def _module() -> object:
    made = types.ModuleType("lazy_module")
    made.__dict__["__getattr__"] = named("module __getattr__")
    return made


def _mock(kind: Any) -> Callable[[], object]:
    return lambda: _kept_alive(kind(name="m"))


def _odd_class_names() -> object:
    kind = type("Kind", (), {})
    kind.__name__ = EvilName("Evil")
    kind.__qualname__ = EvilName("Evil")
    kind.__module__ = EvilName("decimal")
    return kind()


class Descriptors:
    """Class attributes that answer by themselves."""

    value = property(spring)
    other = Expired._Loads()
    __getattr__ = spring

    def __init__(self) -> None:
        self.real = 1


class Raising:
    def __getattribute__(self, name: str) -> object:
        trip(name)
        raise TripwireError


CASES: dict[str, tuple[Callable[[], object], str]] = {
    "a lazy object": (Lazy, ""),
    "a proxy for the current request": (Local, ""),
    "an expired row": (Expired, "Expired(key=7)"),
    "a cached property": (Cached, "Cached()"),
    "a property for __dict__": (PropertyForDict, "PropertyForDict(x=1)"),
    "another class's __dict__": (ForeignDict, "ForeignDict()"),
    "descriptors of an odd class": (_descriptor_of_an_odd_class, "Kind()"),
    "a slot of another class": (BorrowedSlot, "BorrowedSlot()"),
    "slots that were never set": (Unset, "Unset(set_=1)"),
    "names that are asked": (lambda: _with_names("__dict__", "name", "_name", "args", "x"), ""),
    "a class with names that are asked": (
        type("Kind", (), {EvilName("__dict__"): 1, EvilName("_fields"): 1, EvilName("__get__"): 1}),
        "Kind()",
    ),
    "a class that is named oddly": (_odd_class_names, "Evil()"),
    "a class with a long name": (type("K" * 1_000_000, (), {}), ""),
    "a mock": (_mock(unittest.mock.Mock), ""),
    "a magic mock": (_mock(unittest.mock.MagicMock), ""),
    "a weak proxy": (_proxied, ""),
    "a dead proxy": (_dead_proxy, ""),
    "a suspended generator": (_generator, ""),
    "a lazy module": (_module, "<module lazy_module>"),
    "properties": (Descriptors, "Descriptors(real=1)"),
    "an object that cannot be read": (Raising, "Raising()"),
    "an object with a finalizer": (lambda: _kept_alive(Finalized()), "Finalized(open=True)"),
}
