"""The one line that a container or object is shown by, made of the lines of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .types.view import View

if TYPE_CHECKING:
    from .values import NamedValue

ELLIPSIS = "…"

SEQUENCES: dict[Any, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}
"""What stands around the items of each."""


def brackets(obj: object, kind: str) -> tuple[str, str]:
    if type(obj) is dict:
        return "{", "}"
    return next((ends for base, ends in SEQUENCES.items() if type(obj) is base), (f"{kind}(", ")"))


def joined(parts: list[str], cut: str, room: int) -> str:
    """As many parts as there is room for, and a sign where some are missing."""
    shown: list[str] = []
    for part in parts:
        room -= len(part) + 2
        if room < 0:
            break
        shown.append(part)
    return ", ".join([*shown, ELLIPSIS] if cut or len(shown) < len(parts) else shown)


def preview_part(obj: object, child: NamedValue) -> str:
    text = child["value"]["text"]
    if any(type(obj) is base for base in SEQUENCES):
        return text
    return f"{child['name']}: {text}" if type(obj) is dict else f"{child['name']}={text}"


def view_preview(view: View, kind: str, children: list[NamedValue], cut: str, room: int) -> str:
    """The line of a view that has none of its own. `cut` says why the renderer left parts out."""
    shown = children[: view.previewed]
    missing = view.cut == "length" or (cut and len(shown) == len(children))
    texts = [_view_part(view, one) for one in shown]
    opening = view.opening or f"{kind}("
    return opening + joined(texts, ELLIPSIS if missing else "", room) + view.closing


def _view_part(view: View, child: NamedValue) -> str:
    text, name = child["value"]["text"], child["name"]
    return text if view.joint == "=" and name.isdecimal() else f"{name}{view.joint}{text}"
