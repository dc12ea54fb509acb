"""Secrets that are told by the name before them in a text: `password=…`, `"api_key": "…"`, `--token …`,
`<pin>…`, `("cookie", "…")`.

Here, too, the time is in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .redact import REDACTED, is_withheld_by_name

Extent = tuple[int, int]
"""Where in a text a value begins and ends."""

_NAME = re.compile(
    r"""(?:(?<![\w.])|(?<=%[0-9A-Fa-f]{2})|(?<=%25[0-9A-Fa-f]{2}))(?P<name>[^\W\d][\w.-]{1,60}+)"""
    r"""(?:\]|\[\]|%5[BD]){0,3}(?:\\{0,15}['"]|(?:%(?:25)?5C){0,15}%(?:25)?22)?(?:\s|\+|%(?:25)?20){0,3}"""
    r"""(?:[=:]=?>?|%(?:25)?3[DdAa])(?:\s|\+|%(?:25)?20){0,3}(?!//)"""
)

_OPTION = re.compile(r"""(?<![^\s'"`])--?(?P<name>[A-Za-z][\w-]{1,60}+)\s{1,3}(?!-)""")

_ELEMENT = re.compile(r"""<(?P<name>[A-Za-z_][\w:.-]{1,60}+)(?:\s[^<>]{0,300}+)?>(?:<!\[CDATA\[)?""")

_PAIR = re.compile(
    r"""[(\[]\s{0,3}b?\\{0,15}['"](?P<name>[\w.-]{2,60}+)\\{0,15}['"],\s{0,3}(?=b?\\{0,15}['"])"""
)

_ROLES = re.compile(
    r"""(?<![A-Za-z0-9])(?:[nN]ame|[kK]ey|[hH]eader|[fF]ield|[oO]ption|[sS]etting|[vV]ariable)\\{0,15}['"]?\s{0,3}[:=]\s{0,3}"""
    r"""\\{0,15}['"](?P<name>[\w.-]{2,60}+)\\{0,15}['"](?:\s{0,3},?\s{0,3}\\{0,15}['"]?[vVdDcC](?:alue|al|ata|ontent|efault)"""
    r"""\\{0,15}['"]?\s{0,3}[:=]\s{0,3}|\s{0,3}>|(?:\r?\n[\w-]{1,40}:[^\r\n]{0,200}+){0,3}(?:\r?\n){2})"""
)

_BLOCK = re.compile(
    r"""(?m)^(?P<indent>[ \t]{0,40}+)["']?(?P<name>[\w.-]{2,60}+)["']?:[ \t]*+(?:[|>][+-]?)?[ \t]*+\r?\n"""
)
"""A name of YAML's whose value are the lines below it that stand further to the right, or make a list."""

_OPENING = re.compile(
    r"""[bBrRuUfF]{0,2}(\\{0,15}(?:\"{3}|'{3})|\\{0,15}["'`]|(?:%(?:25)?5C){0,15}%(?:25)?22)(?![,}\])](?:[\s,}\])]|\Z))"""
)

_BARE = re.compile(
    r"""[^\s'"&;,<>()\[\]{}\\%][^\s'"&;,<>)\]}\\%]*+(?:%(?!(?:25)?(?:22|26|2C|7D))[^\s'"&;,<>)\]}\\%]*+)*+"""
)

_LINE = re.compile(r"""[^\r\n'"&;,<>()\[\]{}\\]++""")

_BRACKETS = re.compile(r"""\\.|(?P<open>[\[({])|(?P<shut>[\])}])|"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'""")

_TEXT = re.compile(r"[^<]++")

_SAYS_NOTHING = re.compile(
    r"(?:none|null|nil|true|false|yes|no|required|optional|invalid|missing|empty|\*+|(?:typing\.)?optional\[\w+\]"
    r"|str|bytes|string|secretstr)\Z",
    re.IGNORECASE,
)
"""Whether there is a secret is none, nor of which type it is."""

_HINTS = re.compile(r"""[=:]|%3[dDaA]|%253|-\w+\s|</|['"],\s{0,3}b?\\{0,15}['"]""")
"""What any text has that has such a secret in it."""


def without(text: str) -> str:
    """The text without what stands behind a secret name."""
    if _HINTS.search(text) is not None:
        for sign, pattern, extent in _ANNOUNCED:
            if sign in text:
                text = _without(text, pattern, extent)
    return text


def extent_at(text: str, at: int) -> Extent:
    """The value that begins here: between quotes, within brackets, or up to what separates values."""
    opening = _OPENING.match(text, at)
    if opening is not None:
        return opening.end(), _end_of_quoted(text, opening.end(), opening[1])
    if text[at : at + 1] in tuple("[({"):
        return at, _behind_brackets(text, at)
    bare = _BARE.match(text, at)
    if bare is None:
        return at, at
    last = bare.end() - 1
    if text[last] in "([{":
        # What looks like a call is one value: `Secret('…')`.
        return at, _behind_brackets(text, last)
    is_closed = text[last + 1 : last + 2] in tuple(")]}") and any(sign in bare[0] for sign in "([{")
    return at, bare.end() + is_closed


def says_nothing(value: str) -> bool:
    """Whether it is withheld already, or no secret in spite of the name."""
    return value.startswith(REDACTED) or _SAYS_NOTHING.match(value) is not None


def _without(text: str, pattern: re.Pattern[str], extent: Callable[[str, re.Match[str]], Extent]) -> str:
    pieces, at = [], 0
    for match in pattern.finditer(text):
        if match.start() < at or not is_withheld_by_name(match["name"]):
            continue
        start, end = extent(text, match)
        if start < end and not says_nothing(text[start:end]):
            pieces += [text[at:start], REDACTED]
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _end_of_quoted(text: str, at: int, quote: str) -> int:
    """A quote that has other backslashes before it than the first one is a part of the value."""
    found = re.compile(rf"(?<!\\)(?<!%5C){re.escape(quote)}", re.IGNORECASE).search(text, at)
    return found.start() if found else len(text)


def _behind_brackets(text: str, at: int) -> int:
    depth = 0
    for found in _BRACKETS.finditer(text, at):
        depth += (found["open"] is not None) - (found["shut"] is not None)
        if depth == 0 and found["shut"]:
            return found.end()
    return len(text)


def _assigned(text: str, match: re.Match[str]) -> Extent:
    start, end = extent_at(text, match.end())
    is_line = match[0].rstrip().endswith(":") and text[match.start() - 1 : match.start()] in ("", "\n")
    if is_line and start == match.end() < end and text[start] not in "[({":
        # A line of a file or of a report, in which a secret may be several words.
        line = _LINE.match(text, start)
        return start, max(end, line.end() if line else end)
    return start, end


def _behind(text: str, match: re.Match[str]) -> Extent:
    return extent_at(text, match.end())


def _in_element(text: str, match: re.Match[str]) -> Extent:
    found = _TEXT.match(text, match.end())
    return match.end(), found.end() if found else match.end()


def _in_pair(text: str, match: re.Match[str]) -> Extent:
    """Only of two: among more, it may be one of the names of columns."""
    start, end = extent_at(text, match.end())
    is_last = re.compile(r"""\\{0,15}['"]\s{0,3},?\s{0,3}[)\]]|\Z""").match(text, end)
    return (start, end) if is_last else (start, start)


def _in_block(text: str, match: re.Match[str]) -> Extent:
    line = re.compile(rf"{match['indent']}(?:[ \t]|- )[^\n]*+\n?")
    end = match.end()
    while found := line.match(text, end):
        end = found.end()
    return match.end(), end


_ANNOUNCED: list[tuple[str, re.Pattern[str], Callable[[str, re.Match[str]], Extent]]] = [
    ("\n", _BLOCK, _in_block),
    ("", _ROLES, _behind),
    (",", _PAIR, _in_pair),
    ("", _NAME, _assigned),
    ("-", _OPTION, _behind),
    ("<", _ELEMENT, _in_element),
]
