"""Views that the program registers: its own code, by its own wish, and contained all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rendered import cut, preview, tree

import snappoint
from snappoint import View


class Money:
    def __init__(self, amount: int) -> None:
        self.amount = amount


class Tip(Money):
    """Derived from a class that has a view."""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    snappoint.unregister_view(Money)
    snappoint.unregister_view(Tip)


def test_a_text_is_the_preview() -> None:
    snappoint.register_view(Money, lambda it: f"{it.amount} EUR")
    assert (preview(Money(5)), tree(Money(5))) == ("5 EUR", {})
    assert preview([Money(5)]) == "[5 EUR]"


def test_parts_are_rendered_like_any_value_within_the_limits() -> None:
    snappoint.register_view(Money, lambda it: View(parts=[("cents", [it.amount] * 100), ("pin_token", 7)]))
    assert preview(Money(5), items=2) == "Money(cents=[5, 5, …], pin_token=‹redacted›)"
    snappoint.register_view(Money, lambda it: View("money", [("cents", it.amount)]))
    assert (preview(Money(5)), tree(Money(5))) == ("money", {"cents": "5"})


def test_the_nearest_class_counts() -> None:
    snappoint.register_view(Money, lambda it: "money")
    assert preview(Tip(1)) == "money"
    snappoint.register_view(Tip, lambda it: "tip")
    assert (preview(Tip(1)), preview(Money(1))) == ("tip", "money")
    snappoint.unregister_view(Tip)
    assert preview(Tip(1)) == "money"


def test_a_known_class_of_a_library_can_be_shown_otherwise() -> None:
    snappoint.register_view(ValueError, lambda it: "wrong")
    try:
        assert (preview(ValueError(1)), preview(UnicodeError())) == ("wrong", "wrong")
    finally:
        snappoint.unregister_view(ValueError)


class Text(str):
    """Is no exact string, so it could do anything."""


def fails(_: object) -> Any:
    raise ZeroDivisionError


def recurses(it: object) -> Any:
    return recurses(it)


@pytest.mark.parametrize(
    "function",
    [
        fails,
        recurses,
        lambda it: None,
        lambda it: Text("x"),
        lambda it: ("text", [], ""),
        lambda it: View(Text("x")),
        lambda it: View(parts=iter([("a", 1)])),
        lambda it: View(parts=[("a",)]),
        lambda it: View(parts=[(1, 1)]),
        lambda it, more: "x",
    ],
)
def test_a_failure_is_counted_and_the_object_shown_as_before(function: Any) -> None:
    snappoint.register_view(Money, function)
    assert preview(Money(5)) == "Money(amount=5)"
    assert preview(Money(6)) == "Money(amount=6)"
    assert snappoint.view_failures(Money) == 2
    snappoint.register_view(Money, lambda it: "mended")
    assert (preview(Money(5)), snappoint.view_failures(Money)) == ("mended", 0)


def test_what_is_no_exception_goes_on_to_the_program() -> None:
    def interrupted(_: object) -> str:
        raise KeyboardInterrupt

    snappoint.register_view(Money, interrupted)
    with pytest.raises(KeyboardInterrupt):
        preview(Money(5))


def test_a_long_text_and_many_parts_are_cut() -> None:
    snappoint.register_view(Money, lambda it: "x" * 5000)
    assert (len(preview(Money(5))), cut(Money(5))) == (1000, "length")
    snappoint.register_view(Money, lambda it: View(parts=[(str(i), i) for i in range(5000)]))
    assert (len(tree(Money(5), items=1000)), cut(Money(5), items=1000)) == (200, "length")


def test_only_classes_have_views() -> None:
    with pytest.raises(TypeError, match="a class is needed, not Money"):
        snappoint.register_view(Money(1), str)  # type: ignore[arg-type]
    with pytest.raises(AttributeError, match="has no attribute 'register'"):
        _ = snappoint.register  # type: ignore[attr-defined]
