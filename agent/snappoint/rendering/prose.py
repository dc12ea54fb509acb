"""Secrets that are told by a sentence: `the password is …`, `using token … for ann`."""

from __future__ import annotations

import re

from .announced import extent_at, says_nothing
from .redact import REDACTED

_WHAT = (
    r"pass(?:word|wd|phrase|code)|passwort|kennwort|mot de passe|wachtwoord|credentials?"
    r"|secret(?: key| code)?|(?:access |auth |api |bearer |session |refresh )?token"
    r"|(?:api|access|private|signing|encryption|master)[ -]key|session id"
    r"|(?:pin|one[- ]time|verification|security|access|login)[ -]code|pin|otp|cvv|cvc|identified by"
)

_HINTS = re.compile(
    r"pass[wcp]|kennwort|mot de passe|wachtwoord|credential|secret|token|[ -]key|sion id|[ -]code"
    r"|pin|otp|cv[vc]|d by"
)
"""What any text has, in lower case, that has such a sentence in it."""

# What is looked ahead for and then repeated is never given back. `*+` would say so, but of a group with it
# early Pythons 3.11 tell a wrong extent.
_SENTENCE = re.compile(
    rf"(?i)(?<![\w-])(?:{_WHAT})s?(?![\w-])(?:\s+(?:for|of)\s+[^\s:=]{{1,40}}+)?"
    r"(?=(?P<verb>(?:\s+(?:is|was|are|were|has|been|now|will|be|set|changed|reset|issued|generated|updated|to|as|equals"
    r"|ist|lautet|est|the|new|following)(?!\w))*))(?P=verb)"
    r"\s{0,3}(?P<sign>[:=]>?|[-=]>|→)?\s{0,3}[(\[]?(?!\s)"
)

_SHORTEST_BARE = 6

_ORDINARY = frozenset(
    [
        "a",
        "an",
        "the",
        "not",
        "no",
        "none",
        "null",
        "true",
        "false",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "without",
        "of",
        "or",
        "and",
        "if",
        "as",
        "to",
        "too",
        "so",
        "it",
        "its",
        "this",
        "that",
        "wrong",
        "incorrect",
        "invalid",
        "bad",
        "good",
        "correct",
        "valid",
        "ok",
        "required",
        "missing",
        "empty",
        "optional",
        "blank",
        "unknown",
        "weak",
        "strong",
        "short",
        "long",
        "here",
        "there",
        "stored",
        "hidden",
        "encrypted",
        "only",
        "also",
        "already",
        "about",
        "over",
        "old",
        "new",
        "same",
        "different",
        "yours",
        "mine",
        "ours",
        "must",
        "should",
        "can",
        "cannot",
        "may",
        "will",
        "would",
        "never",
        "always",
        "still",
        "yet",
        "just",
        "very",
        "more",
        "less",
        "than",
        "case",
        "do",
        "does",
        "did",
        "done",
        "be",
        "been",
        "being",
        "is",
        "was",
        "are",
        "were",
        "has",
        "have",
        "had",
    ]
)
"""What people say of secrets, and what is none."""

_ORDINARY_ENDINGS = ("ed", "ing", "able", "ible", "n't", "sensitive")


def without(text: str) -> str:
    """The text without the secrets that it tells in so many words."""
    if _HINTS.search(text.lower()) is None:
        return text
    pieces, at = [], 0
    for match in _SENTENCE.finditer(text):
        if match.start() < at:
            continue
        start, end = extent_at(text, match.end())
        is_quoted = start > match.end()
        end = end if is_quoted else start + len(text[start:end].rstrip(".:!?"))
        if _is_told(match, text[start:end], is_quoted):
            pieces += [text[at:start], REDACTED]
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _is_told(match: re.Match[str], value: str, is_quoted: bool) -> bool:
    if not value or value[0] in "%{" or says_nothing(value):
        return False
    if match["sign"]:
        return True
    if match["verb"]:
        return is_quoted or not _is_ordinary(value)
    return looks_made(value) or (is_quoted and len(value) >= _SHORTEST_BARE and " " not in value)


def _is_ordinary(value: str) -> bool:
    word = value.lower()
    return word in _ORDINARY or (word.endswith(_ORDINARY_ENDINGS) and not any(map(str.isdecimal, word)))


def looks_made(text: str) -> bool:
    """Whether this is no word that people use, but letters and digits, or signs, together."""
    if len(text) < _SHORTEST_BARE or " " in text:
        return False
    has_letter = any(map(str.isalpha, text))
    return has_letter and any(char.isdecimal() or char in "!@#$%^&*+~" for char in text)
