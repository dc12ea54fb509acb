"""Renders live objects into bounded plain data, at the hit, without running any code of theirs.

The result is a `Value`: `type` and `text` always, `children` for containers and objects, `cut` with
the reason where something is missing. It holds no reference to the program's objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from time import monotonic
from typing import Any, NotRequired, TypedDict

from . import static
from .limits import Limits
from .preview import ELLIPSIS, SEQUENCES, brackets, joined, preview_part, view_preview
from .redact import is_secret
from .types.known import view_of


class Value(TypedDict):
    """The shape that `server/probes/probe.ts` calls Value."""

    type: str
    text: str
    children: NotRequired[list[NamedValue]]
    cut: NotRequired[str]


class NamedValue(TypedDict):
    """A local variable, an attribute, an item."""

    name: str
    value: Value


class Renderer:
    """Renders the values of one capture within one allowance of nodes and time."""

    __slots__ = ("_deadline", "_limits", "_nodes", "_open")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._nodes = limits.nodes
        self._deadline = 0.0
        """By the monotonic clock; it begins with the first object that has parts."""

        self._open: list[int] = []

    def named(self, name: str, obj: object, depth: int = 0) -> NamedValue:
        """A value under a name; a secret name hides it."""
        if not is_secret(name):
            return {"name": name, "value": self.value(obj, depth)}
        hidden: Value = {"type": static.type_name(obj), "text": "‹redacted›", "cut": "redacted"}
        return {"name": name, "value": hidden}

    def value(self, obj: object, depth: int = 0) -> Value:
        """Any object. Never raises for what the object is or does."""
        self._nodes -= 1
        kind = static.type_name(obj)
        if id(type(obj)) not in _PLAIN:
            viewed = self._viewed(obj, kind, depth)
            if viewed is not None:
                return viewed
        leaf = _leaf(obj, self._limits)
        if leaf is None:
            return self._branch(obj, kind, depth)
        text, cut = leaf
        return {"type": kind, "text": text, "cut": "length"} if cut else {"type": kind, "text": text}

    def _branch(self, obj: object, kind: str, depth: int) -> Value:
        opening, closing = brackets(obj, kind)
        reason = self._reason_to_stop(obj, depth)
        if reason:
            return {"type": kind, "text": f"{opening}{ELLIPSIS}{closing}", "cut": reason}
        self._open.append(id(obj))
        try:
            children, cut = self._children(obj, depth)
        except RuntimeError:
            return {"type": kind, "text": f"{opening}{ELLIPSIS}{closing}", "cut": "changed"}
        finally:
            self._open.pop()
        shown = [preview_part(obj, child) for child in children]
        if type(obj) is tuple and len(shown) == 1 and not cut:
            closing = ",)"
        text = opening + joined(shown, cut, self._limits.preview) + closing
        value: Value = {"type": kind, "text": text, "children": children}
        return {**value, "cut": cut} if cut else value

    def _viewed(self, obj: object, kind: str, depth: int) -> Value | None:
        """An object of a type that people look at, as its view says."""
        reason = self._reason_to_stop(obj, depth)
        view = view_of(obj) if reason in ("", "depth") else None
        if view is None:
            return None
        children: list[NamedValue] = []
        if view.parts and not reason:
            self._open.append(id(obj))
            try:
                children, reason = self._rendered(view.parts, depth)
            finally:
                self._open.pop()
        text = view.text or view_preview(view, kind, children, reason, self._limits.preview)
        value: Value = {"type": kind, "text": text}
        if children:
            value["children"] = children
        cut = view.cut or (reason if view.parts else "")
        return {**value, "cut": cut} if cut else value

    def _rendered(self, parts: Sequence[tuple[str, object]], depth: int) -> tuple[list[NamedValue], str]:
        limit = self._limits.items
        children: list[NamedValue] = []
        for name, part in parts[:limit]:
            if self._nodes <= 0:
                return children, "size"
            children.append(self.named(name, part, depth + 1))
        return children, "length" if len(parts) > limit else ""

    def _reason_to_stop(self, obj: object, depth: int) -> str:
        if id(obj) in self._open:
            return "cycle"
        if depth >= self._limits.depth:
            return "depth"
        if self._nodes <= 0:
            return "size"
        now = monotonic()
        self._deadline = self._deadline or now + self._limits.seconds
        return "time" if now > self._deadline else ""

    def _children(self, obj: object, depth: int) -> tuple[list[NamedValue], str]:
        limit = self._limits.items
        found = list(islice(_parts(obj, limit + 1), limit + 1))
        return self._rendered(found, depth)


def _leaf(obj: object, limits: Limits) -> tuple[str, bool] | None:
    """One-line text of an object without parts, and whether it was cut; None for those with parts."""
    render = _LEAVES.get(id(type(obj)))
    if render is None:
        known = (_LEAVES.get(id(base)) for base in static.mro(type(obj)))
        render = next((each for each in known if each is not None), None)
    return render(obj, limits.text) if render is not None else None


def isinstance_statically(obj: object, base: type) -> bool:
    """`isinstance` without asking `__class__` or a metaclass."""
    return any(cls is base for cls in static.mro(type(obj)))


def _integer(obj: Any, limit: int) -> tuple[str, bool]:
    bits = int.bit_length(obj)
    # Decimal digits of a long number take quadratic time, and beyond 4300 the interpreter refuses.
    return (int.__repr__(obj), False) if bits <= 3 * limit else (f"<int of {bits} bits>", True)


def _string(obj: Any, limit: int) -> tuple[str, bool]:
    cut = str.__len__(obj) > limit
    text = str.__repr__(str.__getitem__(obj, slice(0, limit)))
    return (text + ELLIPSIS, True) if cut else (text, False)


def _bytes(obj: Any, limit: int) -> tuple[str, bool]:
    base = bytearray if isinstance_statically(obj, bytearray) else bytes
    cut = base.__len__(obj) > limit
    text = base.__repr__(base.__getitem__(obj, slice(0, limit)))
    return (text + ELLIPSIS, True) if cut else (text, False)


def _fixed(text: Callable[[Any], str]) -> Callable[[Any, int], tuple[str, bool]]:
    return lambda obj, _limit: (text(obj), False)


_LEAVES_BY_TYPE: dict[type, Callable[[Any, int], tuple[str, bool]]] = {
    type(None): _fixed(repr),
    bool: _fixed(repr),
    int: _integer,
    float: _fixed(float.__repr__),
    str: _string,
    bytes: _bytes,
    bytearray: _bytes,
    complex: _fixed(complex.__repr__),
    type(Ellipsis): _fixed(repr),
    type(NotImplemented): _fixed(repr),
}

_LEAVES = {id(base): render for base, render in _LEAVES_BY_TYPE.items()}
"""By identity, because looking a class up by its hash would ask its metaclass."""

_PLAIN = frozenset(_LEAVES) | {id(base) for base in (list, tuple, dict, set, frozenset)}
"""Classes that are what they are; only of others there may be a view."""


def _parts(obj: Any, count: int) -> Iterator[tuple[str, object]]:
    """The named parts of a container or object, at most `count` of a container."""
    if isinstance_statically(obj, dict):
        yield from ((_key(key), item) for key, item in static.first_items(obj, count))
    for base in SEQUENCES:
        if isinstance_statically(obj, base):
            yield from ((str(i), item) for i, item in enumerate(list(islice(base.__iter__(obj), count))))
    if isinstance_statically(obj, BaseException):
        yield "args", BaseException.args.__get__(obj)  # type: ignore[attr-defined]
    attributes = static.instance_dict(obj)
    if attributes:
        yield from ((_key(key, bare=True), item) for key, item in static.first_items(attributes, count))
    yield from static.slots(obj)


def _key(key: object, *, bare: bool = False) -> str:
    """A dictionary's key as a name: keys of simple types by their text, others by their type."""
    if bare and type(key) is str:
        return key[:80]
    leaf = _leaf(key, _KEY_LIMITS)
    return leaf[0] if leaf else f"<{static.type_name(key)}>"


_KEY_LIMITS = Limits(text=80)
