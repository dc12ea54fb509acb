"""Single values and containers of the standard library: the one line, and the tree below it."""

from __future__ import annotations

import array
import contextvars
import datetime
import decimal
import enum
import fractions
import ipaddress
import pathlib
import time
import types
import uuid
import zoneinfo
from argparse import Namespace
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import pytest
from rendered import cut, preview, tree

UTC = datetime.UTC
ZONE = zoneinfo.ZoneInfo("UTC")


class Color(enum.Enum):
    RED = 1


class Access(enum.Flag):
    READ = 1
    WRITE = 2


class Level(enum.IntEnum):
    LOW = 1


class Word(enum.StrEnum):
    YES = "yes"


class Price(decimal.Decimal):
    """A derived class may carry more than its value."""

    def __init__(self, _: str) -> None:
        self.currency = "EUR"


Point = namedtuple("Point", "x y")


class Named(NamedTuple):
    width: int
    unit: str = "cm"


@dataclass
class Order:
    number: int
    lines: list[str] = field(default_factory=list)
    kind: ClassVar[str] = "order"


@dataclass(slots=True)
class Slotted:
    left: int
    right: int


class Unequal(type):
    """Whose classes must not be asked whether they are another one."""

    __eq__ = __hash__ = None  # type: ignore[assignment]


class Hostile(metaclass=Unequal):
    pass


HOSTILE = Hostile()
VARIABLE: contextvars.ContextVar[int] = contextvars.ContextVar("depth")
EMPTY: dict[str, str] = {}

CASES: list[tuple[object, str, dict[str, str]]] = [
    (Color.RED, "Color.RED", {"name": "'RED'", "value": "1"}),
    (Access.READ | Access.WRITE, "Access.READ|WRITE", {"name": "'READ|WRITE'", "value": "3"}),
    (Access(0), "Access.0", {"name": "None", "value": "0"}),
    (Level.LOW, "Level.LOW", {"name": "'LOW'", "value": "1"}),
    (Word.YES, "Word.YES", {"name": "'YES'", "value": "'yes'"}),
    (datetime.date(2024, 1, 2), "2024-01-02", EMPTY),
    (datetime.time(3, 4), "03:04:00", EMPTY),
    (datetime.datetime(2024, 1, 2, 3, 4, 5), "2024-01-02 03:04:05", EMPTY),
    (datetime.datetime(2024, 1, 2, 3, 4, 5, 6, UTC), "2024-01-02 03:04:05.000006+00:00", EMPTY),
    (datetime.datetime(2024, 1, 2, tzinfo=ZONE), "2024-01-02 00:00:00 UTC", EMPTY),
    (datetime.timedelta(days=-1, seconds=4), "timedelta(days=-1, seconds=4)", EMPTY),
    (datetime.timedelta(), "timedelta(0)", EMPTY),
    (datetime.timezone(-datetime.timedelta(hours=3, minutes=30)), "UTC-03:30", EMPTY),
    (ZONE, "ZoneInfo('UTC')", EMPTY),
    (decimal.Decimal("1.50"), "Decimal('1.50')", EMPTY),
    (decimal.Decimal("-1E+30"), "Decimal('-1E+30')", EMPTY),
    (decimal.Decimal("NaN"), "Decimal('NaN')", EMPTY),
    (Price("2.5"), "Decimal('2.5')", {"currency": "'EUR'"}),
    (fractions.Fraction(-1, 3), "Fraction(-1, 3)", EMPTY),
    (uuid.UUID(int=7), "UUID('00000000-0000-0000-0000-000000000007')", EMPTY),
    (pathlib.PurePosixPath("/etc//hosts", "./x"), "PurePosixPath('/etc/hosts/x')", EMPTY),
    (pathlib.PurePosixPath(), "PurePosixPath('.')", EMPTY),
    (pathlib.PureWindowsPath("c:\\x", "y"), "PureWindowsPath('c:\\\\x\\\\y')", EMPTY),
    (ipaddress.ip_address("127.0.0.1"), "IPv4Address('127.0.0.1')", EMPTY),
    (ipaddress.ip_address("::1"), "IPv6Address('::1')", EMPTY),
    (ipaddress.ip_network("10.0.0.0/8"), "IPv4Network('10.0.0.0/8')", EMPTY),
    (ipaddress.ip_network("fd00::/8"), "IPv6Network('fd00::/8')", EMPTY),
    (ipaddress.ip_interface("10.0.0.7/8"), "IPv4Interface('10.0.0.7/8')", EMPTY),
    (dict[str, list[int]], "dict[str, list[int]]", EMPTY),
    (int | None, "int | NoneType", EMPTY),
    (list[HOSTILE], "list[…]", EMPTY),  # type: ignore[valid-type]
    (VARIABLE, "ContextVar(name='depth')", {"name": "'depth'"}),
    (Point(1, 2), "Point(x=1, y=2)", {"x": "1", "y": "2"}),
    (Named(3), "Named(width=3, unit='cm')", {"width": "3", "unit": "'cm'"}),
    (Order(7, ["tea"]), "Order(number=7, lines=['tea'])", {"number": "7", "lines": "['tea']"}),
    (Slotted(1, 2), "Slotted(left=1, right=2)", {"left": "1", "right": "2"}),
    (deque([1, 2], maxlen=3), "deque([1, 2], maxlen=3)", {"0": "1", "1": "2"}),
    (OrderedDict(a=1), "OrderedDict({'a': 1})", {"'a'": "1"}),
    (defaultdict(int, a=1), "defaultdict(int, {'a': 1})", {"'a'": "1", "default_factory": "<class int>"}),
    (Counter("aab"), "Counter({'a': 2, 'b': 1})", {"'a'": "2", "'b'": "1"}),
    (Counter([5, 5]), "Counter({5: 2})", {"5": "2"}),
    (ChainMap({1: 2}, {}), "ChainMap({1: 2}, {})", {"0": "{1: 2}", "1": "{}"}),
    (UserDict(a=1), "UserDict(data={'a': 1})", {"data": "{'a': 1}"}),
    (UserList([1]), "UserList(data=[1])", {"data": "[1]"}),
    (types.MappingProxyType({"a": 1}), "mappingproxy({'a': 1})", {"'a'": "1"}),
    ({"a": 1}.keys(), "dict_keys(['a'])", EMPTY),
    ({"a": 1}.values(), "dict_values([1])", {"0": "1"}),
    ({"a": 1}.items(), "dict_items({'a': 1})", {"'a'": "1"}),
    (OrderedDict(a=1).items(), "odict_items({'a': 1})", {"'a'": "1"}),
    (range(1, 5), "range(1, 5)", EMPTY),
    (range(0, 9, 2), "range(0, 9, 2)", EMPTY),
    (slice(1, None), "slice(1, None, None)", {"0": "1", "1": "None", "2": "None"}),
    (array.array("d", [1.5]), "array('d', [1.5])", {"0": "1.5"}),
    (types.SimpleNamespace(a=1), "SimpleNamespace(a=1)", {"a": "1"}),
    (Namespace(quiet=True), "Namespace(quiet=True)", {"quiet": "True"}),
    (types.CellType(1), "cell(contents=1)", {"contents": "1"}),
    (types.CellType(), "cell()", EMPTY),
]


