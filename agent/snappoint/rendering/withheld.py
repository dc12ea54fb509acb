"""Takes what was withheld under a name out of everything else that a capture says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .leaves import ELLIPSIS
from .prose import looks_made
from .redact import REDACTED
from .secrets import redacted
from .types.view import LONGEST_TEXT
from .value import NamedValue, Value

_SHORTEST = 5
"""Characters; shorter ones stand in too many texts by chance."""


def forms_of(withheld: Iterable[str]) -> list[str]:
    """How withheld texts may stand in others: as they are, and as they are written between quotes."""
    forms = {form for secret in withheld for form in (secret, repr(secret)[1:-1])}
    return sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True)


def told_by(obj: object) -> list[str]:
    """What was taken out of a text, as far as it is nothing that other texts have by chance."""
    if type(obj) is not str:
        return []
    text = obj[:LONGEST_TEXT]
    found, at = [], 0
    *kept, last = redacted(text).split(REDACTED)
    for index, piece in enumerate([*kept[1:], last]):
        start = at + len(kept[index])
        at = text.find(piece, start) if piece else len(text)
        found.append(text[start:at])
    return [piece for piece in found if looks_made(piece)]


def without(named: list[NamedValue], forms: Sequence[str]) -> list[NamedValue]:
    """The same values without these texts."""
    if not forms:
        return named
    return [
        {"name": text_without(one["name"], forms), "value": value_without(one["value"], forms)}
        for one in named
    ]


def value_without(value: Value, forms: Sequence[str]) -> Value:
    """The same for one value."""
    text = text_without(value["text"], forms)
    made: Value = {**value, "text": text}
    if text != value["text"]:
        made["cut"] = "redacted"
    if "children" in value:
        made["children"] = without(value["children"], forms)
    return made


def text_without(text: str, forms: Sequence[str]) -> str:
    """The same for one text."""
    for form in forms:
        text = text.replace(form, REDACTED)
        if ELLIPSIS in text:
            *cut, rest = text.split(ELLIPSIS)
            text = ELLIPSIS.join([*(_without_beginning(piece, form) for piece in cut), rest])
    return text


def _without_beginning(text: str, form: str) -> str:
    """What was cut off may have been the rest of a secret."""
    core = text.rstrip("'\"")
    for length in range(min(len(form), len(core)), _SHORTEST - 1, -1):
        if core.endswith(form[:length]):
            return core[:-length] + REDACTED
    return text
