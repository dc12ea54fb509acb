"""What secrets look like by themselves: keys, hashes of passwords, cards, headers, addresses with passwords.

Every pattern takes time in proportion to the text: a match can begin only where a word does, and what may
repeat does not give back (`++`) or is short.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from string import ascii_letters, digits

from .redact import REDACTED

_KEY = r"""(?x)(?<![\w-])(?:
    eyJ[\w-]{8,}+ (?:\.[\w-]*+){0,4}
    | (?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{12,}+ (?:[:;,|\s'"]{1,4}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+]))?
    | gh[pousr]_\w{16,}+ | github_pat_\w{16,}+ | gl(?:pat|dt|rt|ft|soat|cbt|ptt)-[\w-]{16,}+
    | xox[abeoprs]-[\w-]{8,}+ | xapp-[\w-]{8,}+
    | [rsp]k_(?:live|test)_\w{8,}+ | whsec_\w{8,}+ | sk-[\w-]{16,}+ | sq0[a-z]{3}-[\w-]{16,}+
    | AIza[\w-]{30,}+ | ya29\.[\w-]{8,}+ | 1//0[\w-]{30,}+ | GOCSPX-[\w-]{8,}+
    | npm_\w{20,}+ | pypi-[\w-]{16,}+ | hf_\w{16,}+ | do[opr]_v1_\w{16,}+ | shp(?:at|ca|pa|ss)_\w{16,}+
    | SG\.[\w-]{8,}+\.[\w-]{8,}+ | hv[sbr]\.[\w-]{16,}+ | lin_api_\w{16,}+ | secret_\w{32,}+
    | gsk_\w{16,}+ | r8_\w{30,}+ | dapi[0-9a-f]{32} | PMAK-[\w-]{20,}+ | NRAK-[0-9A-Z]{20,}+
    | HRKU-[\w-]{20,}+ | FwoGZXIvYXdz[\w+/=]{8,}+ | [MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,}+
    | hooks\.slack\.com/services/[\w/]{8,}+ | (?:bot)?\d{8,10}:AA[\w-]{30,}+
    | AGE-SECRET-KEY-1\w{16,}+ | SK[0-9a-f]{32} | key-[0-9a-f]{32}
)"""

_PRIVATE_KEY = (
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]{0,40}KEY(?: BLOCK)?-----|\Z)"
)

_END_OF_PRIVATE_KEY = re.compile(r"-----END [A-Z ]{0,40}PRIVATE KEY")

_OF_KEYS = ascii_letters + digits + "+/=\r\n \\"
"""What a private key is written with, line ends that are escaped among it."""

_PUTTY_KEY = r"Private-Lines: \d+\s.*?(?:Private-MAC|\Z)"

_HASH = (
    r"(?<!\w)(?:\$(?:2[abxy]?|argon2(?:id|i|d)|apr1|scrypt|pbkdf2[\w-]{0,10}|[1567y]|gy|md5)"
    r"|(?:pbkdf2|scrypt|argon2|bcrypt)[\w:]{0,40})\$[\w./$=,:+-]{16,}+"
)

_HASH_OF_DIRECTORY = r"\{S?SHA\d{0,3}\}[\w+/=]{16,}+"

_SCHEME = r"(?<!\w)([Bb](?:earer|EARER|asic|ASIC)\s{1,3})((?=[\w.~+/-]{0,60}[0-9A-Z=_])[\w.~+/=-]{8,}+)"

_USER_INFO = (
    r"""((?<![\w+.-])(?:[A-Za-z][\w+.-]{0,30}+:)?//[^\s/@:'"]{0,200}+:)(?!\d{1,5}/)([^\s"]{1,200}(?=@))"""
)

_LONE_USER = r"""((?<![\w+.-])[A-Za-z][\w+.-]{0,30}+://)((?=[^\d@/]{0,60}\d)(?=\d{0,60}[^\d@/])[^\s/@:'"]{12,200}+)(?=@)"""
"""A token for a user's name, as source code hosts take them: not `git`, nor any other name of a person."""

_WHOLE_ADDRESS = (
    r"\A((?!(?i:mailto|e?mail|to|from|cc|bcc|user|sip|xmpp|acct|author|contact):)[\w.+-]{1,60}:)"
    r"(?!//)([^\s@]{3,200}+)(?=@[\w.-]{1,200}+(?::\d+)?(?:/\S*+)?\Z)"
)
"""What stands behind `//` in a URL, by itself."""

_ORACLE = r"(?<![\w/.-])([A-Za-z]\w{0,30}+/)([^\s/@]{3,100}+)(?=@[\w.-]{1,100}+:\d{2,5}[:/])"

_PGPASS = (
    r"(?m)^((?:\*|[\w.-]{1,100}+):(?:\*|\d{4,5}):[^\s:]{1,100}+:[^\s:]{1,100}+:)((?:[^\s\\]|\\.){1,200}+)$"
)

_SIGNATURE = r"""(?i)([?&](?:[\w.-]{0,40}signature|sig)=)([^\s&#'"]++)"""

_WEBHOOK = r"(/api/webhooks/\d{10,25}/)([\w-]{16,}+)"

_HEADER = re.compile(
    r"""(?P<open>["'])?(?<![A-Za-z0-9])(?:[Aa]uthorization|AUTHORIZATION|[Cc]ookie|COOKIE)(?P<shut>["'])?"""
    r"""\s{0,3}[:=]\s{0,3}(?:b?(?P<quote>["']))?"""
)

_REST_OF_HEADER = re.compile(r"[^\r\n]*+(?:\r?\n[ \t][^\r\n]++)*+")
"""A header may go on in lines that begin with a blank."""

_CARD = r"(?<![\d.-])(?:\d[ \u00a0\u2009-]?){12,18}\d(?![\d.-]?\d)"

_CARD_STARTS = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|35|3(?:0[0-5]|[68])|6(?:011|4[4-9]|5)"
)


def without(text: str) -> str:
    """The text without what looks like a secret."""
    for sign, pattern, replace in _PATTERNS:
        if sign in text:
            text = pattern.sub(replace, text)
    if "PRIVATE KEY" in text:
        text = _without_ends_of_keys(text)
    return _without_headers(text) if ":" in text or "=" in text else text


def _without_ends_of_keys(text: str) -> str:
    """What came before them was cut off: by who reads a file in pieces, for example."""
    pieces, at = [], 0
    for end in _END_OF_PRIVATE_KEY.finditer(text):
        before = text[at : end.start()]
        rest = before.rstrip(_OF_KEYS)
        pieces += [rest, REDACTED if rest != before else ""]
        at = end.start()
    return "".join([*pieces, text[at:]]) if pieces else text


def _without_headers(text: str) -> str:
    pieces, at = [], 0
    for header in _HEADER.finditer(text):
        if header.start() < at:
            continue
        end = _end_of_header(text, header)
        if text[header.end() : end].strip():
            pieces += [text[at : header.end()], REDACTED]
            at = end
    return "".join([*pieces, text[at:]])


def _end_of_header(text: str, header: re.Match[str]) -> int:
    """Up to the quote that ends it, if it is between quotes; cookies have quotes of their own in them."""
    quote = header["quote"] if header["shut"] else header["open"] or header["quote"]
    if quote is None or (header["open"] is None and header["quote"]):
        return _REST_OF_HEADER.match(text, header.end()).end()  # type: ignore[union-attr]
    end = re.compile(rf"(?<!\\){quote}").search(text, header.end())
    return end.start() if end else len(text)


def _second_part(match: re.Match[str]) -> str:
    return match[1] + REDACTED


def _card(match: re.Match[str]) -> str:
    digits = [int(char) for char in match[0] if char.isdecimal()]
    if _CARD_STARTS.match("".join(map(str, digits))) is None:
        return match[0]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return match[0] if (sum(digits[-1::-2]) + sum(doubled)) % 10 else REDACTED


_PATTERNS: list[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    ("PRIVATE KEY", re.compile(_PRIVATE_KEY, re.DOTALL), REDACTED),
    ("Private-Lines", re.compile(_PUTTY_KEY, re.DOTALL), REDACTED),
    ("@", re.compile(_WHOLE_ADDRESS), _second_part),
    ("@", re.compile(_USER_INFO), _second_part),
    ("@", re.compile(_LONE_USER), _second_part),
    ("@", re.compile(_ORACLE), _second_part),
    (":", re.compile(_PGPASS), _second_part),
    ("=", re.compile(_SIGNATURE), _second_part),
    ("/webhooks/", re.compile(_WEBHOOK), _second_part),
    ("", re.compile(_SCHEME), _second_part),
    ("", re.compile(_KEY), REDACTED),
    ("$", re.compile(_HASH), REDACTED),
    ("{S", re.compile(_HASH_OF_DIRECTORY), REDACTED),
    ("", re.compile(_CARD), _card),
]
"""Each with a sign that any text has that it is for, since most texts have none."""
