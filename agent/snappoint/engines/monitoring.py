"""The monitoring engine (PEP 669, from 3.12 on): calls hooks from code objects that nobody replaces.

It completes insertion: frames that were running before the code was exchanged, suspended generators and
coroutines, functions made later from old constants, all still execute an older code object. A frame runs
either that or the new one, so no hit counts twice. It can also see to everything alone.

Events are local to the code objects that are watched, under a tool id of our own; lines and instructions
that are not ours are switched off one by one as they are met. Nothing global is set or restarted.

LINE events come at the first instruction of a line, and of a loop head each time round. A statement that
begins inside a line is seen by INSTRUCTION events.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Sequence
from types import CodeType
from typing import Any, NamedTuple, TypeAlias

from .base import Hook, Instrumented, RefusedError, Request
from .offsets import Offsets

_monitoring: Any = getattr(sys, "monitoring", None)

TOOL_IDS = (4, 3)
"""Those that PEP 669 gives no purpose to: not the debugger's, coverage's, profiler's or optimizer's."""

_NAME = "snappoint"

HooksByOffset: TypeAlias = dict[int, tuple[Hook, ...]]


class _Watched(NamedTuple):
    """What is called from one code object. Replaced as a whole, since the program's threads read it."""

    code: weakref.ref[CodeType]
    wanted: tuple[Request, ...]
    lines: HooksByOffset
    inside: HooksByOffset
    calls: tuple[Hook, ...]
    locations: tuple[int, ...]

    def events(self) -> int:
        all_events = _monitoring.events
        wanted = (all_events.LINE, self.lines), (all_events.INSTRUCTION, self.inside)
        found = sum(event for event, hooks in wanted if hooks)
        return int(found | (all_events.PY_START if self.calls else 0))


