"""The calls that led to a hit: collected on the program's thread, described on the agent's own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import CodeType, FrameType
from typing import NotRequired, TypedDict

MOST_WALKED = 60
"""Frames that are looked at, those of libraries among them."""

Step = tuple[CodeType, int]
"""A frame's code and the offset of its current instruction: less work at the hit than its line."""


class Frame(TypedDict):
    """One level of the stack; `line` is 1-based."""

    function: str
    file: str
    line: int
    folded: NotRequired[int]
    """A library's: this is the newest of so many frames of libraries that called each other."""


def steps_from(frame: FrameType | None) -> list[Step]:
    """The frame and those that called it."""
    found: list[Step] = []
    while frame is not None and len(found) < MOST_WALKED:
        found.append((frame.f_code, frame.f_lasti))
        frame = frame.f_back
    return found


def where_it_came_up(frame: FrameType, error: BaseException) -> Step | None:
    """The step of a frame through which an exception is passing: the frame itself is in a handler already."""
    trace = BaseException.__dict__["__traceback__"].__get__(error)
    return (frame.f_code, trace.tb_lasti) if trace is not None and trace.tb_frame is frame else None


def described(steps: Sequence[Step], limit: int) -> list[Frame]:
    """The program's own frames, up to `limit` entries; what libraries did between them is one entry. The
    newest frame is the place of the probe, whosever it is."""
    found: list[Frame] = []
    for index, (code, offset) in enumerate(steps):
        is_library = index > 0 and _is_library(code.co_filename)
        if is_library and found and "folded" in found[-1]:
            found[-1]["folded"] += 1
            continue
        if len(found) >= limit:
            break
        found.append({"function": code.co_qualname, "file": code.co_filename, "line": _line(code, offset)})
        if is_library:
            found[-1]["folded"] = 1
    return found


def _line(code: CodeType, offset: int) -> int:
    for start, end, line in code.co_lines():
        if start <= offset < end and line is not None:
            return line
    return code.co_firstlineno


_PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_STANDARD = os.path.join(os.path.dirname(os.__file__), "")

_known: dict[str, bool] = {}
_MOST_KNOWN = 5000


def _is_library(file: str) -> bool:
    found = _known.get(file)
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        is_installed = any(folder in file for folder in _PACKAGES)
        found = _known[file] = is_installed or file.startswith(("<frozen ", _STANDARD))
    return found
