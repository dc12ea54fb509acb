"""What goes wrong with one probe, for its status to say."""

from __future__ import annotations

from ..rendering.errors import error_text
from .tally import Tally

FAILURES_ALLOWED = 5
"""A probe whose captures failed so often in a row is switched off."""


class Troubles:
    """Counts them, and says the first of each."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.restart()

    def restart(self) -> None:
        """Forgets them."""
        self._in_a_row = 0
        self.failure = ""
        """Why the probe was switched off, or empty."""

        self.trouble = ""
        """What went wrong with the condition, the first time."""

    def capture_failed(self, error: Exception) -> None:
        """A mistake of ours, or a value that defeats us: after some the probe is switched off."""
        self._tally.capture_failed.up()
        self._in_a_row += 1
        if self._in_a_row >= FAILURES_ALLOWED:
            self.failure = f"capturing failed {FAILURES_ALLOWED} times in a row: {type(error).__name__}"

    def captured(self) -> None:
        """A capture that did not fail."""
        self._in_a_row = 0

    def condition_failed(self, error: BaseException) -> None:
        """Raises it again when it is the program's own."""
        if not isinstance(error, Exception):
            raise error
        self._tally.condition_failed.up()
        if not self.trouble:
            self.trouble = f"condition failed: {error_text(error)}"
