"""The judge itself: what it lets pass and what it finds."""

from __future__ import annotations

import pytest
from lsprotocol import types
from model import violations

AT = {"line": 1, "character": 0}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"position": AT, "label": "3", "paddingLeft": True}, types.InlayHint),
        ({"position": AT, "label": [{"value": "3", "tooltip": "x"}], "kind": 1}, types.InlayHint),
        ({"contents": {"kind": "markdown", "value": "x"}, "range": {"start": AT, "end": AT}}, types.Hover),
        ({"jsonrpc": "2.0", "id": 3, "result": None}, types.HoverResponse),
        ({"jsonrpc": "2.0", "id": 3, "result": {"anything": [1]}}, types.ExecuteCommandResponse),
    ],
)
def test_what_is_right(value: object, kind: type) -> None:
    assert violations(value, kind) == []


@pytest.mark.parametrize(
    ("value", "kind", "fault"),
    [
        ({"label": "3"}, types.InlayHint, ".position: is missing"),
        ({"position": AT, "label": 3}, types.InlayHint, ".label: 3 is no"),
        (
            {"position": AT, "label": "3", "colour": 1},
            types.InlayHint,
            ".colour: InlayHint has no such field",
        ),
        ({"position": AT, "label": "3", "kind": 9}, types.InlayHint, ".kind: 9"),
        ({"position": AT, "label": "3", "tooltip": None}, types.InlayHint, ".tooltip: is null"),
        ({"position": {"line": 1.5, "character": 0}, "label": "3"}, types.InlayHint, ".position.line: 1.5"),
        ({"position": {"line": True, "character": 0}, "label": "3"}, types.InlayHint, ".position.line: True"),
        (
            {"jsonrpc": "2.0", "id": 3, "result": [{}]},
            types.InlayHintResponse,
            ".result[0].position: is missing",
        ),
    ],
)
def test_what_is_wrong(value: object, kind: type, fault: str) -> None:
    assert [found for found in violations(value, kind) if found.startswith(fault)]
