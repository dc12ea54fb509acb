"""Clients that mean harm, or are broken. `hostile_clients.py KIND CARD PROBE` goes on until it is killed.

CARD is an agent's discovery file, PROBE a probe as JSON that fits the program.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def request(method: str, params: object, number: int = 1) -> bytes:
    return framed(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())


class Target:
    """An agent, and what it takes to talk to it."""

    def __init__(self, card: str, probe: str) -> None:
        found = json.loads(Path(card).read_text())
        self.path: str = found["socket"]
        self.token: str = found["token"]
        self.probe: dict[str, Any] = json.loads(probe)

    def stranger(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(1.0)
        connection.connect(self.path)
        return connection

    def server(self) -> socket.socket:
        connection = self.stranger()
        who = {"id": f"hostile {random.random()}", "name": "hostile", "version": "0"}
        connection.sendall(request("initialize", {"protocol": 1, "token": self.token, "client": who}))
        connection.recv(65536)
        return connection

    def probes(self, count: int, **more: object) -> list[dict[str, Any]]:
        """The same point so many times."""
        return [{**self.probe, "id": f"p{number}", **more} for number in range(count)]


def garbage(target: Target) -> None:
    with target.stranger() as connection:
        for _ in range(20):
            connection.sendall(random.randbytes(65536))


def wrong_order(target: Target) -> None:
    message = request("probes/set", {"revision": 1, "probes": []})
    with target.stranger() as connection:
        while True:
            connection.sendall(message * 500)


def flood(target: Target) -> None:
    """Asks without end, and does not read the answers."""
    message = request("source/lines", {"file": target.probe["file"]}) * 500
    with target.server() as connection:
        while True:
            connection.sendall(message)


def never_reads(target: Target) -> None:
    with target.server() as connection:
        connection.sendall(request("probes/set", {"revision": 1, "probes": target.probes(1)}))
        time.sleep(1000)


def huge_messages(target: Target) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"method":"x","params":"' + b"x" * (4 * MEGABYTE - 100) + b'"}'
    with target.server() as connection:
        while True:
            connection.sendall(framed(body))


def many_connections(target: Target) -> None:
    """A thousand at once, and as many again as are cut off."""
    held: list[socket.socket] = []
    while True:
        with suppress(OSError):
            held.append(target.stranger())
        if len(held) > 1000:
            held.pop(0).close()


def reconnects(target: Target) -> None:
    while True:
        target.stranger().close()


def many_servers(target: Target) -> None:
    """Each with the right token, and a new name."""
    held = []
    while True:
        held.append(target.server())
        if len(held) > 200:
            held.pop(0).close()


def slow(target: Target) -> None:
    """Forty that say a byte now and then."""
    held = [target.stranger() for _ in range(40)]
    for byte in request("initialize", {"protocol": 1}) * 1000:
        for connection in held:
            with suppress(OSError):
                connection.send(bytes([byte]))
        time.sleep(0.05)


def half_open(target: Target) -> None:
    held = [target.stranger() for _ in range(40)]
    for connection in held:
        with suppress(OSError):
            connection.sendall(b"Content-Length: 500\r\n\r\n{")
    time.sleep(6.0)


def sets(target: Target) -> None:
    """Other wanted sets, as fast as they can be sent."""
    with target.server() as connection:
        while True:
            wanted = {"revision": 1, "probes": target.probes(random.randrange(10))}
            connection.sendall(request("probes/set", wanted) * 20)


def absurd_set(target: Target) -> None:
    """As many probes as fit into a message, again and again."""
    wanted = {"revision": 1, "probes": target.probes(10_000)}
    with target.server() as connection:
        while True:
            connection.sendall(request("probes/set", wanted))


def most_probes(target: Target) -> None:
    """As many as an agent takes, all of files that may come yet."""
    probes = [{**probe, "file": f"/nowhere/{probe['id']}.py"} for probe in target.probes(1000)]
    with target.server() as connection:
        connection.sendall(request("probes/set", {"revision": 1, "probes": probes}))
        while connection.recv(65536):
            pass


def huge_texts(target: Target) -> None:
    probe = {**target.probe, "condition": "(" * 1900, "message": "{" * 1900, "show": ["a." * 900 + "b"] * 100}
    with target.server() as connection:
        while True:
            connection.sendall(request("probes/set", {"revision": 1, "probes": [probe]}))


KINDS: dict[str, Callable[[Target], None]] = {
    kind.__name__: kind
    for kind in (
        garbage,
        wrong_order,
        flood,
        never_reads,
        huge_messages,
        many_connections,
        reconnects,
        many_servers,
        slow,
        half_open,
        sets,
        absurd_set,
        most_probes,
        huge_texts,
    )
}


def main(kind: str, card: str, probe: str) -> None:
    target = Target(card, probe)
    while True:
        try:
            KINDS[kind](target)
        except OSError:
            time.sleep(0.001)


if __name__ == "__main__":
    main(*sys.argv[1:])
