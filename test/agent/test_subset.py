"""What conditions may say: the server's own check is held to the same cases (subset.test.ts)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from snappoint.capture.asked import Asked, Readings, message_parts
from snappoint.capture.conditions import Reader, SubsetError, condition_of

AGREED: dict[str, list[Any]] = json.loads(
    (Path(__file__).resolve().parents[1] / "agreed" / "expressions.json").read_text(encoding="utf-8")
)


def problem(condition: str = "", message: str = "") -> str:
    return Readings(Asked("log", condition=condition, message=message), print, bool).problem


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", AGREED["accepted"])
def test_accepted(text: str) -> None:
    condition_of(text, print)


@pytest.mark.parametrize("case", AGREED["refused"], ids=lambda case: str(case["text"]))
def test_refused(case: dict[str, Any]) -> None:
    assert problem(condition=case["text"]) == f"column {case['column']}: {case['reason']}"


@pytest.mark.parametrize("text", AGREED["unreadable"])
def test_no_expression(text: str) -> None:
    with pytest.raises(SubsetError):
        condition_of(text, print)


def test_where_a_text_ends_too_early() -> None:
    assert problem(condition="price >") == "column 8: invalid syntax"


@pytest.mark.parametrize("case", AGREED["messages"], ids=lambda case: str(case["text"]))
def test_the_expressions_of_a_message(case: dict[str, Any]) -> None:
    found = [part.text for part in message_parts(case["text"]) if isinstance(part, Reader)]
    assert found == case["expressions"]


@pytest.mark.parametrize("text", AGREED["refusedMessages"])
def test_no_message(text: str) -> None:
    assert problem(message=text)
