"""Bdb with what makes it slow cut away: only breakpoints by line, no stepping, the common case first."""

from __future__ import annotations

import os
from types import FrameType
from typing import Any


class FastBdb:
    """Decides once for each code object whether it has a breakpoint, and traces no lines of those without."""

    def __init__(self) -> None:
        self._lines: dict[str, set[int]] = {}
        self._names: dict[str, str] = {}
        self._without: set[Any] = set()

    def reset(self) -> None:
        self._without.clear()

    def set_break(self, file: str, line: int) -> None:
        self._lines.setdefault(os.path.realpath(file), set()).add(line)
        self._without.clear()

    def trace_dispatch(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            if frame.f_lineno in self._here(frame.f_code.co_filename):
                self.user_line(frame)
            return self.trace_dispatch
        if event == "call":
            code = frame.f_code
            if code in self._without:
                return None
            lines = self._here(code.co_filename)
            if any(line in lines for _, _, line in code.co_lines()):
                return self.trace_dispatch
            self._without.add(code)
            return None
        return self.trace_dispatch

    def user_line(self, frame: FrameType) -> None:
        """What a debugger would do at the breakpoint."""

    def _here(self, file: str) -> set[int]:
        name = self._names.get(file)
        if name is None:
            name = self._names[file] = os.path.realpath(file)
        return self._lines.get(name, set())
