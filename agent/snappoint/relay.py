"""The agent's sockets: one thread that accepts servers, reads their messages and writes ours.

It owns every socket. Other threads hand it bytes by `send`; what arrives goes out as events.
"""

from __future__ import annotations

import os
import selectors
import socket
import struct
import sys
from collections import deque
from collections.abc import Callable
from time import monotonic, thread_time
from typing import NamedTuple

from .wire import Decoder, Message, WireError, error

HELLO_SECONDS = 5.0
"""A peer that has not said a whole message by then is cut off."""

MAX_BACKLOG_BYTES = 4 * 1024 * 1024
"""What may wait to be written to one server; beyond it captures are dropped and counted."""

MAX_PEERS = 32
UNKNOWN = -1


class Came(NamedTuple):
    """Somebody connected; `admitted` unless it is another user's process. The ids are `UNKNOWN` where the
    system can't tell them."""

    peer: int
    pid: int
    uid: int
    admitted: bool


class Received(NamedTuple):
    """A server sent a message."""

    peer: int
    message: Message


class Gone(NamedTuple):
    """A connection ended, for whatever reason."""

    peer: int


class _Peer:
    def __init__(self, number: int, connection: socket.socket) -> None:
        self.number = number
        self.connection = connection
        self.decoder = Decoder()
        self.backlog = bytearray()
        self.silent_until: float | None = monotonic() + HELLO_SECONDS
        self.closing = False


class Relay:
    """Listens on a Unix socket. `run` is the body of the relay's thread."""

    def __init__(self, path: str, tell: Callable[[Came | Received | Gone], None]) -> None:
        self._tell = tell
        self._peers: dict[int, _Peer] = {}
        self._numbers = 0
        self._outgoing: deque[tuple[int, bytes, bool]] = deque()
        self._stopping = False
        self.writing_seconds = 0.0
        """Of a processor, spent on handing out messages so far."""

        self._waker, self._wakened = socket.socketpair()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(path)
        os.chmod(path, 0o600)
        self._listener.listen(8)
        for one in (self._wakened, self._waker, self._listener):
            one.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wakened, selectors.EVENT_READ)
        self._selector.register(self._listener, selectors.EVENT_READ)

    def send(self, peer: int, data: bytes, *, last: bool = False) -> None:
        """Hands bytes over to be written; `last` closes the connection afterwards."""
        self._outgoing.append((peer, data, last))
        self._wake()

    def has_room(self, peer: int) -> bool:
        """Whether the server keeps up with what it is sent."""
        found = self._peers.get(peer)
        return found is not None and len(found.backlog) < MAX_BACKLOG_BYTES

    def run(self) -> None:
        """Serves until `stop`; what was handed over before is still written."""
        while not self._stopping:
            for key, _ in self._selector.select(self._patience()):
                self._serve(key.fileobj)
            self._hand_out()
            self._cut_off_the_silent()
        self._hand_out()
        # For the next run; not at its start, where a stop that came before it would be forgotten.
        self._stopping = False

    def stop(self) -> None:
        """Makes `run` return."""
        self._stopping = True
        self._wake()

    def close(self) -> None:
        """Closes every socket; `run` must have returned."""
        self._selector.close()
        for peer in self._peers.values():
            peer.connection.close()
        for one in (self._listener, self._waker, self._wakened):
            one.close()

    def _wake(self) -> None:
        try:
            self._waker.send(b"\0")
        except OSError:
            pass  # Full means that it is awake already; closed means that nobody is there.

    def _serve(self, source: object) -> None:
        if source is self._listener:
            self._accept()
        elif source is self._wakened:
            self._drain()
        else:
            found = next((p for p in self._peers.values() if p.connection is source), None)
            if found is not None:
                self._read(found)
                self._flush(found)

    def _drain(self) -> None:
        try:
            self._wakened.recv(4096)
        except BlockingIOError:
            pass  # A `run` before this one, which a fork ended, has read it.

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        pid, uid = _origin(connection)
        admitted = uid in (os.geteuid(), 0, UNKNOWN)
        if len(self._peers) >= MAX_PEERS or not admitted:
            connection.close()
            if not admitted:
                self._tell(Came(0, pid, uid, admitted))
            return
        connection.setblocking(False)
        self._numbers += 1
        self._tell(Came(self._numbers, pid, uid, admitted))
        self._peers[self._numbers] = _Peer(self._numbers, connection)
        self._selector.register(connection, selectors.EVENT_READ)

    def _read(self, peer: _Peer) -> None:
        try:
            data = peer.connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close(peer)
            return
        try:
            for message in peer.decoder.feed(data):
                peer.silent_until = None
                self._tell(Received(peer.number, message))
        except WireError as failure:
            peer.backlog += error(None, failure)
            peer.closing = True

    def _hand_out(self) -> None:
        began = thread_time()
        while self._outgoing:
            number, data, last = self._outgoing.popleft()
            peer = self._peers.get(number)
            if peer is not None:
                peer.backlog += data
                peer.closing = peer.closing or last
                self._flush(peer)
        self.writing_seconds += thread_time() - began

    def _flush(self, peer: _Peer) -> None:
        if peer.number not in self._peers:
            return
        try:
            while peer.backlog:
                del peer.backlog[: peer.connection.send(memoryview(bytes(peer.backlog[:262144])))]
        except BlockingIOError:
            pass
        except OSError:
            self._close(peer)
            return
        if peer.closing and not peer.backlog:
            self._close(peer)
            return
        writing = selectors.EVENT_WRITE if peer.backlog else 0
        reading = 0 if peer.closing else selectors.EVENT_READ
        self._selector.modify(peer.connection, reading | writing)

    def _close(self, peer: _Peer) -> None:
        del self._peers[peer.number]
        self._selector.unregister(peer.connection)
        peer.connection.close()
        self._tell(Gone(peer.number))

    def _patience(self) -> float | None:
        limits = [peer.silent_until for peer in self._peers.values() if peer.silent_until is not None]
        return max(0.0, min(limits) - monotonic()) if limits else None

    def _cut_off_the_silent(self) -> None:
        now = monotonic()
        for peer in [p for p in self._peers.values() if p.silent_until is not None and p.silent_until <= now]:
            self._close(peer)


def _origin(connection: socket.socket) -> tuple[int, int]:
    """The process at the other end and its user, as the kernel says.

    Where the kernel can't be asked by the standard library (macOS), the folder's mode and the token
    have to do.
    """
    if not sys.platform.startswith("linux"):
        return UNKNOWN, UNKNOWN
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _gid = struct.unpack("3i", credentials)
    return pid, uid
