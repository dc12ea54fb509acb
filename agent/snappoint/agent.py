"""The agent in a process: its two threads and its life over forks.

The relay's thread owns the sockets; the service's thread owns the probes. The program's own threads
only ever put a finished capture into the inbox between.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic, thread_time
from typing import TYPE_CHECKING, Any

from . import wire
from .door import Door, process_info
from .events import Handled, Received
from .inbox import Inbox
from .own_threads import OwnThread

if TYPE_CHECKING:
    from .network import Network
    from .relay import Relay
    from .service import Service

VERSION = "0.1.0"

JOIN_SECONDS = 1.0

LOADING_SECONDS = 20.0
"""A fork waits for modules to be loaded: what is half-loaded in a child stays so, for the program too."""

PAUSE_AFTER_MISTAKE = 1.0

SETTLE_SECONDS = 0.05
"""A forked child that ends sooner than this never opens a door: many do nothing but `exec` or exit."""


class Agent:
    """All that Snappoint has in one process. Raises `NotPrivateError` if it can't be reached safely, and
    `NetworkError` if it can't be where the owner wants it to listen."""

    def __init__(self, network: Network | None = None) -> None:
        self._network = network
        self._service: Service | None = None
        self._relay_thread: OwnThread | None = None
        self._service_thread: OwnThread
        self._inbox = Inbox()
        self._early: list[Any] = []
        self._is_sound = True
        self._is_loading = False
        self._door: Door | None = Door(self._inbox.put, network)
        self._run_threads()

    def stop(self) -> None:
        """Takes every probe away, says goodbye, and leaves nothing on the disk."""
        self._join_threads()
        if self._service is not None:
            self._service.stop()
        self._close()

    def finish(self) -> None:
        """At the program's end: what was captured last still goes out."""
        self._join_threads()
        self._close()

    def before_fork(self) -> None:
        """Ends the threads, so that the child has no half-done work of theirs, and so that the
        interpreter does not warn the program of threads that are not its own."""
        self._join_threads()
        if "gevent" in sys.modules:
            # Once its locks are those of the import system, our threads can't wait for the program's imports.
            from . import configuration, service  # noqa: F401, PLC0415

    def after_fork_in_parent(self) -> None:
        """Goes on as before, with a service that was too busy to end in time as well."""
        if self._service_thread.join(0.0):
            self._run_threads()
        else:
            self._leaving = False
            self._run_relay()

    def after_fork_in_child(self) -> None:
        """Becomes an agent of its own, with the same probes unless the service was cut off in the middle of
        something; the parent's files and sockets are not ours."""
        if self._door is not None:
            self._door.relay.close()
        self._door = None
        self._inbox.restart()
        self._early = []
        if self._is_loading:
            raise RuntimeError("forked while modules of ours were loaded")
        if self._service is not None and self._is_sound:
            self._service.forked()
        self._run_threads()

    def _close(self) -> None:
        if self._door is not None:
            self._door.close()

    def _run_threads(self) -> None:
        self._leaving = False
        self._run_relay()
        self._service_thread = OwnThread(self._serve)

    def _run_relay(self) -> None:
        self._relay_thread = OwnThread(self._door.relay.run) if self._door is not None else None

    def _join_threads(self) -> None:
        """The service first, so that what it has to say still goes through the relay."""
        self._leaving = True
        self._inbox.put(None)
        if not self._service_thread.join(JOIN_SECONDS) and self._is_loading:
            self._service_thread.join(LOADING_SECONDS)
        if self._door is not None and self._relay_thread is not None:
            self._door.relay.stop()
            self._relay_thread.join(JOIN_SECONDS)

    def _serve(self) -> None:
        """The body of the service's thread. Run again after something escaped from it, it begins anew, since
        nobody knows what was left half-done."""
        if not self._is_sound:
            self._begin_anew()
        self._is_sound = False
        if self._door is None:
            self._settle()
        pause: float | None = None
        while self._door is not None:
            # Asked before the events are taken, so that what came earlier is still among them.
            leaving = self._leaving
            events = self._inbox.take_at_once() if leaving or self._early else self._inbox.take(pause)
            events, self._early = self._early + events, []
            if self._service is None and events:
                try:
                    self._service = self._make_service(self._door)
                except (ImportError, OSError) as problem:
                    _refuse(self._door.relay, events, problem)
            if self._service is not None:
                if leaving:
                    self._service.hurry()
                pause = _turn(self._service, events, self._door.relay.handled)
            if leaving and not events:
                break
        self._is_sound = True

    def _begin_anew(self) -> None:
        """Without any probe and any connection; the servers come again."""
        service, self._service, self._early = self._service, None, []
        if service is not None:
            service.stop()
        if self._door is not None:
            self._door.relay.cut_off_all()

    def _settle(self) -> None:
        """In a child: opens the door, unless the child ends or forks before it is settled."""
        settled = monotonic() + SETTLE_SECONDS
        while not self._leaving and (pause := settled - monotonic()) > 0.0:
            self._early += self._inbox.take(pause)
        if self._leaving:
            return
        try:
            self._door = Door(self._inbox.put, self._network)
        except Exception:
            # What is wrong was told when the program was started, or nobody is there to be told.
            return
        if self._service is not None:
            self._service.renew(self._door.token, process_info())
        self._relay_thread = OwnThread(self._door.relay.run)

    def _make_service(self, door: Door) -> Service:
        self._is_loading = True
        try:
            # Imported when the first server comes: a program that nobody looks at starts faster.
            from . import configuration  # noqa: PLC0415
            from .reports import Outlet  # noqa: PLC0415
            from .service import Service  # noqa: PLC0415
            from .visitors import Tokens  # noqa: PLC0415

            owner = configuration.apply(os.environ)
        finally:
            self._is_loading = False
        captured, born, drops = self._inbox.put_capture, self._inbox.put, self._inbox.drops.value
        outlet = Outlet(self._send, self._has_room, captured, born, drops, self._writing_seconds)
        tokens = Tokens(door.token, self._network.token if self._network is not None else "")
        return Service(tokens, process_info(), VERSION, outlet, owner)

    def _send(self, peer: int, data: bytes, *, last: bool = False) -> None:
        if self._door is not None:
            self._door.relay.send(peer, data, last=last)

    def _has_room(self, peer: int) -> bool:
        return self._door is not None and self._door.relay.has_room(peer)

    def _writing_seconds(self) -> float:
        return self._door.relay.writing_seconds if self._door is not None else 0.0


