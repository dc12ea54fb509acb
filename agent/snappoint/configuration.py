"""What the program's owner wants withheld: read once, when the first server comes.

`SNAPPOINT_REDACT` holds names with commas between; `SNAPPOINT_CONFIG` is the path of a TOML file:

    [redact]
    names = ["internal_note"]        # parts of names, any case and separators
    allow = ["token_name"]           # names that are never withheld
    types = ["shop.models.Card"]     # classes, and those derived from them
    patterns = ['CUST-\\d{8}']        # regular expressions; what matches is withheld
    [capture]
    only = ["order.*", "total"]      # nothing else is shown

When anything is wrong in it, nothing is shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .rendering.redact import Rules, simplified, use
from .rendering.secrets import use_patterns

LONGEST_PATTERN = 500
MOST_ENTRIES = 1000

_KEYS = {"redact": ("names", "allow", "types", "patterns"), "capture": ("only",)}


class Configuration(NamedTuple):
    """What was read. `problem` is a sentence, or empty."""

    rules: Rules
    patterns: tuple[re.Pattern[str], ...] = ()
    problem: str = ""


def apply(environment: Mapping[str, str]) -> str:
    """Reads the configuration and makes it hold. Returns what is wrong with it, or nothing."""
    found = read(environment)
    use(found.rules)
    use_patterns(found.patterns)
    return found.problem


def read(environment: Mapping[str, str]) -> Configuration:
    """Never raises: what cannot be read means that nothing is shown."""
    path = environment.get("SNAPPOINT_CONFIG", "")
    try:
        tables = _load(path) if path else {}
        return _configured(tables, environment.get("SNAPPOINT_REDACT", ""))
    except (OSError, ValueError, re.error) as error:
        reason = f"nothing is shown, because of {path or 'SNAPPOINT_REDACT'}: {error}"
        return Configuration(Rules(only=()), (), reason)


def _load(path: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most programs have no such file

    with open(path, "rb") as stream:
        return tomllib.load(stream)


def _configured(tables: dict[str, Any], names: str) -> Configuration:
    for table, entries in tables.items():
        for key in entries if isinstance(entries, dict) else ():
            if key not in _KEYS.get(table, ()):
                raise ValueError(f"{table}.{key} is not known")
        if table not in _KEYS or not isinstance(entries, dict):
            raise ValueError(f"[{table}] is not known")
    more = [name for name in names.split(",") if name.strip()]
    only = _texts(tables, "capture", "only") if "only" in tables.get("capture", {}) else None
    rules = Rules(
        names=tuple(filter(None, map(simplified, (*_texts(tables, "redact", "names"), *more)))),
        allowed=frozenset(map(simplified, _texts(tables, "redact", "allow"))),
        types=frozenset(_texts(tables, "redact", "types")),
        only=only,
    )
    return Configuration(rules, tuple(map(_pattern, _texts(tables, "redact", "patterns"))))


def _texts(tables: dict[str, Any], table: str, key: str) -> tuple[str, ...]:
    found = tables.get(table, {}).get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ValueError(f"{table}.{key} is not a list of texts")
    if len(found) > MOST_ENTRIES:
        raise ValueError(f"{table}.{key} has more than {MOST_ENTRIES} entries")
    return tuple(found)


def _pattern(text: str) -> re.Pattern[str]:
    if len(text) > LONGEST_PATTERN:
        raise ValueError(f"a pattern of more than {LONGEST_PATTERN} characters")
    pattern = re.compile(text)
    if pattern.match("") is not None:
        raise ValueError(f"the pattern {text!r} matches everything")
    return pattern
