"""Lets servers in from other machines, encrypted: the program shows its certificate, they show the token.

Imported only where the program's owner wants it.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import ssl
import stat
from contextlib import suppress

from .genuine import Socket, identity
from .sockets import UNKNOWN, Arrival

MOST_PORTS = 100

_WAITING = 16
_KEEP_ALIVE = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
"""Seconds, seconds, times: a server's machine that is gone without a word is noticed after half a minute."""

_ADDRESS = re.compile(r"tcp://(?:\[([\w:.%]+)\]|([^\s:/\[\]]+)):(\d{1,5})(?:-(\d{1,5}))?/?", re.ASCII)
_TOKEN = re.compile(
    r"-----BEGIN SNAPPOINT TOKEN-----\s+([A-Za-z0-9+/=_-]{40,200})\s+-----END SNAPPOINT TOKEN-----"
)


class NetworkError(ValueError):
    """What is wrong with the address or the keys; the message is for the program's owner."""


class Network:
    """The ports of which each process takes the first that is free, and the keys. Made once in a program: by
    the time that it forks it may no longer be able to read the file. Raises `NetworkError`."""

    def __init__(self, address: str, keys: str) -> None:
        """`address` is `tcp://HOST:PORT` or `tcp://HOST:FIRST-LAST`, `keys` the path of an `agent.pem`."""
        self._address = address
        self._host, self._ports = _parsed(address)
        self.token = _token_in(keys)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_3
        self._context.num_tickets = 0
        try:
            self._context.load_cert_chain(keys)
        except (OSError, ValueError) as error:
            raise NetworkError(f"{keys} holds no private key with its certificate: {error}") from None

    def entrance(self) -> NetworkEntrance | None:
        """At the first port that is free; None where others have them all, maybe other processes of this
        program. Raises `NetworkError`."""
        for port in self._ports:
            try:
                return NetworkEntrance(_listening(self._host, port), self._context)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    reason = f"it can't listen on {self._address}: {error.strerror or error}"
                    raise NetworkError(reason) from None
        return None


class NetworkEntrance:
    """A port of the network."""

    def __init__(self, listener: Socket, context: ssl.SSLContext) -> None:
        self.listener = listener
        self._context = context

    def accept(self) -> Arrival:
        """Nothing was said yet: the handshake is a part of the first reading."""
        connection, (host, port, *_) = self.listener.accept()
        try:
            connection.setblocking(False)
            _keep_alive(connection)
            # What is taken of it is its descriptor, and what it says of itself.
            wrapped = self._context.wrap_socket(
                connection,  # type: ignore[arg-type]
                server_side=True,
                do_handshake_on_connect=False,
            )
        except (OSError, ValueError) as error:
            connection.close()
            raise OSError(f"{host} was gone: {error}") from None
        return Arrival(_Encrypted(wrapped), UNKNOWN, UNKNOWN, f"{host}:{port}")


class _Encrypted:
    """A `Connection`. Where a handshake or a record is not complete yet, it has to be waited for."""

    def __init__(self, connection: ssl.SSLSocket) -> None:
        self._connection = connection
        self._identity = identity(connection.fileno())

    def recv(self, size: int) -> bytes:
        # By `read` and `write`, which never fall back to what is not encrypted.
        self._make_sure()
        try:
            return self._connection.read(size)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None
        except ValueError as error:
            raise OSError(str(error)) from None

    def send(self, data: memoryview) -> int:
        self._make_sure()
        try:
            return self._connection.write(data)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None
        except ValueError as error:
            raise OSError(str(error)) from None

    def fileno(self) -> int:
        return self._connection.fileno()

    def close(self) -> None:
        try:
            self._make_sure()
        except OSError:
            self._connection.detach()
        else:
            self._connection.close()

    def _make_sure(self) -> None:
        """Whoever closes all descriptors of the program may have one of the same number afterwards."""
        if identity(self._connection.fileno()) != self._identity:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def _parsed(address: str) -> tuple[str, range]:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise NetworkError(f"{address!r} is not tcp://HOST:PORT or tcp://HOST:FIRST-LAST")
    first = int(match[3])
    ports = range(first, int(match[4] or first) + 1)
    if not 0 < first <= ports.stop - 1 <= 65535 or len(ports) > MOST_PORTS:
        raise NetworkError(f"{address}: up to {MOST_PORTS} ports from 1 to 65535 can be named")
    return match[1] or match[2], ports


def _token_in(keys: str) -> str:
    try:
        with open(keys, encoding="ascii") as stream:
            status, text = os.fstat(stream.fileno()), stream.read()
    except (OSError, ValueError) as error:
        raise NetworkError(f"{keys or 'the file of keys'} can't be read: {error}") from None
    mode = stat.S_IMODE(status.st_mode)
    # What a container is given often belongs to root and can be read by all that is in it.
    forbidden = 0o077 if status.st_uid == os.geteuid() else 0o022
    if mode & forbidden:
        raise NetworkError(f"{keys} is open to others: its mode is {mode:o}; `chmod 600` closes it")
    match = _TOKEN.search(text)
    if match is None:
        raise NetworkError(f"{keys} holds no token: `snappoint keys` makes files that do")
    return match[1]


def _listening(host: str, port: int) -> Socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = Socket(family, kind, protocol)
    try:
        listener.setblocking(False)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_WAITING)
    except OSError:
        listener.close()
        raise
    return listener


def _keep_alive(connection: Socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in _KEEP_ALIVE.items():
        if (option := getattr(socket, name, None)) is not None:
            with suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, option, value)
