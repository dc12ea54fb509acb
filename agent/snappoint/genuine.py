"""Threads, locks, sleep, sockets and `poll` as the interpreter has them, for the agent's own threads.

Libraries such as gevent put functions of theirs in the place of those, which would make our threads part of
the program's event loop. And daemons close every descriptor that they find, ours too: a number that was that
of a socket of ours can then be that of a file of the program's.
"""

from __future__ import annotations

import _socket
import errno
import os
from importlib.machinery import BuiltinImporter, PathFinder
from importlib.util import module_from_spec
from typing import Any


def _fresh(name: str) -> Any:
    """A module in C, made anew, which nobody else has; what it does is the same."""
    spec = BuiltinImporter.find_spec(name) or PathFinder.find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(f"there is no module {name}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_thread, _select = _fresh("_thread"), _fresh("select")

allocate_lock = _thread.allocate_lock
get_ident = _thread.get_ident
get_native_id = _thread.get_native_id
start_new_thread = _thread.start_new_thread
sleep = _fresh("time").sleep
poll = _select.poll
POLLIN: int = _select.POLLIN
POLLOUT: int = _select.POLLOUT


class Socket(_socket.socket):
    """A socket that is used only as long as its descriptor is the one that it was made with; afterwards every
    use of it raises `OSError`, and to close it closes nothing."""

    def __init__(self, family: int = -1, kind: int = -1, proto: int = -1, fileno: int | None = None) -> None:
        super().__init__(family, kind, proto, fileno)
        self._identity = identity(self.fileno())

    def is_ours(self) -> bool:
        """Whether the descriptor is still that of this socket."""
        try:
            return self.fileno() >= 0 and identity(self.fileno()) == self._identity
        except OSError:
            return False

    def accept(self) -> tuple[Socket, Any]:
        """The next connection, and where it comes from."""
        self._make_sure()
        descriptor, address = self._accept()  # type: ignore[attr-defined]
        return Socket(fileno=descriptor), address

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        self._make_sure()
        return super().recv(size, flags)

    def send(self, data: Any, flags: int = 0, /) -> int:
        self._make_sure()
        return super().send(data, flags)

    def close(self) -> None:
        if self.is_ours():
            super().close()
        else:
            self.detach()

    def _make_sure(self) -> None:
        if not self.is_ours():
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def socketpair() -> tuple[Socket, Socket]:
    """Two sockets that are connected with each other."""
    one, other = _socket.socketpair()
    return Socket(fileno=one.detach()), Socket(fileno=other.detach())


def identity(descriptor: int) -> tuple[int, int]:
    """What a descriptor stands for. Raises `OSError` when that is nothing."""
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino
