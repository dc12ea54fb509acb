"""Mocks of `unittest.mock`: how often they were called, and what they were given. Asked for anything, they
would make it and note that they were asked."""

from __future__ import annotations

from typing import Any

from .reading import Parts, attributes, text_of
from .view import View, ViewFunction

_OF_ITS_OWN = ("_mock_", "_spec_", "__", "method_calls", "_is_coroutine")


def _mock(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    name = text_of(fields["_mock_name"])
    parts: Parts = [("name", name)] if name else []
    parts.append(("call_count", fields.get("_mock_call_count", 0)))
    parts += [pair for pair in fields.items() if not pair[0].startswith(_OF_ITS_OWN)]
    shown = len(parts)
    for known in ("mock_calls", "children", "return_value", "side_effect"):
        held = fields.get(f"_mock_{known}", fields.get(f"_mock_mock_{known}"))
        parts += [(known, held)] if held is not None else []
    return View("", parts, previewed=shown)


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {("unittest.mock", "NonCallableMock"): _mock}
