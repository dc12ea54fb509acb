"""Models of pydantic: their values as they are kept. Nothing is computed, validated or serialised for it."""

from __future__ import annotations

from typing import Any, NoReturn

import pydantic
import pytest
from looking import check, parts_of, quietly, through_probe
from probing import Probing
from pydantic import BaseModel, ConfigDict, PrivateAttr, RootModel, SecretBytes, SecretStr, computed_field
from rendered import render


class Order(BaseModel):
    model_config = ConfigDict(extra="allow")
    number: int
    key: SecretStr = SecretStr("hush-hush")
    _seen: int = PrivateAttr(3)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> int:
        raise NotImplementedError

    @pydantic.field_serializer("number")
    def serialised(self, _: int) -> int:
        raise NotImplementedError

    def __repr__(self) -> NoReturn:
        raise NotImplementedError


@pydantic.dataclasses.dataclass
class Line:
    price: int


def test_a_model_is_told_by_its_fields_and_what_it_allowed_besides() -> None:
    text = "Order(number=1, key=‹redacted›, note='quick')"
    check(Order(number=1, note="quick"), text, number="1", note="'quick'", _seen="3")  # type: ignore[call-arg]


def test_a_half_made_model() -> None:
    check(Order.model_construct(number=2), "Order(number=2, key=‹redacted›)")
    check(Order.__new__(Order), "Order()")


def test_other_models() -> None:
    check(RootModel[list[int]]([1]), "RootModel[list[int]](root=[1])")
    check(Line(5), "Line(price=5)")
    check(pydantic.HttpUrl("http://ann:hush@host/x?q=1"), "HttpUrl(_url=Url('http://host:80/x?q=1'))")


@pytest.mark.parametrize("secret", [SecretStr("hush-hush"), SecretBytes(b"hush-hush")])
def test_a_secret_is_withheld(secret: Any) -> None:
    check(secret, "‹redacted›", "redacted")
    assert "hush" not in repr(render(secret))


def test_what_was_wrong_is_not_spelt_out() -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        Order(number="many", key="hush-hush")  # type: ignore[arg-type]
    value = quietly(caught.value)
    assert value["text"] == "ValidationError(title='Order', errors=1)"


def test_a_model_through_a_probe(probing: Probing) -> None:
    order = Order(number=1)
    fields = order.model_fields_set
    value = through_probe(probing, order)
    assert parts_of(value) == {"number": "1", "key": "‹redacted›", "_seen": "3"}
    assert order.model_fields_set is fields
