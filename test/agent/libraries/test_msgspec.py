"""Structures of msgspec, which keep their fields in compiled code."""

from __future__ import annotations

from typing import NoReturn

import msgspec
from looking import check, parts_of, through_probe
from probing import Probing


class Order(msgspec.Struct):
    number: int
    lines: list[str] = []
    api_key: str = "hush-hush"

    def __repr__(self) -> NoReturn:
        raise NotImplementedError


class Point(msgspec.Struct, frozen=True, array_like=True, tag=True, gc=False):
    x: int


def test_a_structure_is_told_by_its_fields() -> None:
    check(Order(1, ["tea"]), "Order(number=1, lines=['tea'], api_key=‹redacted›)", number="1")
    check(Point(2), "Point(x=2)")


def test_a_field_that_is_not_set_is_left_out() -> None:
    order = Order(1)
    del order.lines
    check(order, "Order(number=1, api_key=‹redacted›)")


def test_a_structure_through_a_probe(probing: Probing) -> None:
    assert parts_of(through_probe(probing, Point(2))) == {"x": "2"}
