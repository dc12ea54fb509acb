"""What a frame of the program shows: its local variables and the stack below it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import CodeType, FrameType
from typing import TypedDict

from ..behaviour import READING_LOCALS_LEAVES_A_DICT
from .limits import Limits
from .values import NamedValue, Renderer

CO_OPTIMIZED = 0x1
"""The flag of code whose locals are slots, not a dictionary; from `inspect`, which is slow to import."""

SHARES_LOCALS = frozenset({"locals", "vars", "eval", "exec", "dir"})
"""A function that names one of these may hold the very dictionary that reading would refresh."""

REWRITTEN_BY_PYTEST = "@py_builtins"
"""In functions whose assertions pytest has rewritten, it is pytest that asks for `locals()`, and it holds
nothing of them."""


class Frame(TypedDict):
    """One level of the stack; `line` is 1-based."""

    function: str
    file: str
    line: int


def variables(frame: FrameType) -> dict[str, object] | None:
    """The frame's local variables, free variables included; None when they cannot be read without changing
    what the program sees."""
    leaves_a_dict = READING_LOCALS_LEAVES_A_DICT and bool(frame.f_code.co_flags & CO_OPTIMIZED)
    if leaves_a_dict and _may_hold_its_locals(frame.f_code):
        return None
    values = frame.f_locals
    found = {name: values[name] for name in list(values)}
    if leaves_a_dict:
        values.clear()
    return found


def local_values(frame: FrameType, names: dict[str, object] | None, limits: Limits) -> list[NamedValue]:
    """What `variables` of the frame has found, rendered; the compiler's own are left out."""
    if names is None:
        return [_unread()]
    in_function = bool(frame.f_code.co_flags & CO_OPTIMIZED)
    shown = [named for named in names.items() if _is_shown(named[0], in_function)]
    return Renderer(limits).all_named(shown[: limits.names])


def stack_of(frame: FrameType | None, limit: int) -> list[Frame]:
    """The frame and those that called it, up to `limit`."""
    return [
        {"function": f.f_code.co_qualname, "file": f.f_code.co_filename, "line": f.f_lineno}
        for f in islice(_callers(frame), limit)
    ]


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _may_hold_its_locals(code: CodeType) -> bool:
    names = code.co_names
    return not SHARES_LOCALS.isdisjoint(names) and REWRITTEN_BY_PYTEST not in names


def _is_shown(name: str, in_function: bool) -> bool:
    """Names that no source can spell are the compiler's (`.0`) or pytest's (`@py_assert1`); a module's
    namespace holds many that say nothing."""
    return name[0] not in ".@" and (in_function or name[:2] != "__")


def _unread() -> NamedValue:
    text = "not read: the function uses locals(), which reading would change before Python 3.13"
    return {"name": "locals()", "value": {"type": "dict", "text": text, "cut": "unreadable"}}
