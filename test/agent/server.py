"""A server for the agent's tests: the other end of the wire, in Python, speaking to a real agent."""

from __future__ import annotations

import glob
import json
import os
import select
import socket
import time
from collections.abc import Callable
from typing import Any

from snappoint import wire

PATIENCE = 20.0
"""Seconds after which waiting for a state has failed; far more than any state needs."""


def find_agent(folder: str, pid: int | None = None) -> dict[str, Any]:
    """Waits for an agent's discovery file."""

    def look() -> dict[str, Any] | None:
        for path in glob.glob(os.path.join(folder, f"{pid or '*'}-*.json")):
            with open(path) as stream:
                return json.load(stream)  # type: ignore[no-any-return]
        return None

    return wait_for(look, "an agent's discovery file")


def wait_for(look: Callable[[], Any], what: str) -> Any:
    """Asks until the answer is true; for states that nothing announces."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.002)
    raise AssertionError(f"waited {PATIENCE} s for {what}")


class Server:
    """Connects to the agent that a discovery file describes and keeps what it reports."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._socket = self._connected(found)
        self._decoder = wire.Decoder()
        self._requests = 0
        self._revision = 0
        self._pushed: int | None = None
        self.statuses: dict[str, dict[str, Any]] = {}
        self.stats: dict[str, dict[str, Any]] = {}
        self.captures: list[dict[str, Any]] = []
        self._answers: dict[int, dict[str, Any]] = {}

    def _connected(self, found: dict[str, Any]) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(found["socket"])
        except OSError:
            connection.close()
            raise
        return connection

    def initialize(self, client: str, token: str) -> None:
        """Introduces itself; what the agent says to it is kept as `hello`."""
        who = {"id": client, "name": "test", "version": "0"}
        self.hello = self.request("initialize", {"protocol": 1, "token": token, "client": who})

    def request(self, method: str, params: object = None) -> dict[str, Any]:
        """Sends a request and waits for its answer, result or error."""
        number = self.send(method, params)
        self.until(lambda: number in self._answers, f"the answer to {method}")
        return self._answers.pop(number)

    def send_set(self, *probes: dict[str, Any]) -> None:
        """Sends the whole wanted set and does not wait for the answer."""
        self._revision += 1
        self.send("probes/set", {"revision": self._revision, "probes": list(probes)})

    def push(self, *probes: dict[str, Any]) -> bool:
        """Sends the whole wanted set as an editor's server does: not before the one before was answered."""
        while select.select([self._socket], [], [], 0.0)[0]:
            self._read()
        if self._pushed is not None and self._answers.pop(self._pushed, None) is None:
            return False
        self._revision += 1
        params = {"revision": self._revision, "probes": list(probes)}
        self._pushed = self.send("probes/set", params)
        return True

    def set(self, *probes: dict[str, Any]) -> dict[str, Any]:
        """Sends the whole wanted set."""
        self._revision += 1
        return self.request("probes/set", {"revision": self._revision, "probes": list(probes)})

    def until(self, reached: Callable[[], Any], what: str) -> Any:
        """Reads messages until a state is reached."""
        deadline = time.monotonic() + PATIENCE
        while not (found := reached()):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited for {what}; statuses {self.statuses}, stats {self.stats}")
            self._read()
        return found

    def until_status(self, probe: str, status: str) -> dict[str, Any]:
        """Waits for a status of a probe and returns the report."""
        self.until(lambda: self.statuses.get(probe, {}).get("status") == status, f"{probe} {status}")
        return self.statuses[probe]

    def send_raw(self, data: bytes) -> None:
        self._socket.sendall(data)

    def until_closed(self) -> None:
        """Reads until the agent ends the connection."""
        try:
            while True:
                self._read()
        except (EOFError, ConnectionResetError):
            return

    def close(self) -> None:
        self._socket.close()

    def send(self, method: str, params: object) -> int:
        """Sends a request and does not wait for the answer."""
        self._requests += 1
        message = {"jsonrpc": "2.0", "id": self._requests, "method": method, "params": params}
        self._socket.sendall(wire.encode(message))
        return self._requests

    def _read(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise EOFError("the agent closed the connection")
        for message in self._decoder.feed(data):
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "probes/status":
            self.statuses |= {status["id"]: status for status in params["statuses"]}
        elif method == "stats":
            self.stats |= {stats["id"]: stats for stats in params["probes"]}
        elif method == "captures":
            self.captures += params["captures"]
        elif message.get("id") is not None:
            self._answers[message["id"]] = message
