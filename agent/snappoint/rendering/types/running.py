"""What is under way: generators, coroutines, tasks, futures, threads, and what they wait for."""

from __future__ import annotations

import re
from _thread import LockType, RLock
from collections import deque
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any

from .. import static
from .reading import Parts, attributes, brief, call, chosen, native, text_of
from .view import View, ViewFunction

_KINDS: dict[Any, str] = {GeneratorType: "gi", CoroutineType: "cr", AsyncGeneratorType: "ag"}
_AWAITED = {"gi": "gi_yieldfrom", "cr": "cr_await", "ag": "ag_await"}

_OWNER = re.compile(r"owner=(\d+) count=(\d+)")


def _suspended(obj: Any, base: type) -> View:
    """A generator or its like: its state, and the line that it stands at."""
    prefix = _KINDS[base]
    frame = native(base, f"{prefix}_frame", obj)
    code = native(base, f"{prefix}_code", obj)
    state = _state(obj, base, prefix, frame is None)
    line = "" if frame is None or state == "created" else f" at line {frame.f_lineno}"
    text = f"<{static.type_name(obj)} {text_of(native(base, '__qualname__', obj))} {state}{line}>"
    parts: Parts = [("state", state), ("defined at", f"{code.co_filename}:{code.co_firstlineno}")]
    waiting = native(base, _AWAITED[prefix], obj)
    return View(text, parts if waiting is None else [*parts, ("waiting for", waiting)])


def _state(obj: Any, base: type, prefix: str, finished: bool) -> str:
    if native(base, f"{prefix}_running", obj):
        return "running"
    if finished:
        return "finished"
    # Asynchronous generators tell it since 3.12; before, by whether they have begun at all.
    try:
        return "suspended" if native(base, f"{prefix}_suspended", obj) else "created"
    except AttributeError:
        return "suspended" if native(base, f"{prefix}_frame", obj).f_lasti > 0 else "created"


def _task(obj: Any, base: type) -> View:
    name = text_of(call(base, "get_name", obj))
    parts = [("name", name), *_outcome(obj, base), ("coroutine", native(base, "_coro", obj))]
    waiting = native(base, "_fut_waiter", obj)
    parts += [] if waiting is None else [("waiting for", waiting)]
    return View("", parts, previewed=2)


def _future(obj: Any, base: type) -> View:
    return View("", _outcome(obj, base))


def _outcome(obj: Any, base: type) -> Parts:
    """Not by `exception()`, which would count as having looked at it."""
    state = text_of(native(base, "_state", obj)).lower()
    error = native(base, "_exception", obj)
    parts: Parts = [("state", state)]
    if error is not None:
        return [*parts, ("exception", error)]
    return [*parts, ("result", native(base, "_result", obj))] if state == "finished" else parts


def _thread_future(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    state, error = text_of(fields["_state"]).lower(), fields["_exception"]
    parts: Parts = [("state", state)]
    if error is not None:
        parts.append(("exception", error))
    elif state == "finished":
        parts.append(("result", fields["_result"]))
    return View("", parts)


def _lock(obj: Any, base: type) -> View:
    return View(f"<lock {'held' if call(base, 'locked', obj) else 'free'}>")


def _reentrant(obj: Any, base: type) -> View:
    """Only its own text says who holds it."""
    found = _OWNER.search(call(base, "__repr__", obj))
    owner, count = (int(each) for each in found.groups()) if found else (0, 0)
    return _held(owner if count else None, count)


def _reentrant_in_python(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    return _held(fields["_owner"], fields["_count"])


def _held(owner: object, count: object) -> View:
    if owner is None:
        return View("<reentrant lock free>")
    return View(f"<reentrant lock held {brief(count)}×>", [("owner", owner), ("count", count)])


def _event(obj: Any, _base: type) -> View:
    return View(f"<{static.type_name(obj)} {_set_or_not(attributes(obj)['_flag'])}>")


def _async_event(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    parts: Parts = [("waiting", _length(fields["_waiters"]))]
    return View(f"<{static.type_name(obj)} {_set_or_not(fields['_value'])}>", parts)


def _set_or_not(flag: object) -> str:
    return "set" if flag is True else "not set"


def _condition(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    return View("", [("lock", fields["_lock"]), ("waiting", _length(fields["_waiters"]))])


def _semaphore(obj: Any, _base: type) -> View:
    return View("", [("value", attributes(obj)["_value"])])


def _barrier(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    return View("", [("parties", fields["_parties"]), ("waiting", fields["_count"])])


def _async_lock(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    state = "held" if fields["_locked"] is True else "free"
    return View(f"<{static.type_name(obj)} {state}>", [("waiting", _length(fields["_waiters"]))])


def _length(waiters: object) -> object:
    """Of a list or deque; other things are shown as they are."""
    if waiters is None:
        return 0
    return len(waiters) if static.is_exactly(waiters, list, deque) else waiters  # type: ignore[arg-type]


def _thread(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    parts: Parts = [("name", fields["_name"]), ("state", _thread_state(fields))]
    parts += chosen(fields, "_daemonic", "_ident", "_native_id", "_target", "_args", "_kwargs")
    own = [pair for pair in fields.items() if not pair[0].startswith("_")]
    return View("", parts + own, previewed=2)


def _thread_state(fields: dict[str, Any]) -> str:
    started = fields["_started"]
    if attributes(started).get("_flag") is not True:
        return "not started"
    handle = fields.get("_os_thread_handle", fields.get("_handle"))
    if handle is None:
        return "ended" if fields["_is_stopped"] is True else "running"
    return "ended" if call(type(handle), "is_done", handle) else "running"


def _queue(obj: Any, _base: type) -> View:
    """Of threads or of tasks: both have the same attributes, but for a name."""
    fields = attributes(obj)
    held = fields.get("queue", fields.get("_queue"))
    size = len(held) if static.is_exactly(held, deque, list) else None  # type: ignore[arg-type]
    most = fields.get("maxsize", fields.get("_maxsize"))
    return View("", [("size", size), ("maxsize", most), ("items", held)], previewed=2)


def _simple_queue(obj: Any, base: type) -> View:
    return View("", [("size", call(base, "qsize", obj))])


def _greenlet(obj: Any, base: type) -> View:
    started = "started" if call(base, "__bool__", obj) else "not started"
    return View(f"<{static.type_name(obj)} {'finished' if native(base, 'dead', obj) else started}>")


BUILTIN: dict[type, ViewFunction] = {
    **dict.fromkeys(_KINDS, _suspended),
    LockType: _lock,
    RLock: _reentrant,
}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("greenlet", "greenlet"): _greenlet,
    ("_asyncio", "Task"): _task,
    ("_asyncio", "Future"): _future,
    ("concurrent.futures._base", "Future"): _thread_future,
    ("threading", "_RLock"): _reentrant_in_python,
    ("threading", "Event"): _event,
    ("threading", "Condition"): _condition,
    ("threading", "Semaphore"): _semaphore,
    ("threading", "Barrier"): _barrier,
    ("threading", "Thread"): _thread,
    ("asyncio.locks", "Lock"): _async_lock,
    ("asyncio.locks", "Event"): _async_event,
    ("asyncio.locks", "Semaphore"): _semaphore,
    ("asyncio.queues", "Queue"): _queue,
    ("queue", "Queue"): _queue,
    ("_queue", "SimpleQueue"): _simple_queue,
}
