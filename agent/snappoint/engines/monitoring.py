"""The monitoring engine (PEP 669, from 3.12 on): sees places in code objects that nobody replaces.

It completes insertion: frames that were running before the code was exchanged, suspended generators and
coroutines, functions made later from old constants, all still execute the old code object. A frame runs
either the old code or the new, so no hit counts twice.

Events are local to the code objects that are watched, under a tool id of our own; lines and instructions
that are not ours are switched off one by one as they are met. Nothing global is set or restarted.

LINE events come at the first instruction of a line, and of a loop head each time round. A statement that
begins inside a line is seen by INSTRUCTION events.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Sequence
from types import CodeType
from typing import Any, TypeAlias

from .base import Hook, Place
from .disassembly import disassemble, offsets
from .handlers import take_apart
from .starts import Listing

_monitoring: Any = getattr(sys, "monitoring", None)

TOOL_IDS = (4, 3)
"""Those that PEP 669 gives no purpose to: not the debugger's, coverage's, profiler's or optimizer's."""

HooksByOffset: TypeAlias = dict[int, tuple[Hook, ...]]


class Monitoring:
    """Watches code objects. Only one may exist in a process; it holds a tool id while it watches any."""

    name = "monitoring"

    def __init__(self) -> None:
        self._tool: int | None = None
        self._watched: dict[int, tuple[CodeType, HooksByOffset]] = {}
        self._inside_lines: dict[int, HooksByOffset] = {}

    def watch(self, code: CodeType, wanted: Sequence[tuple[Place, Hook]]) -> bool:
        """Calls each hook when its statement starts in `code`, from now on and in frames that run it
        already. Replaces what was wanted of this code before. Returns whether it can be done."""
        if not self._hold_tool():
            return False
        lines, inside = _hooks_by_offset(code, wanted)
        self._watched[id(code)], self._inside_lines[id(code)] = (code, lines), inside
        events = _monitoring.events.LINE | (_monitoring.events.INSTRUCTION if inside else 0)
        # Off and on again re-arms the lines of this code that were switched off for us, and only those.
        _monitoring.set_local_events(self._tool, code, 0)
        _monitoring.set_local_events(self._tool, code, events)
        return True

    def forget(self, code: CodeType) -> None:
        """Takes everything away from `code`."""
        if self._watched.pop(id(code), None) is not None:
            del self._inside_lines[id(code)]
            _monitoring.set_local_events(self._tool, code, 0)
        if not self._watched and self._tool is not None:
            for event in (_monitoring.events.LINE, _monitoring.events.INSTRUCTION):
                _monitoring.register_callback(self._tool, event, None)
            _monitoring.free_tool_id(self._tool)
            self._tool = None

    def _hold_tool(self) -> bool:
        if _monitoring is None:
            return False
        if self._tool is None:
            self._tool = next((tool for tool in TOOL_IDS if _monitoring.get_tool(tool) is None), None)
            if self._tool is None:
                return False
            _monitoring.use_tool_id(self._tool, "snappoint")
            _monitoring.register_callback(self._tool, _monitoring.events.LINE, self._line)
            _monitoring.register_callback(self._tool, _monitoring.events.INSTRUCTION, self._instruction)
        return True

    def _line(self, code: CodeType, _line: int) -> object:
        """Called by the interpreter before the first instruction of each line of the watched code."""
        watched = self._watched.get(id(code))
        hooks = watched[1].get(sys._getframe(1).f_lasti) if watched else None
        if hooks is None:
            return _monitoring.DISABLE
        for hook in hooks:
            hook(2)
        return None

    def _instruction(self, code: CodeType, offset: int) -> object:
        """Called by the interpreter before each instruction of code in which statements share a line."""
        hooks = self._inside_lines.get(id(code), {}).get(offset)
        if hooks is None:
            return _monitoring.DISABLE
        for hook in hooks:
            hook(2)
        return None


class _Offsets:
    """Where statements start in a code object, as offsets into its bytecode."""

    def __init__(self, code: CodeType) -> None:
        self._listing = Listing(take_apart(disassemble(code)).items)
        self._begins = offsets(code)

    def of(self, place: Place) -> tuple[list[int], list[int]]:
        """The statement's entries and its loop steps."""
        starts = self._listing.starts(place)
        return self._at(starts.entries), self._at(starts.loop_steps)

    def _at(self, indices: Sequence[int]) -> list[int]:
        return [self._begins[self._listing.ordinal(index)] for index in indices]


def _hooks_by_offset(
    code: CodeType, wanted: Sequence[tuple[Place, Hook]]
) -> tuple[HooksByOffset, HooksByOffset]:
    """The hooks of offsets that LINE events come to, and those of offsets inside a line."""
    line_starts = {offset for offset, _ in dis.findlinestarts(code)}
    lines: HooksByOffset = {}
    inside: HooksByOffset = {}
    starts = _Offsets(code)
    for place, hook in wanted:
        entries, steps = starts.of(place)
        for offset in (*entries, *steps):
            found = lines if offset in line_starts or offset in steps else inside
            found[offset] = (*found.get(offset, ()), hook)
    return lines, inside
