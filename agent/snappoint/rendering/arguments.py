"""A program's command line without the secrets in it: every server, and `ps`, shows it."""

from __future__ import annotations

from collections.abc import Iterable

from .redact import REDACTED, is_withheld_by_name

_SUSPICIOUS = 20
"""Shorter arguments have no secret that could be told by its looks, if there is no sign in them."""


def without_secrets(arguments: Iterable[str]) -> list[str]:
    """Replaces what stands behind `--password`, and what looks like a secret."""
    shown: list[str] = []
    before = ""
    for argument in arguments:
        follows = before.startswith("-") and "=" not in before and is_withheld_by_name(before)
        shown.append(REDACTED if follows and not argument.startswith("-") else _without(argument))
        before = argument
    return shown


def _without(argument: str) -> str:
    if len(argument) < _SUSPICIOUS and not any(sign in argument for sign in "=:"):
        return argument
    # Imported when it is needed: a program with few arguments starts faster.
    from .secrets import redacted  # noqa: PLC0415

    return redacted(argument)
