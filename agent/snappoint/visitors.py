"""Who is connected, and as which server: nobody gets further without the right token."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from . import wire
from .audit import Audit
from .client import LEASE_SECONDS
from .events import Came


class Tokens(NamedTuple):
    """What has to be known by who comes by the socket, and by network: empty where nobody may."""

    local: str
    network: str = ""


class Visitors:
    """A connection is known by its number, a server by the name that it has given itself."""

    def __init__(self, tokens: Tokens, process: Mapping[str, object], version: str, audit: Audit) -> None:
        self._version = version
        self._audit = audit
        self._origins: dict[int, dict[str, object]] = {}
        self._names: dict[int, str] = {}
        self._tokens, self._process = tokens, process

    def renew(self, token: str, process: Mapping[str, object]) -> None:
        """From now on this process is known under this token and description."""
        self._tokens, self._process = self._tokens._replace(local=token), process

    def came(self, event: Came) -> None:
        """Notes a new connection, or one that was not let in. Raises `WireError`."""
        origin: dict[str, object] = {"pid": event.pid, "uid": event.uid}
        if event.address:
            origin = {"address": event.address}
        if event.admitted:
            self._origins[event.peer] = origin
        else:
            self._audit.write("refused", peer=origin, reason="another user's process")

    def introduce(self, peer: int, hello: wire.Hello) -> Mapping[str, object]:
        """What the server is told of this process. Raises `WireError` if it is not let in."""
        is_from_network = "address" in self._origins.get(peer, {})
        try:
            self._check(hello, self._tokens.network if is_from_network else self._tokens.local)
        except wire.WireError as refusal:
            self._audit.write("refused", **self.described(peer), reason=refusal.reason)
            raise
        origin = self._origins.get(peer, {})
        self._audit.write("connected", peer=origin, server=hello.client, name=hello.name)
        self._names[peer] = hello.client
        return {
            "protocol": wire.PROTOCOL,
            "agent": {"version": self._version, "remembers": True},
            "process": self._process,
            "lease": LEASE_SECONDS,
        }

    def name_of(self, peer: int) -> str:
        """Raises `WireError` when it has not introduced itself."""
        name = self._names.get(peer)
        if name is None:
            raise wire.WireError(wire.NOT_INITIALIZED, "initialize must come first")
        return name

    def knows(self, peer: int) -> bool:
        """Whether it has introduced itself."""
        return peer in self._names

    def described(self, peer: int) -> dict[str, object]:
        """For the record."""
        known = {"server": self._names[peer]} if peer in self._names else {}
        return {"peer": self._origins.get(peer, {}), **known}

    def left(self, peer: int) -> str | None:
        """Forgets a connection; returns the server's name. What it asked for is not undone by that."""
        described = self.described(peer)
        self._origins.pop(peer, None)
        name = self._names.pop(peer, None)
        if name is not None:
            # Nothing is done here that could be refused when it can't be written down.
            with suppress(wire.WireError):
                self._audit.write("disconnected", **described)
        return name

    def forget(self, name: str) -> None:
        """Whatever its connections say from now on, they have to introduce themselves again."""
        self._names = {peer: known for peer, known in self._names.items() if known != name}

    def forked(self) -> None:
        """In a child: the connections are the parent's."""
        self._names.clear()
        self._origins.clear()

    def _check(self, hello: wire.Hello, token: str) -> None:
        is_right = hmac.compare_digest(hello.token.encode("utf-8", "replace"), token.encode())
        if not token or not is_right:
            raise wire.WireError(wire.WRONG_TOKEN, "wrong token")
        if hello.protocol != wire.PROTOCOL:
            reason = f"this agent speaks protocol {wire.PROTOCOL}, not {hello.protocol}"
            raise wire.WireError(wire.WRONG_PROTOCOL, reason)
