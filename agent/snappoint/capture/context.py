"""In whose behalf a hit was made: the task, the greenlet, the trace that the thread is busy with.

Nothing is imported for it, and nothing of the program's is called: what a library keeps in C is asked there.
"""

from __future__ import annotations

import contextvars
import sys
from _thread import _local
from types import BuiltinFunctionType
from typing import Any, TypedDict

from ..rendering import static
from ..rendering.types.reading import attributes, call, in_module, native, text_of

_LONGEST_NAME = 80

_MOST_VARIABLES = 200


class Context(TypedDict, total=False):
    """Only what there is."""

    task: str
    """The name of the running task, of asyncio or Trio."""

    greenlet: str
    """Which greenlet runs, when it is not the thread's own."""

    trace: str
    """OpenTelemetry's trace id, as 32 hexadecimal digits."""

    span: str
    """OpenTelemetry's span id, as 16 hexadecimal digits."""


def add_context(found: Context) -> None:
    """Adds what the calling thread works for."""
    for module, look in (
        ("_asyncio", _task),
        ("trio", _trio_task),
        ("greenlet", _greenlet),
        ("opentelemetry", _trace),
    ):
        if module in sys.modules:
            try:
                found.update(look())
            except (AttributeError, KeyError, TypeError, static.ChangingError):
                continue  # There is none, or another version of a library keeps it elsewhere.


def _task() -> Context:
    running = in_module("_asyncio", "_get_running_loop")
    loop = running() if type(running) is BuiltinFunctionType else None
    task = _current_task(loop) if loop is not None else None
    base = in_module("_asyncio", "Task")
    if task is None or not static.is_of(task, base):
        return {}
    return {"task": text_of(call(base, "get_name", task))[:_LONGEST_NAME]}


def _current_task(loop: object) -> object:
    # From 3.14 on each thread knows its own; before there is a dictionary, and to look a loop up in it would
    # ask the loop for its hash.
    by_loop = in_module("_asyncio", "_current_tasks")
    if by_loop is None:
        by_loop = in_module("asyncio.tasks", "_current_tasks")
    if type(by_loop) is dict and (sys.version_info < (3, 14)):
        items = static.first_items(by_loop, 1000)
        return next((task for each, task in items if each is loop), None)
    current = in_module("_asyncio", "current_task")
    return current(loop) if type(current) is BuiltinFunctionType else None


def _trio_task() -> Context:
    """Trio's task, or AnyIO's on Trio. Each thread has its own, in an object whose class adds no code to the
    interpreter's own: so reading it runs none."""
    running = in_module("trio._core._run", "GLOBAL_RUN_CONTEXT")
    base = static.mro(type(running))[1]
    if base is not _local or not static.namespace(type(running)).keys() <= _NO_CODE:
        return {}
    task = _local.__getattribute__(running, "task")
    return {"task": text_of(attributes(task)["name"])[:_LONGEST_NAME]}


_NO_CODE = frozenset(
    [
        *("__module__", "__doc__", "__dict__", "__weakref__", "__firstlineno__", "__static_attributes__"),
        *("__annotations__", "__annotations_cache__", "__annotate__", "__annotate_func__"),
    ]
)
"""What is in a class that has nothing of its own; from 3.14 on, what would make its annotations is asked by
nobody here."""


def _greenlet() -> Context:
    current = in_module("greenlet._greenlet", "getcurrent")
    base = in_module("greenlet._greenlet", "greenlet")
    found = current() if type(current) is BuiltinFunctionType else None
    if found is None or native(base, "parent", found) is None:
        return {}
    return {"greenlet": f"{static.type_name(found)} at {id(found):#x}"}


def _trace() -> Context:
    for variable, value in list(contextvars.copy_context().items())[:_MOST_VARIABLES]:
        if variable.name == "current_context" and static.is_of(value, dict):
            return _span_in(value)
    return {}


def _span_in(values: dict[Any, Any]) -> Context:
    for key, span in static.first_items(values, _MOST_VARIABLES):
        if type(key) is str and key.startswith("current-span"):
            context = attributes(span).get("_context")
            if static.is_of(context, tuple):
                trace, number = list(tuple.__iter__(context))[:2]  # type: ignore[arg-type]
                if type(trace) is int and type(number) is int and trace and number:
                    return {"trace": f"{trace:032x}", "span": f"{number:016x}"}
    return {}
