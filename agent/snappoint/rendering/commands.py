"""Secrets that commands are given by options of one letter: `mysql -psecret`, `curl -u ann:secret`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .announced import extent_at
from .redact import REDACTED


class _Option(NamedTuple):
    letter: str
    attached: bool = False
    """Whether the secret follows the letter at once, and in no other way."""

    behind: str = ""
    """The sign before the secret in the option's value: what comes before is a user's name."""


_PASSWORD = _Option("p")
_ATTACHED = _Option("p", attached=True)
_SHOUTED = _Option("P")

_OPTIONS = {
    **dict.fromkeys(("mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlshow", "mycli"), _ATTACHED),
    **dict.fromkeys(
        ("mariadb", "mariadb-dump", "mariadb-admin", "7z", "7za", "7zz", "rar", "unrar"), _ATTACHED
    ),
    **dict.fromkeys(
        ("sshpass", "mongo", "mongosh", "mongodump", "mongorestore", "twine", "influx"), _PASSWORD
    ),
    **dict.fromkeys(
        ("sqlcmd", "bcp", "zip", "unzip", "mosquitto_pub", "mosquitto_sub", "ipmitool"), _SHOUTED
    ),
    **dict.fromkeys(("ldapsearch", "ldapadd", "ldapmodify", "ldappasswd", "ldapwhoami"), _Option("w")),
    **dict.fromkeys(("curl", "http", "https"), _Option("u", behind=":")),
    **dict.fromkeys(("smbclient", "rpcclient"), _Option("U", behind="%")),
    "redis-cli": _Option("a"),
}

_PROGRAM = re.compile(
    rf"(?<![\w.-])({'|'.join(map(re.escape, _OPTIONS))})(?:\.exe)?(?=['\"]?,?\s)[^\n|;]{{0,500}}"
)

_LETTERS = {
    option: re.compile(
        rf"""(?<![^\s'"`])(?:-{option.letter}|--user(?=[\s=]))(?P<gap>['"]?,?\s{{1,3}}['"]?|=)?(?!-)(?=\S)"""
    )
    for option in set(_OPTIONS.values())
}

_HINTS = re.compile(r"""[\s'"]-(?:[pPwuUa]|-user)""")


def without(text: str) -> str:
    """The text without what its commands are given."""
    if _HINTS.search(text) is None:
        return text
    pieces, at = [], 0
    for program in _PROGRAM.finditer(text):
        option = _OPTIONS[program[1]]
        for match in _LETTERS[option].finditer(text, program.end(1), program.end()):
            if match.start() < at or (option.attached and match["gap"]):
                continue
            start, end = _secret_of(text, option, *extent_at(text, match.end()))
            if start < end:
                pieces += [text[at:start], REDACTED]
                at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _secret_of(text: str, option: _Option, start: int, end: int) -> tuple[int, int]:
    if not option.behind:
        return start, end
    found = text.find(option.behind, start, end)
    return (found + 1, end) if found >= 0 else (end, end)


def secret_arguments(arguments: Sequence[str]) -> dict[int, int]:
    """Which of a command's arguments are secrets, each with the index of its first character that is one."""
    found: dict[int, int] = {}
    option: _Option | None = None
    for index, argument in enumerate(arguments):
        begun = _OPTIONS.get(argument.rpartition("/")[2].removesuffix(".exe"))
        if begun is not None:
            option = begun
        elif option is not None:
            start = _start_in(arguments, index, option)
            if start is not None and start < len(argument):
                found[index] = start
    return found


def _start_in(arguments: Sequence[str], index: int, option: _Option) -> int | None:
    argument, before = arguments[index], arguments[index - 1]
    switch = f"-{option.letter}"
    if before == switch and not option.attached and not argument.startswith("-"):
        start = 0
    elif argument.startswith(switch) and argument != switch:
        start = len(switch)
    else:
        return None
    if not option.behind:
        return start
    return argument.find(option.behind, start) + 1 or None
