"""Captures only where the value of an expression has changed since the hit before."""

from __future__ import annotations

from typing import Any

import pytest
from probing import Probing

SOURCE = """
    class Order:
        def __init__(self, status):
            self.status = status

    def follow(values):
        for x in values:
            done = 1  # @line
        return done

    def each(order, values):
        for value in values:
            order.status = value
            done = 1  # @attribute
"""

NAN = float("nan")
ONE, OTHER = object(), object()


@pytest.mark.parametrize(
    ("values", "captured"),
    [
        ([1, 1, 2, 2, 2, 1], [1, 3, 6]),
        ([1, True, 1.0, 1], [1, 2, 3, 4]),
        ([None, None, 0, False], [1, 3, 4]),
        (["a", "a" * 1, "b"], [1, 3]),
        (["x" * 5000, "x" * 5000, "x" * 4999 + "y", b"x" * 5000], [1, 3, 4]),
        ([10**500, 10**500, 10**500 + 1], [1, 3]),
        ([NAN, float("nan"), 1.5, float("-inf"), float("-inf")], [1, 3, 4]),
        ([ONE, ONE, OTHER], [1, 3]),
        ([b"a", b"a", b"b"], [1, 3]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_hit_is_captured_when_the_value_is_another_one(
    probing: Probing, values: list[object], captured: list[int]
) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "line", changes="x")
    assert module.follow(values) == 1
    assert [capture["hit"] for _, capture in probing.captures] == captured
    assert probing.hits("line") == len(values)
    assert probing.outcomes("line")["conditionFalse"] == len(values) - len(captured)


def test_an_object_that_changes_is_another_one(probing: Probing) -> None:
    module = probing.load("""
        def grow(items, steps):
            for step in steps:
                if step:
                    items.append(step)
                done = 1  # @line
    """)
    probing.arm(module, "line", changes="items")
    module.grow([], [0, 0, 5, 0, 6])
    assert [capture["hit"] for _, capture in probing.captures] == [1, 3, 5]
    probing.captures.clear()
    probing.arm(module, "line", changes="items", condition="step")
    module.grow(list(range(200)), [0, 0, 5, 0, 6])
    assert [capture["hit"] for _, capture in probing.captures] == [3, 5]


def test_an_attribute(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "attribute", changes="order.status")
    module.each(module.Order(None), ["new", "new", "paid", "paid", "new"])
    assert [capture["hit"] for _, capture in probing.captures] == [1, 3, 5]


def test_what_has_changed_is_shown(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "attribute", changes="order.status", show=["value"])
    module.each(module.Order(None), ["new", "new", "paid"])
    shown = [{one["name"]: one["value"]["text"] for one in told["shown"]} for _, told in probing.captures]
    assert [list(each.items()) for each in shown] == [
        [("order.status", "'new'"), ("value", "'new'")],
        [("order.status", "'paid'"), ("value", "'paid'")],
    ]


def test_no_code_of_the_value_runs(probing: Probing) -> None:
    class Trap:
        __eq__ = __ne__ = __hash__ = __repr__ = __bool__ = None  # type: ignore[assignment]

    module = probing.load(SOURCE)
    probing.arm(module, "line", changes="x")
    trap = Trap()
    module.follow([trap, trap, Trap()])
    assert [capture["hit"] for _, capture in probing.captures] == [1, 3]


def test_it_is_looked_at_only_where_the_condition_holds(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "line", changes="x", condition="x > 1")
    module.follow([1, 5, 1, 5, 6])
    assert [capture["hit"] for _, capture in probing.captures] == [2, 5]


def test_an_error_counts_as_a_condition_that_failed(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "line", changes="x.missing")
    module.follow([1, 2])
    assert probing.captures == []
    assert probing.outcomes("line")["conditionFailed"] == 2
    assert "missing" in probing.status("line").reason


def test_a_text_that_is_no_expression_is_refused(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "line", changes="launch()")
    status = probing.status("line")
    assert (status.status, status.reason.startswith("column 1: only these can be called")) == (
        "rejected",
        True,
    )


def test_logpoints_and_calls_too(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "line", kind="log", message="x={x}", changes="x")
    module.follow([1, 1, 2])
    assert [capture["message"] for _, capture in probing.captures] == ["x=1", "x=2"]
    assert not any("shown" in capture for _, capture in probing.captures)


def test_many_hits_without_a_change_use_up_nothing(probing: Probing) -> None:
    module: Any = probing.load(SOURCE)
    probing.arm(module, "line", changes="x")
    module.follow([1] * 20_000 + [2])
    assert [capture["hit"] for _, capture in probing.captures] == [1, 20_001]
    outcomes = probing.outcomes("line")
    assert (outcomes["conditionFalse"], outcomes["rateLimited"]) == (19_999, 0)
