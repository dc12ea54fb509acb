"""The one agent of this process: when it begins, ends and forks."""

from __future__ import annotations

import atexit
import os
import sys
import threading  # noqa: F401 - the thread that loads it first counts as the main thread
from collections.abc import Callable

from .agent import VERSION, Agent
from .behaviour import SUPPORTED
from .genuine import allocate_lock
from .runtime_dir import NotPrivateError, use

__all__ = ["TURNED_OFF", "VERSION", "start", "stop"]

TURNED_OFF = "this program's owner has turned Snappoint off"

_agent: Agent | None = None
_lock = allocate_lock()
_hooked = False

_KNOW_NO_EXIT = ("multiprocessing.util", "billiard.util")
"""Their children end without what `atexit` knows, and have their own for it. Billiard is Celery's."""

_prepared: set[str] = set()
_LAST = -1000
"""After all that the program does at its end."""


def start(folder: str | None = None, listen: str = "", keys: str = "") -> str:
    """Starts the agent unless it runs, to be found in `folder` or where the environment says, and by network
    where `listen` and `keys` or the environment say. Returns why it could not be started, or nothing."""
    global _agent
    with _lock:
        if _agent is not None:
            return ""
        if folder is not None:
            use(folder)
        if not SUPPORTED:
            return "Snappoint needs CPython 3.11 or newer"
        if _is_off():
            return TURNED_OFF
        try:
            _agent = _new_agent(listen, keys)
        except (NotPrivateError, OSError, ValueError) as error:
            return str(error)
        atexit.register(_finish)
        _hook_once()
        return ""


def _new_agent(listen: str, keys: str) -> Agent:
    address = listen or os.environ.get("SNAPPOINT_LISTEN")
    if not address:
        return Agent()
    # Imported where it is wanted: any other program starts faster.
    from .network import Network  # noqa: PLC0415

    return Agent(Network(address, keys or os.environ.get("SNAPPOINT_KEYS", "")))


def _is_off() -> bool:
    if not (os.environ.get("SNAPPOINT_POLICY") or os.environ.get("SNAPPOINT_CONFIG")):
        return False
    # Imported where somebody has said something: any other program starts faster.
    from .configuration import is_off  # noqa: PLC0415

    return is_off(os.environ)


def stop() -> None:
    """Stops the agent if it runs."""
    global _agent
    with _lock:
        agent, _agent = _agent, None
        atexit.unregister(_finish)
    if agent is not None:
        agent.stop()


def _hook_once() -> None:
    """The interpreter can't forget such hooks, so they ask whether there is an agent."""
    global _hooked
    if not _hooked:
        _hooked = True
        os.register_at_fork(
            before=lambda: _with_agent(_before_fork),
            after_in_parent=lambda: _with_agent(Agent.after_fork_in_parent),
            after_in_child=_after_fork_in_child,
        )


def _before_fork(agent: Agent) -> None:
    agent.before_fork()
    for name in _KNOW_NO_EXIT:
        if name in sys.modules and name not in _prepared:
            _prepared.add(name)
            sys.modules[name].register_after_fork(agent, _finish_with)


def _after_fork_in_child() -> None:
    global _lock
    # Whoever held it is not in the child.
    _lock = allocate_lock()
    _with_agent(Agent.after_fork_in_child)


def _finish_with(agent: Agent) -> None:
    """In a child: what was captured last still goes out."""
    for name in _KNOW_NO_EXIT:
        if name in sys.modules and agent is _agent:
            sys.modules[name].Finalize(None, _finish, exitpriority=_LAST)


def _finish() -> None:
    _with_agent(Agent.finish)


def _with_agent(step: Callable[[Agent], None]) -> None:
    """Whatever fails in such a step, the program goes on, without an agent."""
    global _agent
    agent = _agent
    if agent is None:
        return
    try:
        step(agent)
    except Exception:
        _agent = None