class Monitoring:
    """Watches code objects. It holds a tool id while it watches any.

    One thread forgets; other threads may instrument meanwhile, as they do when they import. There is no lock:
    every step can be done again when another thread came between.
    """

    name = "monitoring"

    def __init__(self) -> None:
        self._tool: int | None = None
        self._watched: dict[int, _Watched] = {}

    def objection(self) -> str:
        """See `Engine.objection`."""
        if _monitoring is None:
            return "Python 3.12 and later can, this one has no sys.monitoring"
        if self._tool is None and self._tool_to_take() is None:
            names = " and ".join(repr(_monitoring.get_tool(tool)) for tool in sorted(TOOL_IDS))
            return f"the tools {names} hold the monitoring ids that are free for all"
        return ""

    def instrument(self, code: CodeType, wanted: Sequence[Request]) -> Instrumented:
        """See `Engine.instrument`: the code stays the same."""
        against = self.objection()
        if against:
            raise RefusedError(against)
        if any(request.alone is None and request.watch for request in wanted):
            raise RefusedError("monitoring sees statements start, not how they end")
        before = self._watched.get(id(code))
        if before is None or before.code() is not code or before.wanted != tuple(wanted):
            before = self._watch(code, tuple(wanted))
        missed = tuple(_values_missed(request) for request in wanted)
        return Instrumented(code, before.locations, missed)

    def forget(self, *codes: CodeType) -> None:
        """See `Engine.forget`."""
        for code in codes:
            if self._watched.pop(id(code), None) is not None:
                _monitoring.set_local_events(self._tool, code, 0)
        if not self._watched and self._tool is not None:
            self._give_back(self._tool)
            # What a thread that imports has begun to watch right now is watched again, under a new id.
            for one in list(self._watched.values()):
                self._arm(one)

    def _watch(self, code: CodeType, wanted: tuple[Request, ...]) -> _Watched:
        made = _made(code, wanted, weakref.ref(code, self._gone))
        if made.events():
            self._watched[id(code)] = made
            self._arm(made)
        elif id(code) in self._watched:
            self.forget(code)
        return made

    def _gone(self, code: weakref.ref[CodeType]) -> None:
        for key, one in list(self._watched.items()):
            if one.code is code:
                del self._watched[key]

    def _arm(self, watched: _Watched) -> None:
        code, events = watched.code(), watched.events()
        armed = False
        while code is not None and not armed:
            tool = self._hold_tool()
            try:
                # Off and on again re-arms the places of this code that were switched off for us, and only
                # those; in one call of C, so that no hit is missed in between.
                list(map(_monitoring.set_local_events, (tool, tool), (code, code), (0, events)))
                armed = True
            except ValueError:
                # The id was given back meanwhile.
                self._tool = None

    def _hold_tool(self) -> int:
        while self._tool is None:
            tool = self._tool_to_take()
            if tool is None:
                raise RefusedError(self.objection())
            try:
                if _monitoring.get_tool(tool) is None:
                    _monitoring.use_tool_id(tool, _NAME)
                for event, callback in self._callbacks():
                    _monitoring.register_callback(tool, event, callback)
                self._tool = tool
            except ValueError:
                # Another thread, or another tool, was faster.
                continue
        return self._tool

    def _tool_to_take(self) -> int | None:
        """A free id, or the one that another thread has just taken for us."""
        names = {tool: _monitoring.get_tool(tool) for tool in TOOL_IDS}
        ours = [tool for tool in TOOL_IDS if names[tool] is _NAME]
        return next(iter([*ours, *(tool for tool in TOOL_IDS if names[tool] is None)]), None)

    def _give_back(self, tool: int) -> None:
        self._tool = None
        for event, _ in self._callbacks():
            _monitoring.register_callback(tool, event, None)
        _monitoring.free_tool_id(tool)

    def _callbacks(self) -> list[tuple[int, Any]]:
        events = _monitoring.events
        return [
            (events.LINE, self._line),
            (events.INSTRUCTION, self._instruction),
            (events.PY_START, self._call),
        ]

    # What the interpreter calls runs the hooks itself: one frame less is what a program near its recursion
    # limit has to spare, and it shall reach that limit in its own code. Where there is no memory left, too.

    def _line(self, code: CodeType, _line: int) -> object:
        """Called by the interpreter before the first instruction of each line of the watched code."""
        try:
            watched = self._watched.get(id(code))
            hooks = watched.lines.get(sys._getframe(1).f_lasti) if watched else None
            if hooks is None:
                return _monitoring.DISABLE
            for hook in hooks:
                hook(2)
        except (RecursionError, MemoryError):
            return None
        return None

    def _instruction(self, code: CodeType, offset: int) -> object:
        """Called by the interpreter before each instruction of code in which statements share a line."""
        try:
            watched = self._watched.get(id(code))
            hooks = watched.inside.get(offset) if watched else None
            if hooks is None:
                return _monitoring.DISABLE
            for hook in hooks:
                hook(2)
        except (RecursionError, MemoryError):
            return None
        return None

    def _call(self, code: CodeType, _offset: int) -> object:
        """Called by the interpreter when a call begins, of a generator when it first runs."""
        try:
            watched = self._watched.get(id(code))
            for hook in watched.calls if watched else ():
                hook(2)
        except (RecursionError, MemoryError):
            return None
        return None


MONITORING = Monitoring()
"""The process's only one, so that it needs one tool id."""


def _made(code: CodeType, wanted: tuple[Request, ...], ref: weakref.ref[CodeType]) -> _Watched:
    """The hooks of offsets that LINE events come to, and those of offsets inside a line."""
    lines: HooksByOffset = {}
    inside: HooksByOffset = {}
    calls: tuple[Hook, ...] = ()
    locations = []
    offsets = Offsets(code)
    for request in wanted:
        hook = request.alone or request.hook
        entries, steps = ((), ()) if request.of_function else offsets.of(request.place)
        locations.append(1 if request.of_function else len(entries))
        if hook is None:
            continue
        if request.of_function:
            calls = (*calls, hook)
        for offset in (*entries, *steps):
            found = lines if offset in offsets.line_starts or offset in steps else inside
            found[offset] = (*found.get(offset, ()), hook)
    return _Watched(ref, wanted, lines, inside, calls, tuple(locations))


def _values_missed(request: Request) -> dict[int, str]:
    expressions = request.watch.expressions if request.watch else ()
    return dict.fromkeys(range(len(expressions)), "monitoring sees statements start, not what they compute")
