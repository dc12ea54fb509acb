"""The shape of what leaves the process of a value. `server/probes/probe.ts` has the other half."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Value(TypedDict):
    """One line, and the parts below it."""

    type: str
    text: str
    children: NotRequired[list[NamedValue]]
    cut: NotRequired[str]
    """Why something is missing: `depth`, `length`, `redacted`, …"""

    same: NotRequired[str]
    """Where the same object stands first in the capture, and its children with it."""


class NamedValue(TypedDict):
    """A local variable, an attribute, an item."""

    name: str
    value: Value
