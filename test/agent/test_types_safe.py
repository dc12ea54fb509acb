"""To know a type is not to trust it: whatever a class claims or overrides, none of its code runs."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import fractions
import functools
import io
import pathlib
import queue
import random
import signal
import sys
import threading
import types
import uuid
import weakref
from typing import Any, NoReturn

import pytest
from rendered import preview, render, tree

from snappoint.rendering.types import known


class Trap(BaseException):
    """Not an Exception: nothing of ours may swallow what a trap raises."""


def spring(*_: object, **__: object) -> NoReturn:
    raise Trap


_NAMES = """
    repr str len iter next getattribute getattr eq ne lt hash bool getitem contains call int index float
    format dir fspath reduce reduce_ex sizeof missing length_hint copy deepcopy enter exit instancecheck
"""
_TRAPS: dict[str, Any] = {f"__{name}__": spring for name in _NAMES.split()}
_TRAPS |= {"__class__": property(spring), "__dict__": property(spring)}


def derived(base: type) -> type:
    """A class that overrides all it can, methods of its base among them."""
    own = {name: spring for name in dir(base) if not name.startswith("_")}
    return type("Trapped", (base,), {**own, **_TRAPS})


MADE: list[tuple[type, tuple[Any, ...]]] = [
    (datetime.datetime, (2024, 1, 2)),
    (datetime.date, (2024, 1, 2)),
    (datetime.time, (3, 4)),
    (datetime.timedelta, (1,)),
    (decimal.Decimal, ("1.5",)),
    (collections.deque, ((1, 2),)),
    (collections.OrderedDict, ()),
    (collections.defaultdict, (int,)),
    (collections.Counter, ()),
    (collections.ChainMap, ()),
    (collections.UserDict, ()),
    (ValueError, ("no",)),
    (OSError, (2, "no")),
    (ExceptionGroup, ("both", [ValueError()])),
    (fractions.Fraction, ()),
    (uuid.UUID, ()),
    (functools.partial, (print,)),
    (io.BytesIO, (b"a",)),
    (io.StringIO, ("a",)),
    (threading.Thread, ()),
    (threading.Event, ()),
    (queue.Queue, ()),
    (random.Random, (1,)),
    (types.SimpleNamespace, ()),
    (types.ModuleType, ("m",)),
]


@pytest.mark.parametrize(("base", "arguments"), MADE, ids=[base.__name__ for base, _ in MADE])
def test_no_code_of_a_derived_class_runs(base: type, arguments: tuple[Any, ...]) -> None:
    made = base.__new__(derived(base), *arguments)
    value = render(made)
    assert value["type"] == "Trapped"


@pytest.mark.parametrize(("base", "arguments"), MADE, ids=[base.__name__ for base, _ in MADE])
def test_an_object_that_was_never_initialised_is_shown(base: type, arguments: tuple[Any, ...]) -> None:
    assert preview(base.__new__(base, *arguments))


def test_a_class_that_claims_a_known_name_is_told_as_what_it_is() -> None:
    for module, name in known._BY_NAME:
        claims = {"__module__": module, "__qualname__": name, "value": 1}
        fake = type(name, (), {**claims, "__init__": lambda self: setattr(self, "own", 2)})
        assert preview(fake()) == f"{name}(own=2)"


def test_a_name_that_is_no_plain_string_is_not_looked_up() -> None:
    class Text(str):
        __hash__ = spring  # type: ignore[assignment]
        __eq__ = spring  # type: ignore[assignment]

    odd = type("Odd", (), {"__module__": Text("decimal"), "__qualname__": Text("Decimal")})
    assert preview(odd()).endswith("()")


def test_a_module_that_was_replaced_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fake(types.ModuleType):
        __getattr__ = spring

    monkeypatch.setitem(sys.modules, "decimal", Fake("decimal"))
    assert preview(decimal.Decimal(1)) == "Decimal()"


def test_a_context_of_decimal_is_not_made_for_a_thread_that_has_none() -> None:
    seen: list[bool] = []
    number = decimal.Decimal("1.5")

    def looks() -> None:
        preview(number)
        decimal.DefaultContext.prec = 5
        seen.append(decimal.getcontext().prec == 5)

    before = decimal.DefaultContext.prec
    try:
        thread = threading.Thread(target=looks)
        thread.start()
        thread.join()
    finally:
        decimal.DefaultContext.prec = before
    assert seen == [True]


def test_a_time_zone_of_the_program_s_is_not_asked() -> None:
    class Zone(datetime.tzinfo):
        utcoffset = tzname = dst = spring

    assert preview(datetime.datetime(2024, 1, 2, tzinfo=Zone())) == "2024-01-02 00:00:00 <Zone>"
    delta = type(
        "Delta", (datetime.timedelta,), {"__repr__": spring, "__str__": spring, "days": property(spring)}
    )
    assert preview(datetime.timezone(delta(minutes=30))) == "UTC+00:30"


def test_a_path_of_the_program_s_own_class_is_not_asked() -> None:
    class Own(pathlib.PurePosixPath):
        pass

    path = Own("/a", "b")
    for name, trap in _TRAPS.items():
        if name not in ("__class__", "__dict__"):
            setattr(Own, name, trap)
    assert preview(path) == "Own('/a/b')"


def test_keys_are_not_compared_or_hashed() -> None:
    class Key:
        armed = False

        def __hash__(self) -> int:
            if self.armed:
                raise Trap
            return hash("_name")

        def __eq__(self, other: object) -> bool:
            if self.armed:
                raise Trap
            return self is other

    key = Key()
    ordered = collections.OrderedDict([(key, 1), ("a", 2)])
    thread = threading.Thread()
    thread.__dict__[key] = 1
    Key.armed = True
    assert preview(ordered) == "OrderedDict({<Key>: 1, 'a': 2})"
    assert preview(ordered.items()) == "odict_items({<Key>: 1, 'a': 2})"
    assert "not started" in preview(thread)
    Key.armed = False


def test_a_mapping_behind_a_proxy_is_not_asked() -> None:
    made = derived(dict)()
    assert preview(types.MappingProxyType(made)) == "mappingproxy({})"


def test_a_member_of_an_enum_with_a_value_that_traps() -> None:
    class Value:
        __repr__ = __str__ = __eq__ = __hash__ = spring  # type: ignore[assignment]

    class Kind(enum.Enum):
        ODD = "odd"

    Kind.ODD.__dict__["_value_"] = Value()
    assert (preview(Kind.ODD), tree(Kind.ODD)["value"]) == ("Kind.ODD", "Value()")


def test_looking_keeps_nothing_alive() -> None:
    class Held:
        pass

    held = Held()
    gone = weakref.ref(held)
    for holder in (collections.deque([held]), functools.partial(print, held), weakref.ref(held)):
        preview(holder)
    del holder, held
    assert gone() is None


def test_what_a_signal_handler_raises_meanwhile_is_the_program_s(monkeypatch: pytest.MonkeyPatch) -> None:
    class TimeIsUpError(Exception):
        pass

    def handler(*_: object) -> NoReturn:
        raise TimeIsUpError

    def interrupted(_: object) -> None:
        signal.raise_signal(signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, handler)
    monkeypatch.setattr(known, "record_view", interrupted)
    try:
        with pytest.raises(TimeIsUpError):
            preview(object())
    finally:
        signal.signal(signal.SIGUSR1, before)
