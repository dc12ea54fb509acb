"""The one line that a container or object is shown by, made of the lines of its parts."""

from __future__ import annotations

from .leaves import ELLIPSIS
from .types.view import View
from .value import NamedValue


def preview(view: View, kind: str, children: list[NamedValue], cut: str, room: int) -> str:
    """The line of a view that has none of its own. `cut` says why the renderer left parts out."""
    shown = children[: view.previewed]
    missing = view.cut == "length" or (cut and len(shown) == len(children))
    texts = [_part(view, one) for one in shown]
    opening = view.opening or f"{kind}("
    return opening + _joined(texts, ELLIPSIS if missing else "", room) + view.closing


def _joined(parts: list[str], cut: str, room: int) -> str:
    """As many parts as there is room for, the beginning of the first at least, and a sign where some are
    missing."""
    shown: list[str] = []
    for part in parts:
        if not shown and len(part) > room:
            shown.append(part[:room] + ELLIPSIS)
            break
        room -= len(part) + 2
        if room < 0 and shown:
            break
        shown.append(part)
    return ", ".join([*shown, ELLIPSIS] if cut or len(shown) < len(parts) else shown)


def _part(view: View, child: NamedValue) -> str:
    text, name = child["value"]["text"], child["name"]
    return text if view.joint == "=" and name.isdecimal() else f"{name}{view.joint}{text}"
