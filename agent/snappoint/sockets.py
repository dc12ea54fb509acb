"""What the relay needs of sockets: one to listen on, who is at the other end of one, and which are ready."""

from __future__ import annotations

import os
import selectors
import socket
import struct
import sys

UNKNOWN = -1

_WAITING = 64
"""Connections that wait to be accepted; a program that is busy with itself may take a while."""


def listening(path: str) -> socket.socket:
    """Listens at a path where there is nothing yet. Raises `OSError`."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.setblocking(False)
        listener.bind(path)
        os.chmod(path, 0o600)
        listener.listen(_WAITING)
    except OSError:
        listener.close()
        raise
    return listener


def origin(connection: socket.socket) -> tuple[int, int]:
    """The process at the other end and its user, as the kernel says.

    Where the kernel can't be asked by the standard library (macOS), the folder's mode and the token
    have to do.
    """
    if not sys.platform.startswith("linux"):
        return UNKNOWN, UNKNOWN
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, _gid = struct.unpack("3i", credentials)
    return pid, uid


class Watch:
    """Waits for sockets to be ready."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wanted: dict[socket.socket, int] = {}

    def wait(self, seconds: float) -> list[socket.socket]:
        """Those that are ready by then."""
        return [key.fileobj for key, _ in self._selector.select(seconds)]  # type: ignore[misc]

    def set(self, one: socket.socket, *, reading: bool = False, writing: bool = False) -> None:
        """What it is waited for from now on. Nothing at all before it is closed."""
        wanted = selectors.EVENT_READ * reading | selectors.EVENT_WRITE * writing
        before = self._wanted.get(one, 0)
        if wanted and not before:
            self._selector.register(one, wanted)
        elif before and not wanted:
            self._selector.unregister(one)
        elif wanted != before:
            self._selector.modify(one, wanted)
        self._wanted[one] = wanted
        if not wanted:
            del self._wanted[one]

    def close(self) -> None:
        self._selector.close()