@pytest.mark.parametrize(("obj", "line", "parts"), CASES, ids=[case[1] for case in CASES])
def test_preview_and_tree(obj: object, line: str, parts: dict[str, str]) -> None:
    assert (preview(obj), tree(obj)) == (line, parts)


def test_a_path_is_the_same_before_and_after_its_text_was_made() -> None:
    path = pathlib.PurePosixPath("/a", "b//c")
    before = preview(path)
    assert str(path) == "/a/b/c"
    assert preview(path) == before == "PurePosixPath('/a/b/c')"


def test_a_context_variable_that_is_set_tells_its_value() -> None:
    token = VARIABLE.set(3)
    try:
        assert preview(VARIABLE) == "ContextVar(name='depth', value=3)"
    finally:
        VARIABLE.reset(token)


def test_the_struct_tuples_of_the_interpreter_have_their_names() -> None:
    moment = time.gmtime(0)
    assert preview(moment).startswith("struct_time(tm_year=1970, tm_mon=1, tm_mday=1, ")
    assert tree(moment)["tm_zone"]


def test_a_view_of_memory_tells_its_size_and_first_bytes() -> None:
    parts = tree(memoryview(b"abcdefghijk"))
    assert preview(memoryview(b"ab")) == "memoryview(nbytes=2)"
    assert (parts["format"], parts["first"]) == ("'B'", "[97, 98, 99, 100, 101, 102, 103, 104]")


def test_an_ordered_dict_is_told_in_its_own_order() -> None:
    ordered = OrderedDict(a=1, b=2)
    ordered.move_to_end("a")
    assert preview(ordered) == "OrderedDict({'b': 2, 'a': 1})"


def test_keys_that_are_tuples_or_members_of_enums_have_a_name() -> None:
    assert preview(Counter({("a", 1): 2, Color.RED: 3})) == "Counter({('a', 1): 2, Color.RED: 3})"


@pytest.mark.parametrize("many", [deque(range(500)), Counter(range(500)), array.array("i", range(500))])
def test_long_containers_are_cut_and_say_so(many: Any) -> None:
    assert cut(many) == cut(many, items=1000) == "length"
    assert len(tree(many, items=10)) == 10
    assert "…" in preview(many)


def test_a_decimal_of_many_digits_is_told_by_its_size() -> None:
    long = decimal.Decimal("9" * 40_000)
    assert (preview(long), cut(long)) == ("<Decimal of some 40261 digits, about 1e39999>", "length")


def test_a_secret_part_is_withheld() -> None:
    assert preview(defaultdict(str, api_key="k1")) == "defaultdict(str, {'api_key': ‹redacted›})"
    assert preview(types.SimpleNamespace(password="k1")) == "SimpleNamespace(password=‹redacted›)"
