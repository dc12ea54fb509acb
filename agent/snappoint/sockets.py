"""What the relay needs of sockets: one to listen on, who is at the other end of one, and which are ready."""

from __future__ import annotations

import os
import socket
import struct
import sys
from typing import NamedTuple, Protocol

from .genuine import POLLIN, POLLOUT, Socket, poll, socketpair

UNKNOWN = -1

_WAITING = 64
"""Connections that wait to be accepted; a program that is busy with itself may take a while."""


def listening(path: str) -> Socket:
    """Listens at a path where there is nothing yet. Raises `OSError`."""
    listener = Socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.setblocking(False)
        listener.bind(path)
        os.chmod(path, 0o600)
        listener.listen(_WAITING)
    except OSError:
        listener.close()
        raise
    return listener


class Connection(Protocol):
    """What is used of a socket. `recv` and `send` raise `BlockingIOError` where they would have to wait, and
    other errors of the system when the connection is over."""

    def recv(self, size: int, /) -> bytes:
        """At least a byte, or none at the end."""

    def send(self, data: memoryview, /) -> int:
        """Returns how many bytes were taken."""

    def fileno(self) -> int:
        """For the selector."""

    def close(self) -> None:
        """May be asked twice."""


class Arrival(NamedTuple):
    """Somebody who has just connected. What the system can't tell is `UNKNOWN`; who comes from another
    machine has an address."""

    connection: Connection
    pid: int
    uid: int
    address: str = ""

    @property
    def is_admitted(self) -> bool:
        """Unless it is another user's process. Who comes by network has yet to show that it may."""
        return self.uid in (os.geteuid(), 0, UNKNOWN)


class Entrance(Protocol):
    """Where servers come in."""

    listener: Socket

    def accept(self) -> Arrival:
        """Raises `OSError` when there is nobody any more."""


class LocalEntrance:
    """A Unix socket at a path."""

    def __init__(self, path: str) -> None:
        self.listener = listening(path)

    def accept(self) -> Arrival:
        """The process at the other end and its user are those of the moment when it connected."""
        connection, _ = self.listener.accept()
        connection.setblocking(False)
        return Arrival(connection, *origin(connection))


def origin(connection: Socket) -> tuple[int, int]:
    """The process at the other end and its user, as the kernel says. On systems that are not known here, the
    folder's mode and the token have to do."""
    ask = _ORIGINS.get(sys.platform)
    return ask(connection) if ask is not None else (UNKNOWN, UNKNOWN)


def _origin_on_linux(connection: Socket) -> tuple[int, int]:
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _gid = struct.unpack("3i", credentials)
    return pid, uid


_SOL_LOCAL, _LOCAL_PEERCRED, _LOCAL_PEERPID = 0, 1, 2
"""Of macOS's `sys/un.h`; the standard library does not name them."""

_XUCRED_BYTES = 76
"""`struct xucred` of `sys/ucred.h`: version and user, 32 bits each, then groups."""


def _origin_on_mac(connection: Socket) -> tuple[int, int]:
    credentials = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED_BYTES)
    version, uid = struct.unpack_from("=Ii", credentials)
    pid = struct.unpack("=i", connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERPID, 4))[0]
    return pid, uid if version == 0 else UNKNOWN


_ORIGINS = {"linux": _origin_on_linux, "darwin": _origin_on_mac}


def is_lost(one: Socket) -> bool:
    """Whether somebody else has closed it."""
    return one.fileno() >= 0 and not one.is_ours()


class Waker:
    """Any thread makes `wakened` ready to be read."""

    def __init__(self) -> None:
        self._waking, self.wakened = socketpair()
        for one in (self._waking, self.wakened):
            one.setblocking(False)

    def wake(self) -> None:
        try:
            self._waking.send(b"\0")
        except OSError:
            pass  # Full means that it is awake already; closed means that nobody is there.

    def drain(self) -> None:
        try:
            self.wakened.recv(4096)
        except BlockingIOError:
            pass  # A `run` of the relay before this one, which a fork ended, has read it.

    def is_lost(self) -> bool:
        return is_lost(self._waking) or is_lost(self.wakened)

    def close(self) -> None:
        self._waking.close()
        self.wakened.close()


class Watch:
    """Waits for sockets to be ready. It has no descriptor of its own that could be lost."""

    def __init__(self) -> None:
        self._poll = poll()
        self._watched: dict[Connection, tuple[int, int]] = {}
        """With descriptor, and what it is waited for."""

    def wait(self, seconds: float) -> list[Connection]:
        """Those that are ready by then, or lost."""
        ready = {descriptor for descriptor, _ in self._poll.poll(seconds * 1000.0)}
        return [one for one, (descriptor, _) in self._watched.items() if descriptor in ready]

    def set(self, one: Connection, *, reading: bool = False, writing: bool = False) -> None:
        """What it is waited for from now on. Nothing at all before it is closed."""
        wanted = POLLIN * reading | POLLOUT * writing
        descriptor, before = self._watched.get(one, (one.fileno(), 0))
        if wanted == before:
            return
        if wanted:
            self._poll.register(descriptor, wanted)
            self._watched[one] = descriptor, wanted
        else:
            self._poll.unregister(descriptor)
            del self._watched[one]
