"""Answers what servers ask about source files: which lines have code, and which text runs."""

from __future__ import annotations

from collections.abc import Sequence

from .identity import RunningText
from .locate import Sources, functions_of, lines_of
from .policy import Policy
from .registry import Registry
from .source import Loaded
from .wire import INVALID_PARAMS, WireError

METHODS = ("source/lines", "source/text")


class Inquiries:
    """Within what the program's owner allows. Nothing of the program is changed by it."""

    def __init__(self, registry: Registry, policy: Policy) -> None:
        self._registry = registry
        self._policy = policy

    def answer(self, method: str, path: str, known: str = "") -> dict[str, object]:
        """`path` is the server's, `known` the hash of a text that it has. Raises `WireError` when the file is
        none of its business."""
        file, loaded, modules = self._registry.asked_about(path)
        if reason := self._policy.objection_to_file(file):
            raise WireError(INVALID_PARAMS, reason)
        text = loaded.text(modules)
        return _lines(file, text, modules) if method == "source/lines" else self._text(text, known)

    def _text(self, running: RunningText, known: str) -> dict[str, object]:
        if not self._policy.source:
            raise WireError(INVALID_PARAMS, "this program's owner does not let its source be read")
        text_hash, text, reason = running.told()
        if known and text_hash == known:
            return {"hash": text_hash, "text": None, "reason": "the server has it"}
        return {"hash": text_hash, "text": text, "reason": reason}


def _lines(file: str, running: RunningText, modules: Sequence[Loaded]) -> dict[str, object]:
    sources = Sources(file, modules)
    codes = [f.__code__ for f in functions_of(modules) if sources.contain(f.__code__)]
    return {"loaded": bool(modules), "hash": running.hash or None, "lines": sorted(lines_of(codes))}
