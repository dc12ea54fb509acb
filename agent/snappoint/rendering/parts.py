"""Which parts of an object are secrets because of the parts beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import static
from .commands import secret_arguments
from .prose import looks_made
from .redact import is_withheld_by_name
from .secrets import redacted

Parts = Sequence[tuple[str, object]]

_NAMING = frozenset(("name", "key", "header", "field", "option", "setting", "variable"))
"""What the name of something is kept under, beside it."""

_NAMED = frozenset(("value", "val", "data", "content", "default"))


def secret_parts(parts: Parts) -> frozenset[int]:
    """The value of a header's pair, what follows `--password`, the `value` beside a `name`, what a command
    is given, and what stands in for the gaps of a message that tells a secret."""
    if len(parts) < 2:
        return frozenset()
    names = [name for name, _ in parts]
    if names[0] == "0":
        texts = [_text(obj) for _, obj in parts]
        announced = {index for index in range(1, len(texts)) if _announces(texts, index - 1)}
        return frozenset(announced | set(secret_arguments(texts)))
    return frozenset(_named_elsewhere(parts) | _filled_in(dict(parts), names))


def _text(obj: object) -> str:
    """A short text; empty for anything else, since only such are names."""
    if not static.is_exactly(obj, str, bytes) or not 0 < len(obj) < static.LONGEST_NAME:  # type: ignore[arg-type]
        return ""
    return obj if type(obj) is str else obj.decode("latin-1")  # type: ignore[attr-defined]


def _announces(texts: Sequence[str], index: int) -> bool:
    name, value = texts[index : index + 2]
    if not name or "=" in name or not is_withheld_by_name(name):
        return False
    return len(texts) == 2 or name[0] == "-" or looks_made(value)


def _named_elsewhere(parts: Parts) -> set[int]:
    roles = [name.strip("b'_").lower() for name, _ in parts]
    named = [_text(obj) for role, (_, obj) in zip(roles, parts, strict=True) if role in _NAMING]
    if not any("=" not in name and is_withheld_by_name(name) for name in named if name):
        return set()
    return {index for index, role in enumerate(roles) if role in _NAMED}


_GAP = re.compile(r"%(?:\(\w+\))?[-#0 +]{0,5}\d{0,5}(?:\.\d{1,5})?[sdraifgx]")

_FILLED = "q7Zk40Wx9"
"""Stands in for what a gap is filled with; looks like a secret where one may be."""

_LONGEST_MESSAGE = 2000


def _filled_in(parts: dict[str, object], names: Sequence[str]) -> set[int]:
    """The `args` of a log record whose `msg` has a gap where a secret belongs."""
    message = parts.get("msg")
    if type(message) is not str or "args" not in parts or "%" not in message:
        return set()
    filled, gaps = _GAP.subn(_FILLED, message[:_LONGEST_MESSAGE])
    return {names.index("args")} if redacted(filled).count(_FILLED) < gaps else set()
