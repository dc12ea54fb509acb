"""Where servers come in: the agent's two files in the runtime folder, and the socket behind them."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from . import wire
from .behaviour import STARTED
from .events import Came, Gone, Received
from .genuine import Socket
from .relay import Relay
from .runtime_dir import NotPrivateError, kernel, new_name, open_private, runtime_dir, write_private

if TYPE_CHECKING:
    from .network import Network

MAX_SOCKET_PATH = 100
"""Bytes of a Unix socket's path; the kernel allows 104 on macOS and 108 on Linux, with a final zero."""


_PLAIN = 2
"""`python program.py`: that is no secret."""


class Door:
    """Open from its making until `close`. Raises `NotPrivateError` if it can't be opened safely."""

    def __init__(
        self, tell: Callable[[Came | Received | Gone], None], network: Network | None = None
    ) -> None:
        """Open to the network only where there is one. A port that is in use is asked for again."""
        self._network = network
        self._root = _files("/")
        self._folder = runtime_dir()
        open_private(self._folder)
        _remove_leftovers(self._folder)
        self._base = os.path.join(self._folder, new_name())
        self._socket, self._card = f"{self._base}.sock", f"{self._base}.json"
        if len(os.fsencode(self._socket)) > MAX_SOCKET_PATH:
            reason = (
                f"{self._folder} is too long a path for a socket; set SNAPPOINT_RUNTIME_DIR to a shorter one"
            )
            raise NotPrivateError(reason)
        self.token = os.urandom(32).hex()
        self._files: list[tuple[int, int] | None] = []
        self.relay = Relay(self._socket, tell, self._look_after)
        try:
            self._listen_to_network()
            self._put_out_card()
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Closes the sockets and removes the files, those of killed children too."""
        for path in (self._card, f"{self._card}.partial", self._socket):
            _remove(path)
        with suppress(OSError):
            _remove_leftovers(self._folder)
        self.relay.close()

    def _put_out_card(self) -> None:
        """Only now can servers know the way."""
        way = {"socket": self._socket, "token": self.token, **kernel()}
        described = {"protocol": wire.PROTOCOL, **process_info(), **way}
        write_private(self._card, wire.discovery(described))
        self._files = _files(self._socket, self._card)

    def _listen_to_network(self) -> None:
        if self._network is None or self.relay.listens_to_network:
            return
        entrance = self._network.entrance()
        if entrance is not None:
            self.relay.listen_to_network(entrance)

    def _look_after(self) -> None:
        self._stay_open()
        with suppress(Exception):  # As a part of `start` it was told, if it was to be told.
            self._listen_to_network()

    def _stay_open(self) -> None:
        """What tidies up temporary files may take ours away, or the whole folder, and the program may close
        all descriptors: then they are made again. Where that can't be done safely, it is tried again. In a
        program that has changed its root folder they are out of sight, and stay where they are."""
        are_there = None not in self._files and _files(self._socket, self._card) == self._files
        if (are_there and self.relay.is_listening) or _files("/") != self._root:
            return
        try:
            open_private(self._folder)
            for path in (self._card, f"{self._card}.partial", self._socket):
                _remove(path)
            self.relay.listen(self._socket)
            self._put_out_card()
        except (NotPrivateError, OSError):
            self._files = []


def _files(*paths: str) -> list[tuple[int, int] | None]:
    """Which files have these names now."""
    found: list[tuple[int, int] | None] = []
    for path in paths:
        try:
            status = os.lstat(path)
        except OSError:
            found.append(None)
        else:
            found.append((status.st_dev, status.st_ino))
    return found


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass  # Somebody tidied up before us.


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
    """Files of programs that were killed, and of an earlier one in this very process, which replaced itself
    by `exec`. A container that shares the folder has numbers of its own: at its sockets somebody answers."""
    for name in os.listdir(folder):
        pid, _, rest = name.partition("-")
        if rest and pid.isdecimal() and (int(pid) == os.getpid() or not _is_alive(int(pid))):
            base, ending = os.path.splitext(os.path.join(folder, name))
            if ending not in (".json", ".sock") or not _answers(base):
                _remove(base + ending)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass  # Somebody else's.
    return True


def _answers(base: str) -> bool:
    one = Socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        one.setblocking(False)
        one.connect(f"{base}.sock")
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        one.close()
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
