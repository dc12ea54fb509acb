"""What an exception says of itself, without its `__str__` or that of what it was made with."""

from __future__ import annotations

from typing import Any

from . import static
from .listed import shows_only
from .secrets import redacted
from .types.reading import brief

LONGEST = 200
"""Characters of the text of an exception."""

_ARGUMENTS: Any = BaseException.__dict__["args"].__get__


def error_text(error: BaseException) -> str:
    """`KeyError: 'total'`, as the last line of a traceback has it."""
    kind = static.type_name(error)
    arguments = _ARGUMENTS(error)
    if not arguments or shows_only():
        return kind
    texts = [brief(each, LONGEST) for each in arguments[:5]]
    if len(arguments) > 1:
        return f"{kind}: ({', '.join(texts)})"[:LONGEST]
    is_text = static.is_exactly(arguments[0], str) and not static.is_exactly(error, KeyError)
    return f"{kind}: {redacted(arguments[0][:LONGEST]) if is_text else texts[0]}"[:LONGEST]
