"""Where servers come in: the agent's two files in the runtime folder, and the socket behind them."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable

from . import wire
from .behaviour import STARTED
from .relay import Came, Gone, Received, Relay
from .runtime_dir import NotPrivateError, new_name, open_private, runtime_dir, write_private

MAX_SOCKET_PATH = 100
"""Bytes of a Unix socket's path; the kernel allows 104 on macOS and 108 on Linux, with a final zero."""


_PLAIN = 2
"""`python program.py`: that is no secret."""


class Door:
    """Open from its making until `close`. Raises `NotPrivateError` if it can't be opened safely."""

    def __init__(self, tell: Callable[[Came | Received | Gone], None]) -> None:
        folder = runtime_dir()
        open_private(folder)
        _remove_leftovers(folder)
        self._base = os.path.join(folder, new_name())
        path = f"{self._base}.sock"
        if len(os.fsencode(path)) > MAX_SOCKET_PATH:
            reason = f"{folder} is too long a path for a socket; set SNAPPOINT_RUNTIME_DIR to a shorter one"
            raise NotPrivateError(reason)
        self.token = os.urandom(32).hex()
        self.relay = Relay(path, tell)
        described = {"protocol": wire.PROTOCOL, **process_info(), "socket": path, "token": self.token}
        try:
            write_private(f"{self._base}.json", wire.discovery(described))
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Closes the sockets and removes the files."""
        for ending in (".json", ".sock"):
            try:
                os.unlink(self._base + ending)
            except OSError:
                pass  # Somebody tidied up before us.
        self.relay.close()


def process_info() -> dict[str, object]:
    """What servers are told of this process."""
    return {
        "pid": os.getpid(),
        "argv": _arguments(),
        "cwd": _cwd(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "executable": sys.executable,
        "started": STARTED,
    }


def _remove_leftovers(folder: str) -> None:
    """Files of an earlier program in this very process, which replaced itself by `exec`. A container that
    shares the folder may have a process of the same number: at its socket somebody answers."""
    for name in os.listdir(folder):
        base, ending = os.path.splitext(os.path.join(folder, name))
        if name.startswith(f"{os.getpid()}-") and (ending not in (".json", ".sock") or not _answers(base)):
            try:
                os.unlink(base + ending)
            except OSError:
                pass  # Gone already.


def _answers(base: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
            one.setblocking(False)
            one.connect(f"{base}.sock")
    except BlockingIOError:
        return True
    except OSError:
        return False
    return True


def _arguments() -> list[str]:
    if len(sys.orig_argv) <= _PLAIN:
        return list(sys.orig_argv)
    # Imported when there is something to withhold.
    from .rendering.arguments import without_secrets  # noqa: PLC0415

    return without_secrets(sys.orig_argv)


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""
