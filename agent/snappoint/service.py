"""What the agent does for its servers: answers their requests, and has what is new reported to them.

Runs on the agent's own thread and owns everything that thread works with.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from . import wire
from .audit import Audit
from .capture.shapes import Capture, Key
from .client import Client
from .configuration import NOTHING_SAID, Configuration
from .engines.choose import Chooser
from .engines.insertion import Insertion
from .engines.monitoring import MONITORING
from .events import Came, Gone, Received
from .imports import Born
from .inquiries import METHODS, Inquiries
from .registry import Registry
from .reports import Outlet, Reports
from .visitors import Tokens, Visitors

Hit = tuple[Key, Capture]
"""A capture, from the thread of the program that made it."""


class Service:
    """`handle` takes one event, `flush` sends what came of the events so far."""

    def __init__(
        self,
        tokens: Tokens,
        process: Mapping[str, object],
        version: str,
        outlet: Outlet,
        owner: Configuration = NOTHING_SAID,
    ) -> None:
        self._outlet = outlet
        self._audit = Audit(owner.audit)
        self._visitors = Visitors(tokens, process, version, self._audit)
        engine = Chooser(Insertion(), MONITORING)
        self._registry = Registry(engine, outlet.hit, outlet.born, owner.policy, owner.problem)
        self._inquiries = Inquiries(self._registry, owner.policy)
        self._clients: dict[str, Client] = {}
        self._reports = Reports(outlet, self._registry, self._clients)
        self.begun = 0
        """How many probes were put in so far."""

    def handle(self, event: Came | Received | Gone | Hit | Born) -> None:
        """Any event of the agent. Never raises for what a server sent."""
        if isinstance(event, Came):
            self._visitors.came(event)
        elif isinstance(event, Received):
            self._answer(event.peer, event.message)
        elif isinstance(event, Gone):
            self._lose(event.peer)
        elif isinstance(event, Born):
            self._registry.adopt(event)
            self._reports.soon()
        else:
            self._reports.keep(*event)

    def flush(self) -> None:
        """Does what is due and tells every server what is new to it."""
        if self._registry.look():
            self._reports.soon()
        self._end_leases()
        self._reports.flush()

    def pause(self) -> float | None:
        """Seconds until `flush` has something to do by itself; None: nothing will be due."""
        dues = [c.lease_ends for c in self._clients.values() if c.lease_ends is not None]
        look = self._registry.next_look()
        if look is not None:
            dues.append(look)
        if any(self._registry.entries(name) for name in self._clients):
            dues.append(self._reports.due)
        return max(0.0, min(dues) - monotonic()) if dues else None

    def hurry(self) -> None:
        """The next `flush` may be the last: the counts are told by it, due or not."""
        self._reports.soon()

    def forked(self) -> None:
        """In a child: the probes stay until the servers have found the child, or the lease ends."""
        self._visitors.forked()
        for client in self._clients.values():
            client.lose()
            client.forget()
        self._registry.reset_counters()

    def renew(self, token: str, process: Mapping[str, object]) -> None:
        """In a child: it is known under another token and process id."""
        self._visitors.renew(token, process)

    def stop(self) -> None:
        """Takes every probe away, so that the program's code is as it was."""
        for name in list(self._clients):
            self._forget(name)
        self._registry.restore()

    def knows(self, peer: int) -> bool:
        """Whether that connection has introduced itself."""
        return self._visitors.knows(peer)

    def _answer(self, peer: int, message: wire.Message) -> None:
        if "id" not in message or "method" not in message:
            return
        try:
            value = self._result_of(peer, message["method"], message.get("params"))
        except Exception as bug:
            failure = bug if isinstance(bug, wire.WireError) else wire.internal_error(bug)
            refused = failure.code in (wire.WRONG_TOKEN, wire.WRONG_PROTOCOL, wire.NOT_INITIALIZED)
            self._outlet.send(peer, wire.error(message, failure), last=refused)
            return
        self._outlet.send(peer, wire.result(message, value), last=message["method"] == "shutdown")

    def _result_of(self, peer: int, method: object, params: object) -> object:
        if method == "initialize":
            return self._initialize(peer, wire.hello(params))
        name = self._visitors.name_of(peer)
        if method == "probes/set":
            return self._set_probes(peer, name, params)
        if isinstance(method, str) and method in METHODS:
            return self._asked_about(peer, method, wire.file_asked(params), wire.text_known(params))
        if method == "shutdown":
            self._lose(peer)
            self._forget(name)
            return None
        raise wire.WireError(wire.METHOD_NOT_FOUND, f"no method {method!r}")

    def _initialize(self, peer: int, hello: wire.Hello) -> object:
        welcome = self._visitors.introduce(peer, hello)
        self._clients.setdefault(hello.client, Client()).connect(peer)
        return welcome

    def _asked_about(self, peer: int, method: str, file: str, known: str) -> object:
        self._audit.write(
            f"{method.removeprefix('source/')} asked", **self._visitors.described(peer), file=file
        )
        return self._inquiries.answer(method, file, known)

    def _set_probes(self, peer: int, name: str, params: object) -> object:
        before = {key: entry.probe for key, entry in self._registry.entries(name).items()}
        revision, probes = wire.wanted(params, before)
        self._audit.write_changes(self._visitors.described(peer), before, probes)
        client = self._clients[name]
        client.revision = revision
        self.begun += self._registry.set_wanted(name, probes)
        client.keep_only(self._registry.entries(name))
        self._reports.soon()
        return {"revision": revision}

    def _lose(self, peer: int) -> None:
        client = self._clients.get(self._visitors.left(peer) or "")
        if client is not None and client.peer == peer:
            client.lose()

    def _end_leases(self) -> None:
        for name, client in list(self._clients.items()):
            if client.lease_ends is not None and client.lease_ends <= monotonic():
                self._forget(name)

    def _forget(self, name: str) -> None:
        self._clients.pop(name, None)
        self._visitors.forget(name)
        if name in self._registry.clients():
            self._registry.drop(name)
