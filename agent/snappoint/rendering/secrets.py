"""Takes secrets out of a text, wherever they stand.

They are told by their looks, by the name before them, by the command that they are given to, by a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from . import announced, commands, looks, prose
from .redact import REDACTED

LOOK_AHEAD = 300
"""Characters behind the end of a shortened text that are looked at, since a secret may begin before it."""

SHORTEST = 8
"""Characters; in less there is no secret that could be told by its looks."""

_BY = (looks, announced, commands, prose)


def redacted(text: str) -> str:
    """The text without the secrets in it."""
    for pattern in _own_patterns:
        text = pattern.sub(REDACTED, text)
    if len(text) < SHORTEST:
        return text
    for way in _BY:
        text = way.without(text)
    return text


_own_patterns: list[re.Pattern[str]] = []


def use_patterns(patterns: Iterable[re.Pattern[str]]) -> None:
    """Patterns of the program's owner, beside those here."""
    _own_patterns[:] = patterns
