"""How values look, and that looking runs no code of theirs."""

from __future__ import annotations

import dataclasses
import enum
import sys
from collections import OrderedDict, deque
from typing import Any

import pytest
from probing import Probing

from snappoint.rendering.limits import Limits
from snappoint.rendering.value import Value
from snappoint.rendering.values import Renderer


def render(obj: object, **limits: Any) -> Value:
    return Renderer(Limits(seconds=10.0)._replace(**limits)).value(obj)


def check(obj: object, shown: str, cut: str = "", **limits: Any) -> None:
    value = render(obj, **limits)
    assert (value["text"], value.get("cut", "")) == (shown, cut)


@dataclasses.dataclass
class Order:
    number: int
    lines: list[str]


class Slotted:
    __slots__ = ("left", "right")


@pytest.mark.parametrize(
    ("obj", "text"),
    [
        (None, "None"),
        (True, "True"),
        (-5, "-5"),
        (2.5, "2.5"),
        (1j, "1j"),
        ("it's", '"it\'s"'),
        ("\ud800", "'\\ud800'"),
        (b"\x00a", "b'\\x00a'"),
        (bytearray(b"a"), "bytearray(b'a')"),
        ([1, [2]], "[1, [2]]"),
        ((), "()"),
        ((1,), "(1,)"),
        ({"a": 1, 2: None}, "{'a': 1, 2: None}"),
        (frozenset({1}), "frozenset({1})"),
        (Order(7, ["tea"]), "Order(number=7, lines=['tea'])"),
        (ValueError("no", 3), "ValueError('no', 3)"),
        (range(1, 5), "range(1, 5)"),
        (len, "<function len>"),
        (Order, "<class Order>"),
        (sys, "<module sys>"),
        (..., "Ellipsis"),
        (OrderedDict(a=1), "OrderedDict({'a': 1})"),
    ],
)
def test_text(obj: object, text: str) -> None:
    check(obj, text)


def test_parts_are_kept_as_a_tree() -> None:
    value = render(Order(7, ["tea"]))
    number, lines = value["children"]
    assert number == {"name": "number", "value": {"type": "int", "text": "7"}}
    assert lines["value"]["children"] == [{"name": "0", "value": {"type": "str", "text": "'tea'"}}]


def test_slots_that_are_set() -> None:
    one = Slotted()
    one.left = 1
    check(one, "Slotted(left=1)")


def test_what_is_cut_says_why() -> None:
    check("x" * 500, "'" + "x" * 10 + "'…", "length", text=10)
    check(b"x" * 500, "b'" + "x" * 10 + "'…", "length", text=10)
    check(10**5000, "<int of 16610 bits>", "length")
    check(list(range(100)), "[0, 1, …]", "length", items=2)
    check([[[[1]]]], "[[[…]]]", depth=2)
    check([1, 2, 3], "[1, …]", "size", nodes=2)
    cycle: list[Any] = [1]
    cycle.append(cycle)
    check(cycle, "[1, […]]")
    assert render(cycle)["children"][1]["value"]["cut"] == "cycle"


def test_a_line_has_at_least_the_beginning_of_its_first_part() -> None:
    check(ValueError("no access " + "x" * 500), "ValueError('no access xxxxxxxxx…)", preview=20)
    check(["x" * 500, 2], "['xxxx…, …]", preview=5)
    check([1, "x" * 500], "[1, …]", preview=5)


def test_time_is_up() -> None:
    assert render([1], seconds=-1.0) == {"type": "list", "text": "[…]", "cut": "time"}


def test_a_secret_name_hides_the_value_and_shows_the_type() -> None:
    value = render({"user": "ann", "API-Key": "k1", "nested": {"access_token": 5}})
    assert value["text"] == "{'user': 'ann', 'API-Key': ‹redacted›, 'nested': {'access_token': ‹redacted›}}"
    assert value["children"][1]["value"] == {"type": "str", "text": "‹redacted›", "cut": "redacted"}


class Trap(BaseException):
    """Not an Exception: nothing of ours may swallow what a trap raises."""


def spring(*_: object, **__: object) -> Any:
    raise Trap


class Meta(type):
    __getattribute__ = spring
    __hash__ = spring
    __eq__ = spring
    __instancecheck__ = spring


_METHODS = [
    "repr",
    "str",
    "len",
    "iter",
    "getattribute",
    "getattr",
    "eq",
    "hash",
    "bool",
    "getitem",
    "contains",
    "call",
    "int",
    "index",
    "format",
    "dir",
]
_DUNDERS = {f"__{name}__": spring for name in _METHODS}


def trapped(*bases: type) -> type:
    """A class whose every special method is a trap."""
    own = {
        **_DUNDERS,
        "__class__": property(spring),
        "__dict__": property(spring),
        "__doc__": property(spring),
    }
    return type("Trapped", bases, own)


def test_no_code_of_the_object_runs() -> None:
    check(trapped(object)(), "Trapped()")
    with_metaclass = Meta("Odd", (), {"__init__": lambda self: object.__setattr__(self, "x", 1)})
    check(type.__call__(with_metaclass), "Odd(x=1)")
    for base, argument, text in [
        (list, [1], "Trapped([1])"),
        (dict, {1: 2}, "Trapped({1: 2})"),
        (set, [1], "Trapped({1})"),
        (tuple, [1], "Trapped((1,))"),
        (str, "a", "'a'"),
        (int, 5, "5"),
        (float, 1.5, "1.5"),
        (bytes, b"a", "b'a'"),
    ]:
        check(trapped(base)(argument), text)


def test_a_key_that_traps_is_shown_by_its_type() -> None:
    class Key:
        armed = False

        def __hash__(self) -> int:
            if self.armed:
                raise Trap
            return 1

        __repr__ = spring

    key = Key()
    mapping = {key: 1}
    key.armed = True
    check(mapping, "{<Key>: 1}")


def test_lazy_descriptors_and_properties_stay_asleep() -> None:
    class Lazy:
        value = property(spring)

        def __init__(self) -> None:
            self.real = 1

    check(Lazy(), "Lazy(real=1)")


def test_an_enum_member_and_a_deque_have_a_text() -> None:
    class Color(enum.Enum):
        RED = 1

    check(Color.RED, "Color.RED")
    check(deque([1]), "deque([1])")


def test_a_probe_can_be_asked_for_more(probing: Probing) -> None:
    module = probing.load(
        """
        def f():
            text, items, deep = "x" * 1000, list(range(100)), [[[[[[1]]]]]]
            return text  # @r
        """
    )
    for detail in ("", "more"):
        probing.arm(module, "r", detail=detail)
        module.f()
    usual, more = probing.values("r")
    assert [len(usual["text"]), usual["deep"]] == [243, "[[[[[…]]]]]"]
    assert [len(more["text"]), more["deep"]] == [1002, "[[[[[[1]]]]]]"]
    cuts = [[one["value"].get("cut") for one in capture["locals"]] for _, capture in probing.captures]
    assert cuts == [["length", "length", None], [None, None, None]]
