"""What the renderer tells of an object, for the tests of types."""

from __future__ import annotations

from typing import Any

from snappoint.rendering.limits import Limits
from snappoint.rendering.value import Value
from snappoint.rendering.values import Renderer


def render(obj: object, **limits: Any) -> Value:
    """Without haste, so that no test depends on how busy the machine is."""
    return Renderer(Limits(seconds=60.0)._replace(**limits)).value(obj)


def preview(obj: object, **limits: Any) -> str:
    return render(obj, **limits)["text"]


def tree(obj: object, **limits: Any) -> dict[str, str]:
    """The parts one level below, as names and previews."""
    return {part["name"]: part["value"]["text"] for part in render(obj, **limits).get("children", [])}


def cut(obj: object, **limits: Any) -> str:
    return render(obj, **limits).get("cut", "")
