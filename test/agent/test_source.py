"""By which hash a text is known: the server's half is held to the same cases."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from snappoint.text_hash import text_hash

CASES = json.loads(
    (Path(__file__).resolve().parents[1] / "agreed" / "probe-comments.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_probe_comments_are_left_out(case: dict[str, str]) -> None:
    assert text_hash(case["text"].encode()) == hashlib.sha256(case["kept"].encode()).hexdigest()


@pytest.mark.parametrize("piece", ["#? ", "f'{", "'''", '"\\', "# ", " ", "{"])
def test_texts_that_are_made_to_be_slow_to_look_through_are_not(piece: str) -> None:
    assert len(text_hash(f"{piece * 100_000}#?\n".encode())) == 64
