"""Keys of mappings as names of parts."""

from __future__ import annotations

from .. import static
from .reading import attributes, brief, text_of

_LONGEST_TUPLE = 4


def key_name(key: object) -> str:
    """Plain keys by their text, tuples of such by theirs; others by their type."""
    if type(key) is tuple and 0 < len(key) <= _LONGEST_TUPLE:
        inner = ", ".join(brief(each, 40) for each in key)
        return f"({inner}{',' * (len(key) == 1)})"
    return _member_name(key) or brief(key)


def _member_name(key: object) -> str:
    """`Color.RED`, for a member of an enum."""
    if static.held(type(key), "_member_map_") is None:
        return ""
    name = text_of(attributes(key).get("_name_"))
    return f"{static.type_name(key)}.{name}" if name else ""
