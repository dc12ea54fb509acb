"""What the program's owner wants withheld, allows, and wants recorded: read when the first server comes.

`SNAPPOINT_REDACT` holds names with commas between, `SNAPPOINT_POLICY` `off` or a table such as
`{kinds = ["count"]}`, `SNAPPOINT_AUDIT` a path; `SNAPPOINT_CONFIG` is the path of a TOML file:

    [redact]
    names = ["internal_note"]        # parts of names, any case and separators
    allow = ["token_name"]           # names that are never withheld
    types = ["shop.models.Card"]     # classes, and those derived from them
    patterns = ['CUST-\\d{8}']        # regular expressions; what matches is withheld
    [capture]
    only = ["order.*", "total"]      # nothing else is shown
    [policy]                         # see policy.py
    paths = ["/srv/shop"]
    [audit]
    file = "/var/log/snappoint.jsonl"

When anything is wrong in it, nothing is shown at all; when it is the policy, or the file can't be read,
nothing can be asked for either.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .policy import ANYTHING, Policy, policy_of
from .rendering.redact import Rules, simplified, use
from .rendering.secrets import use_patterns

LONGEST_PATTERN = 500
MOST_ENTRIES = 1000

_KEYS = {"redact": ("names", "allow", "types", "patterns"), "capture": ("only",), "audit": ("file",)}


class Configuration(NamedTuple):
    """What was read. `problem` is a sentence, or empty."""

    rules: Rules
    patterns: tuple[re.Pattern[str], ...] = ()
    problem: str = ""
    policy: Policy = ANYTHING
    audit: str = ""


NOTHING_SAID = Configuration(Rules())


def apply(environment: Mapping[str, str]) -> Configuration:
    """Reads the configuration and makes it hold for what is shown."""
    found = read(environment)
    use(found.rules)
    use_patterns(found.patterns)
    return found


def is_off(environment: Mapping[str, str]) -> bool:
    """Whether the owner wants no agent at all."""
    said = environment.get("SNAPPOINT_POLICY") or environment.get("SNAPPOINT_CONFIG")
    return bool(said) and read(environment).policy.off


def read(environment: Mapping[str, str]) -> Configuration:
    """Never raises: what cannot be read means that nothing is shown, or that nothing can be asked for."""
    path = environment.get("SNAPPOINT_CONFIG", "")
    word = environment.get("SNAPPOINT_POLICY", "")
    try:
        tables = _load(path) if path else {}
        policy = _policy(tables.pop("policy", {}), word)
        audit = _audit(tables, environment)
    except (OSError, ValueError) as error:
        reason = f"nothing can be asked for, because of {path or 'SNAPPOINT_POLICY'}: {error}"
        return Configuration(Rules(only=()), (), reason, Policy(problem=reason))
    try:
        rules, patterns = _redaction(tables, environment.get("SNAPPOINT_REDACT", ""))
    except (ValueError, re.error) as error:
        reason = f"nothing is shown, because of {path or 'SNAPPOINT_REDACT'}: {error}"
        return Configuration(Rules(only=()), (), reason, policy, audit)
    return Configuration(rules, patterns, "", policy, audit)


def _policy(table: object, word: str) -> Policy:
    """The environment's words come before the file's."""
    if not isinstance(table, dict):
        raise ValueError("[policy] is not a table")
    said = {"off": True} if word.strip() == "off" else _parse(f"policy = {word}")["policy"] if word else {}
    if not isinstance(said, dict):
        raise ValueError("SNAPPOINT_POLICY is neither off nor a table such as {kinds = ['count']}")
    return policy_of({**table, **said})


def _audit(tables: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    table = tables.get("audit", {})
    file = environment.get("SNAPPOINT_AUDIT") or (table.get("file", "") if isinstance(table, dict) else None)
    if not isinstance(file, str) or (file and not file.startswith(("/", "~/"))):
        raise ValueError("audit.file is not an absolute path")
    return os.path.expanduser(file)


def _load(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as stream:
        return _parse(stream.read())


def _parse(text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most programs have no such text

    return tomllib.loads(text)


def _redaction(tables: dict[str, Any], names: str) -> tuple[Rules, tuple[re.Pattern[str], ...]]:
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
    return rules, tuple(map(_pattern, _texts(tables, "redact", "patterns")))


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
