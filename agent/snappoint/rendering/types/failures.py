"""Exceptions, with what led to them, and tracebacks."""

from __future__ import annotations

from types import FrameType, TracebackType
from typing import Any

from .reading import Parts, attributes, native, positions
from .view import View, ViewFunction

_MOST_STEPS = 50
"""Of a traceback."""


def _exception(obj: Any, base: type) -> View:
    args = native(base, "args", obj)
    told = positions(args[:10])
    fields = attributes(obj)
    notes = fields.pop("__notes__", None)
    parts = [*told, *[(name, value) for name, value in fields.items() if value is not None]]
    cause, context = native(base, "__cause__", obj), native(base, "__context__", obj)
    parts += [] if cause is None else [("cause", cause)]
    if context is not None and context is not cause and not native(base, "__suppress_context__", obj):
        parts.append(("context", context))
    parts += [] if notes is None else [("notes", notes)]
    raised = _place(native(base, "__traceback__", obj))
    parts += [("raised at", raised)] if raised else []
    return View("", parts, "length" if len(args) > 10 else "", previewed=len(told))


def _place(trace: TracebackType | None) -> str:
    """Where the exception came from: the last step of its traceback."""
    for _ in range(_MOST_STEPS):
        if trace is None or trace.tb_next is None:
            break
        trace = trace.tb_next
    if trace is None:
        return ""
    code = trace.tb_frame.f_code
    return f"{code.co_filename}:{trace.tb_lineno} in {code.co_qualname}"


def _traceback(obj: Any, _base: type) -> View:
    steps: Parts = []
    step = obj
    while step is not None and len(steps) < _MOST_STEPS:
        code = step.tb_frame.f_code
        steps.append((str(len(steps)), f"{code.co_filename}:{step.tb_lineno} in {code.co_qualname}"))
        step = step.tb_next
    return View(f"<traceback to {_place(obj)}>", steps, "length" if step is not None else "")


def _frame(obj: Any, _base: type) -> View:
    code = obj.f_code
    return View(f"<frame {code.co_qualname} at line {obj.f_lineno}>", [("file", code.co_filename)])


BUILTIN: dict[type, ViewFunction] = {
    BaseException: _exception,
    TracebackType: _traceback,
    FrameType: _frame,
}

NAMED: dict[tuple[str, str], ViewFunction] = {}
