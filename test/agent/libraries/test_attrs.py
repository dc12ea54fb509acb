"""Classes that attrs made."""

from __future__ import annotations

from typing import NoReturn

import attrs
from looking import check, parts_of, through_probe
from probing import Probing


@attrs.define
class Order:
    number: int
    _lines: list[str] = attrs.field(factory=list, repr=False)
    password: str = "hush-hush"

    @property
    def total(self) -> NoReturn:
        raise NotImplementedError


@attrs.define(slots=False)
class Sale(Order):
    place: str = "here"


@attrs.frozen
class Point:
    x: int
    y: int = 0


def test_an_object_is_told_by_its_fields_in_their_order() -> None:
    text = "Order(number=1, _lines=['tea'], password=‹redacted›)"
    check(Order(1, ["tea"]), text, number="1", _lines="['tea']", password="‹redacted›")
    check(Point(1), "Point(x=1, y=0)")


def test_what_was_added_stands_behind_the_fields() -> None:
    sale = Sale(1)
    sale.__dict__["seen"] = True
    check(sale, "Sale(number=1, _lines=[], password=‹redacted›, place='here', seen=True)")


def test_a_field_that_is_not_set_yet_is_left_out() -> None:
    check(Point.__new__(Point), "Point()")


def test_an_object_through_a_probe(probing: Probing) -> None:
    assert parts_of(through_probe(probing, Point(1, 2))) == {"x": "1", "y": "2"}
