"""Renders live objects into bounded plain data, at the hit, without running any code of theirs.

The result holds no reference to the program's objects.
"""

from __future__ import annotations

from time import monotonic
from typing import Any, NamedTuple

from . import static
from .allowance import OVERHEAD, Allowance
from .generic import EXACT as CONTAINERS
from .generic import generic_view, outline
from .leaves import ELLIPSIS, leaf
from .leaves import EXACT as LEAVES
from .limits import Limits
from .listed import is_listed, leads_to_listed, shows_only
from .parts import secret_parts
from .preview import preview
from .prose import looks_made
from .redact import REDACTED, is_secret_type, is_withheld_by_name
from .secrets import LOOK_AHEAD, redacted
from .types.known import view_of
from .types.view import LONGEST_TEXT, View
from .value import NamedValue, Value
from .withheld import told_by


class _Met(NamedTuple):
    """An object that was met. It is held, so that no other one gets its identity meanwhile."""

    obj: object
    path: str
    depth: int
    value: Value | None
    """None while its parts are being rendered."""


class Renderer:
    """Renders values of one capture, and knows those that it has met before. For one hook's call only."""

    __slots__ = ("_deadline", "_limits", "_met", "_trail", "allowance")

    def __init__(self, limits: Limits, allowance: Allowance | None = None) -> None:
        self._limits = limits
        self.allowance = allowance or Allowance.of(limits)
        self._deadline = 0.0
        """By the monotonic clock; it begins with the first object that has parts."""

        self._met: dict[int, _Met] = {}
        self._trail: list[str] = []
        """How the object being rendered is reached: `order`, `.lines`, `[3]`."""

    def named(self, name: str, obj: object, *, path: str = "") -> NamedValue:
        """A value under a name; a secret name hides it. `path` is how it is reached, if not by the name."""
        return self._part(name, path or name, obj, 0)

    def value(self, obj: object, depth: int = 0) -> Value:
        """Any object. Never raises for what the object is or does."""
        self.allowance.nodes -= 1
        kind = static.type_name(obj)
        if id(type(obj)) not in LEAVES:
            return self._met_before(obj, kind, depth) or self._looked_into(obj, kind, depth)
        said = leaf(obj, self._limits.text) or ("", "")
        if said[1] == "redacted":
            self.allowance.withheld += told_by(obj)
        return self._made(kind, *said)

    def _part(self, name: str, step: str, obj: object, depth: int, *, is_secret: bool = False) -> NamedValue:
        shown = redacted(name[: static.LONGEST_NAME + LOOK_AHEAD])
        if len(shown) > static.LONGEST_NAME:
            shown = shown[: static.LONGEST_NAME] + ELLIPSIS
        if (is_secret or is_withheld_by_name(name)) and not _says_nothing(obj):
            return {"name": shown, "value": self._withheld(obj)}
        self._trail.append(step)
        try:
            if shows_only() and not self._may_show(obj):
                return {"name": shown, "value": self._hidden(obj, "not allowed")}
            return {"name": shown, "value": self.value(obj, depth)}
        finally:
            self._trail.pop()

    def _withheld(self, obj: object) -> Value:
        """By a name or a type. What it says is looked for in the rest of the capture."""
        self.allowance.withheld += _said_by(obj)
        return self._hidden(obj, "redacted")

    def _hidden(self, obj: object, reason: str) -> Value:
        self.allowance.nodes -= 1
        return self._made(static.type_name(obj), f"‹{reason}›", reason)

    def _may_show(self, obj: object) -> bool:
        """In a mode in which only what is listed is shown: whether this may lead to such."""
        path = "".join(self._trail)
        is_line = leaf(obj, 0) is not None
        return is_listed(path) or (not is_line and leads_to_listed(path))

    def _met_before(self, obj: object, kind: str, depth: int) -> Value | None:
        """An object that stands elsewhere too; None when it has to be rendered here."""
        met = self._met.get(id(obj))
        if met is None or (met.value is not None and depth < met.depth):
            return None
        if met.value is None:
            return {**self._made(kind, self._outline(obj, kind), "cycle"), "same": met.path}
        return {**self._made(kind, met.value["text"], ""), "same": met.path}

    def _looked_into(self, obj: object, kind: str, depth: int) -> Value:
        if is_secret_type(type(obj)):
            return self._made(kind, REDACTED, "redacted")
        reason = self._exhaustion()
        if reason:
            return self._made(kind, self._outline(obj, kind), reason)
        view = None if id(type(obj)) in CONTAINERS else view_of(obj)
        if view is None:
            said = leaf(obj, self._limits.text)
            if said is not None:
                return self._made(kind, *said)
            view = generic_view(obj, kind, self._limits.items)
        if shows_only() and not is_listed("".join(self._trail)):
            view = view._replace(text="", opening=f"{kind}(", closing=")", joint="=")
        return self._viewed(obj, view, kind, depth)

    def _viewed(self, obj: object, view: View, kind: str, depth: int) -> Value:
        met = _Met(obj, "".join(self._trail) or ".", depth, None)
        self._met[id(obj)] = met
        children, reason = self._children(view, depth)
        own = redacted(view.text[:LONGEST_TEXT])
        text = own or preview(view, kind, children, reason, self._limits.preview)
        value = self._made(kind, text, view.cut or reason or _why_changed(view.text, own))
        if children:
            value["children"] = children
        if children and not view.text and not static.is_exactly(obj, tuple, frozenset):
            self._met[id(obj)] = met._replace(value=value)
        else:
            # What cannot change is the same wherever it stands, and functions and the like say what they are.
            del self._met[id(obj)]
        return value

    def _children(self, view: View, depth: int) -> tuple[list[NamedValue], str]:
        """What is below an object, and why something is missing there."""
        if view.parts and depth >= self._limits.depth:
            return [], "depth"
        children: list[NamedValue] = []
        secret = secret_parts(view.parts[: self._limits.items])
        for index, (name, part) in enumerate(view.parts[: self._limits.items]):
            if self.allowance.is_used_up():
                return children, "size"
            step = f"[{name}]" if view.joint != "=" or name.isdecimal() else f".{name}"
            children.append(self._part(name, step, part, depth + 1, is_secret=index in secret))
        return children, "length" if len(view.parts) > self._limits.items else ""

    def _made(self, kind: str, text: str, cut: str) -> Value:
        self.allowance.characters -= len(text) + OVERHEAD
        return {"type": kind, "text": text, "cut": cut} if cut else {"type": kind, "text": text}

    def _outline(self, obj: object, kind: str) -> str:
        opening, closing = outline(obj, kind)
        return f"{opening}{ELLIPSIS}{closing}"

    def _exhaustion(self) -> str:
        if self.allowance.is_used_up():
            return "size"
        now = monotonic()
        self._deadline = self._deadline or now + self.allowance.seconds
        return "time" if now > self._deadline else ""


def _says_nothing(obj: object) -> bool:
    """That something is not there, or whether it is, is no secret."""
    return obj is None or obj is True or obj is False


def _said_by(obj: Any) -> list[str]:
    """What a secret would look like where the program has made other text of it."""
    if static.is_of(obj, str):
        return [str.__getitem__(obj, slice(0, LONGEST_TEXT))]
    bases: tuple[Any, ...] = (bytes, bytearray)
    for base in bases:
        if static.is_of(obj, base):
            return [base.__getitem__(obj, slice(0, LONGEST_TEXT)).decode("latin-1")]
    if static.is_exactly(obj, tuple, list):
        items = [each for each in obj[:_FEW] if static.is_exactly(each, str, bytes)]
        return [said for each in items for said in _said_by(each) if looks_made(said)]
    return [int.__repr__(obj)] if type(obj) is int and int.bit_length(obj) < _LONGEST_NUMBER else []


_FEW = 10
"""Items of a list of secrets that are looked for elsewhere."""

_LONGEST_NUMBER = 1000
"""Bits of a secret number; to write a longer one takes its time."""


def _why_changed(text: str, shown: str) -> str:
    if REDACTED in shown and REDACTED not in text:
        return "redacted"
    return "length" if len(shown) < len(text) else ""
