"""Where statements start in a code object, as offsets into its bytecode."""

from __future__ import annotations

import dis
from collections.abc import Sequence
from types import CodeType

from .base import Place
from .disassembly import read
from .starts import Listing


class Offsets:
    """Of one code object."""

    def __init__(self, code: CodeType) -> None:
        reading = read(code)
        self._listing = Listing(reading.items)
        self._begins = reading.begins
        self.line_starts = {offset for offset, line in dis.findlinestarts(code) if line is not None}

    def of(self, place: Place) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The statement's entries and its loop steps."""
        starts = self._listing.starts(place)
        return self._at(starts.entries), self._at(starts.loop_steps)

    def _at(self, indices: Sequence[int]) -> tuple[int, ...]:
        return tuple(self._begins[self._listing.ordinal(index)] for index in indices)
