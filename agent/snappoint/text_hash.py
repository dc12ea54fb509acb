"""The text of a source file, and the hash that stands for it. `text-hash.ts` has the same rules."""

from __future__ import annotations

import hashlib
import re
import tokenize
from io import BytesIO

_PIECE = re.compile(
    r"""(?:(?<![0-9A-Za-z_])[A-Za-z]{1,2})?"""
    r"""(?:\"\"\"(?:[^\\"]|\\[\s\S]|"(?!\"\"))*(?:\"\"\")?|'''(?:[^\\']|\\[\s\S]|'(?!''))*(?:''')?"""
    r"""|"(?:[^\\"\n]|\\[\s\S])*"?|'(?:[^\\'\n]|\\[\s\S])*'?)"""
    r"""|#\?(?:[^"'#\n]|"(?:[^\\"\n]|\\.)*"?|'(?:[^\\'\n]|\\.)*'?)*|#[^\n]*"""
)
"""One string literal with its prefix, or one comment; a probe comment ends where a remark begins. What is not
closed counts too: each letter is looked at once."""


def text_hash(content: bytes) -> str:
    """The hash of a file's text, from its bytes."""
    return hash_of_text(plain_text(content))


def hash_of_text(text: str) -> str:
    """SHA-256, in hex, of a plain text as UTF-8. Probe comments are left out."""
    return hashlib.sha256(_without_probe_comments(text).encode("utf-8", "surrogatepass")).hexdigest()


def plain_text(content: bytes) -> str:
    """The text of a source file without a byte order mark and with `\\n` line ends: so it does not depend on
    the encoding of the file or on what an editor does with line ends."""
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        text = content.decode("utf-8", "surrogateescape")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _without_probe_comments(text: str) -> str:
    """The text without its `#? …` comments, so that a probe can be typed into a program that runs. The server
    has the same rule (`text-hash.ts`, which says more)."""
    if "#?" not in text:
        return text
    kept, at, begun = [], 0, 0
    while piece := _PIECE.search(text, at):
        at = piece.end()
        if piece[0].startswith("#?"):
            before = text[begun : piece.start()]
            has_remark = text.startswith("#", at) and not text.startswith("#?", at)
            kept.append(before if has_remark else before.rstrip(" \t"))
            begun = at
        elif _is_cut_short(piece[0]):
            line_end = text.find("\n", at)
            at = len(text) if line_end < 0 else line_end
    return "".join(kept) + text[begun:]


def _is_cut_short(literal: str) -> bool:
    """Whether it is the beginning of an f-string whose expression has quotes of the same kind."""
    formatted = re.match("[rb]?[ft]", literal, re.IGNORECASE)
    return formatted is not None and (literal.count("{") - literal.count("}")) % 2 != 0
