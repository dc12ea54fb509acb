"""Secrets that are told by what they look like, wherever they stand in a text.

Every pattern takes time in proportion to the text: a match can begin only where a word does, and what may
repeat does not give back (`++`) or is short.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .redact import REDACTED, is_withheld_by_name

LOOK_AHEAD = 300
"""Characters behind the end of a shortened text that are looked at, since a secret may begin before it."""

_KEY = r"""(?x)(?<![\w-])(?:
    eyJ[\w-]{8,}+ (?:\.[\w-]*+){0,2}
    | (?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{12,}+
    | gh[pousr]_\w{16,}+ | github_pat_\w{16,}+ | glpat-[\w-]{16,}+
    | xox[abeoprs]-[\w-]{8,}+ | xapp-[\w-]{8,}+
    | [rsp]k_(?:live|test)_\w{8,}+ | whsec_\w{8,}+ | sk-[\w-]{16,}+
    | AIza[\w-]{30,}+ | ya29\.[\w-]{8,}+ | GOCSPX-[\w-]{8,}+
    | npm_\w{20,}+ | pypi-[\w-]{16,}+ | hf_\w{16,}+ | dop_v1_\w{16,}+ | shpat_\w{16,}+
    | SG\.[\w-]{8,}+\.[\w-]{8,}+
    | hooks\.slack\.com/services/[\w/]{8,}+ | (?:bot)?\d{8,10}:AA[\w-]{30,}+
    | AGE-SECRET-KEY-1\w{16,}+ | SK[0-9a-f]{32} | key-[0-9a-f]{32}
)"""

_PRIVATE_KEY = (
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]{0,40}KEY(?: BLOCK)?-----|\Z)"
)

_SCHEME = r"(?<!\w)((?i:bearer|basic)\s{1,3})((?=[\w.~+/-]{0,60}[0-9A-Z=_])[\w.~+/=-]{8,}+)"

_USER_INFO = r"""((?<![\w+.-])[A-Za-z][\w+.-]{0,30}+://[^\s/@:'"]{0,200}+:)([^\s/'"]{1,200}(?=@))"""

_HEADER = (
    r"""(?i)(?<!\w)((?:proxy-)?authorization|(?:set-)?cookie)(['"]?\s{0,3}[:=]\s{0,3}['"]?)([^\r\n'"]++)"""
)

_SIGNATURE = r"""(?i)([?&](?:[\w.-]{0,40}signature|sig)=)([^\s&#'"]++)"""

_NAME = re.compile(
    r"""(?:(?<![\w.])|(?<=%5B))([A-Za-z_][\w.-]{1,60}+)(?:\]|%5D)?\\?['"]?\s{0,3}"""
    r"""(?:=>?|:=?|%3[DdAa])\s{0,3}(?P<quote>\\?['"])?(?!//)"""
)

_OPTION = re.compile(r"""(?<![^\s'"`])--?([A-Za-z][\w-]{1,60}+)\s{1,3}(?!-)(?P<quote>['"])?""")

_ELEMENT = re.compile(r"""<([A-Za-z_][\w:.-]{1,60}+)(?:\s[^<>]{0,300}+)?(?P<quote>>)""")

_ENDS = {
    None: re.compile(r"""[^\s'"&;,<>()\[\]{}\\][^\s'"&;,<>)\]}\\]*+|\[[^\]]*+|\([^)]*+|\{[^}]*+"""),
    '"': re.compile(r"""(?:[^"\\]|\\.)++""", re.DOTALL),
    "'": re.compile(r"""(?:[^'\\]|\\.)++""", re.DOTALL),
    '\\"': re.compile(r"""(?:[^\\]|\\[^"])++""", re.DOTALL),
    "\\'": re.compile(r"""(?:[^\\]|\\[^'])++""", re.DOTALL),
    ">": re.compile(r"[^<]++"),
}
"""What a value consists of, by what stands before it."""

_CARD = r"(?<![\d.-])(?:\d[ -]?){12,18}\d(?![\d.-]?\d)"

_CARD_STARTS = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|35|3(?:0[0-5]|[68])|6(?:011|4[4-9]|5)"
)

_HINTS = re.compile(
    r"(?i)eyJ|-----BEGIN|://|bearer|basic|A(?:KIA|SIA|ROA|IDA)|gh[pousr]_|github_pat|glpat-|xox|xapp-|[rsp]k_"
    r"|whsec_|sk-|AIza|ya29|GOCSPX|npm_|pypi-|hf_|dop_v1|shpat|SG\.|[=:]|%3[da]|\d(?:[ -]?\d){11}"
    r"|hooks\.slack|AGE-SECRET|SK[0-9a-f]{8}|key-[0-9a-f]{8}|-\w+\s|</"
)
"""What any text has that has a secret in it."""

SHORTEST = 8
"""Characters; in less there is no secret that could be told by its looks."""


def redacted(text: str) -> str:
    """The text without the secrets in it."""
    for pattern in _own_patterns:
        text = pattern.sub(REDACTED, text)
    if len(text) < SHORTEST or _HINTS.search(text) is None:
        return text
    for pattern, replace in _PATTERNS:
        text = pattern.sub(replace, text)
    for names in (_NAME, _OPTION, _ELEMENT):
        text = _named_redacted(text, names)
    return text


def _named_redacted(text: str, names: re.Pattern[str]) -> str:
    """Withholds what stands behind a secret name: `password=…`, `"api_key": "…"`, `--token …`, `<pin>…`."""
    pieces, at = [], 0
    for name in names.finditer(text):
        if name.start() < at or not is_withheld_by_name(name[1]):
            continue
        value = _ENDS[name["quote"]].match(text, name.end())
        if value is not None and not value[0].startswith(REDACTED):
            pieces += [text[at : name.end()], REDACTED]
            at = value.end()
    return "".join([*pieces, text[at:]]) if pieces else text


def _second_part(match: re.Match[str]) -> str:
    return match[1] + REDACTED


def _third_part(match: re.Match[str]) -> str:
    return match[1] + match[2] + REDACTED


def _card(match: re.Match[str]) -> str:
    digits = [int(char) for char in match[0] if char.isdecimal()]
    if _CARD_STARTS.match("".join(map(str, digits))) is None:
        return match[0]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return match[0] if (sum(digits[-1::-2]) + sum(doubled)) % 10 else REDACTED


_PATTERNS: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(_PRIVATE_KEY, re.DOTALL), REDACTED),
    (re.compile(_USER_INFO), _second_part),
    (re.compile(_SIGNATURE), _second_part),
    (re.compile(_HEADER), _third_part),
    (re.compile(_SCHEME), _second_part),
    (re.compile(_KEY), REDACTED),
    (re.compile(_CARD), _card),
]

_own_patterns: list[re.Pattern[str]] = []


def use_patterns(patterns: Iterable[re.Pattern[str]]) -> None:
    """Patterns of the program's owner, beside those here."""
    _own_patterns[:] = patterns
