"""What a frame of the program shows: its local variables."""

from __future__ import annotations

from sys import getrefcount
from types import CodeType, FrameType

from ..behaviour import READING_LOCALS_LEAVES_A_DICT
from ..rendering import static
from ..rendering.allowance import Allowance
from ..rendering.keeping import Named, kept
from ..rendering.limits import Limits
from ..rendering.value import NamedValue

CO_OPTIMIZED = 0x1
"""The flag of code whose locals are slots, not a dictionary; from `inspect`, which is slow to import."""

SHARES_LOCALS = frozenset({"locals", "vars", "eval", "exec", "dir"})
"""A function that names one of these may hold the very dictionary that reading would refresh."""

REWRITTEN_BY_PYTEST = "@py_builtins"
"""In functions whose assertions pytest has rewritten, it is pytest that asks for `locals()`, and it holds
nothing of them."""

MOST_NAMES = 5000
"""Of a namespace that is a dictionary: a module's, a class's."""

_HOLDERS_OF_LOCALS = 3
"""The frame, who has read them, and the call that asks. With more the program, or a tool, keeps what it has
read of a frame from outside."""

_UNSPELLABLE = (".", "@")
"""Names that no source can spell begin with these: the compiler's (`.0`) and pytest's (`@py_assert1`)."""


def variables(frame: FrameType) -> dict[str, object] | None:
    """The frame's local variables, free variables included; None when they cannot be read without changing
    what the program sees."""
    code = frame.f_code
    if not code.co_flags & CO_OPTIMIZED:
        # The body of a class may fill a mapping of the program's, or of a metaclass's.
        namespace: object = frame.f_locals
        items = static.first_items(namespace, MOST_NAMES) if static.is_of(namespace, dict) else []  # type: ignore[arg-type]
        return {name: value for name, value in items if type(name) is str and name}
    if not READING_LOCALS_LEAVES_A_DICT:
        return frame.f_locals.copy()
    if _may_hold_its_locals(code):
        return None
    values = frame.f_locals
    found = values.copy()
    if getrefcount(values) <= _HOLDERS_OF_LOCALS:
        values.clear()
    return found


def local_values(
    frame: FrameType, names: dict[str, object] | None, limits: Limits, allowance: Allowance
) -> list[Named]:
    """What `variables` of the frame has found, within the limits; without those that no source can spell,
    and without those of a module's namespace that say nothing."""
    if names is None:
        return [_unread()]
    in_function = bool(frame.f_code.co_flags & CO_OPTIMIZED)
    shown = [
        named
        for named in names.items()
        if (name := named[0])[0] not in _UNSPELLABLE and (in_function or name[:2] != "__")
    ]
    return kept(shown[: limits.names], limits, allowance)


def _may_hold_its_locals(code: CodeType) -> bool:
    names = code.co_names
    return not SHARES_LOCALS.isdisjoint(names) and REWRITTEN_BY_PYTEST not in names


def _unread() -> NamedValue:
    text = "not read: the function uses locals(), which reading would change before Python 3.13"
    return {"name": "locals()", "value": {"type": "dict", "text": text, "cut": "unreadable"}}