def _refuse(relay: Relay, events: Iterable[Any], problem: Exception) -> None:
    """Tells those that ask for something why nothing can be done for them; they may come again."""
    ours, python = os.path.dirname(__file__), os.path.dirname(os.__file__)
    reason = (
        f"the program can't load the agent's code: {problem}. If it has changed its user or its root folder "
        f"since it was started, let it read {ours} and {python} there too"
    )
    for event in events:
        if isinstance(event, Received):
            failure = wire.WireError(wire.INTERNAL_ERROR, reason)
            relay.send(event.peer, wire.error(event.message, failure), last=True)
            relay.handled(Handled(event.peer, 0.0, is_known=False))


def _turn(service: Service, events: Iterable[Any], handled: Callable[[Handled], None]) -> float | None:
    """Handles events and tells what came of them; returns the pause until something is due.

    A mistake of ours in one event must not make the agent deaf to the next, nor busy with itself.
    """
    try:
        for event in events:
            began, probes = thread_time(), service.begun
            _handle(service, event)
            if isinstance(event, Received):
                is_known, begun = service.knows(event.peer), service.begun - probes
                handled(Handled(event.peer, thread_time() - began, is_known, begun))
        service.flush()
        return service.pause()
    except Exception:
        return PAUSE_AFTER_MISTAKE


def _handle(service: Service, event: Any) -> None:
    with suppress(Exception):
        service.handle(event)
