"""The agent's own hook at each statement."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from snappoint.capture.asked import Asked
from snappoint.capture.budget import Budget
from snappoint.capture.hit import Recorder
from snappoint.engines.base import Expression, Hook, Place, Request


class Capturing(Recorder):
    """The agent's real hook, with more of the processor's time than a program would give it."""

    values = None
    _generous = Budget(share=0.1, ahead=20.0)

    def __init__(self, number: int, asked: Asked | None = None) -> None:
        key = ("", str(number))
        super().__init__(key, asked or Asked("snapshot"), lambda _key, _capture: None, self._generous)
        self.hook: Hook = self.hit
        self.failures: list[str] = []

    @property
    def captures(self) -> int:
        return self.outcomes()["captured"]

    def request(self, place: Place, _expressions: Sequence[Expression], _names: Sequence[str]) -> Request:
        return Request(place, self.hook)

    def told(self) -> dict[str, int]:
        return {}

    def hits(self) -> int:
        return self.outcomes()["hits"]

    def count_failure(self, error: Exception) -> None:
        # Some tests fill the stack on purpose; then there is no room for a capture either.
        if not isinstance(error, RecursionError):
            self.failures.append("".join(traceback.format_exception(error)))
        super().count_failure(error)


class Ending(Capturing):
    """That of a timer or exception watch, for which it matters how a statement or a call ends."""

    def request(self, place: Place, _expressions: Sequence[Expression], _names: Sequence[str]) -> Request:
        return self.request_at(place)
