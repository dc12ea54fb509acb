"""Who is connected: how many may be, how long they may take, how much of the program's time they may cost.

Whoever gets this far is the same user, but may be a program gone wild. So it is processes that are held to
limits, and where there is no place left, the one that holds the most gives up its oldest.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from time import monotonic, thread_time

from .accounts import Account, for_server, for_strangers
from .events import Handled
from .sockets import Connection
from .wire import Decoder, Message, WireError, error

MESSAGE_SECONDS = 5.0
"""Who has not introduced itself by then, or not said a whole message since it began one, is cut off."""

MAX_STRANGERS = 32
"""Connections on which nobody has introduced itself yet."""

MAX_SERVERS = 32

MAX_SERVERS_OF_ONE = 8
"""Of one process."""

MAX_BACKLOG_BYTES = 4 * 1024 * 1024
"""What may wait to be written to one server; beyond it captures are dropped and counted."""

MAX_HELLO_BYTES = 64 * 1024
MAX_REQUEST_BYTES = 4 * 1024 * 1024
"""Several times what a thousand probes need. Such a message is there several times while it is read."""

MAX_UNANSWERED = 4
"""Messages of one peer that may wait to be answered, since others have to wait for that too. What it sends
beyond waits with the peer, and most of it in its own socket."""

FOREVER = float("inf")


class Peer:
    """One connection."""

    def __init__(self, number: int, pid: int, connection: Connection, account: Account) -> None:
        self.number = number
        self.pid = pid
        self.connection = connection
        self.account = account
        self.backlog = bytearray()
        self.is_known = False
        self.closing = False
        self.unanswered = 0
        self._unheard: deque[Message] = deque()
        self._decoder = Decoder(MAX_HELLO_BYTES)
        self._deadline: float | None = monotonic() + MESSAGE_SECONDS

    def read(self) -> bool:
        """Takes in what has come; returns whether the connection goes on."""
        began = thread_time()
        try:
            data = self.connection.recv(65536)
        except BlockingIOError:
            return True
        except OSError:
            data = b""
        if data:
            self._take_in(data)
        self.account.spend(thread_time() - began)
        return bool(data)

    def hear(self) -> Iterator[Message]:
        """The messages whose turn it is."""
        while self._unheard and self._is_free():
            self.unanswered += 1
            yield self._unheard.popleft()

    def write(self) -> bool:
        """Writes what can be written of what waits; returns whether the connection goes on."""
        try:
            while self.backlog:
                del self.backlog[: self.connection.send(memoryview(bytes(self.backlog[:262144])))]
        except BlockingIOError:
            return True
        except OSError:
            return False
        return not self.closing

    def hang_up(self) -> None:
        """No more is heard of it, and what waits to be written has not long."""
        if not self.closing:
            self.closing, self._deadline = True, monotonic() + MESSAGE_SECONDS

    def introduced(self, account: Account) -> None:
        """It is a server from now on."""
        self.is_known = True
        self.account = account
        self._decoder.most_bytes = MAX_REQUEST_BYTES
        self._deadline = None

    def is_read(self) -> bool:
        """Whether it is its turn to send something."""
        return self._is_free() and not self._unheard and len(self.backlog) < MAX_BACKLOG_BYTES

    def due(self, now: float) -> float:
        """Seconds until it can be heard again, or until it is cut off, for which it is never us who make it
        wait."""
        if self.closing:
            return (self._deadline or now) - now
        if self._deadline is not None and (self.unanswered or not self.is_read()):
            self._deadline = now + MESSAGE_SECONDS
        rest = self.account.rest()
        return rest or (FOREVER if self._deadline is None else self._deadline - now)

    def _is_free(self) -> bool:
        """A stranger has one word: what the next may be depends on it."""
        most = MAX_UNANSWERED if self.is_known else 1
        return not (self.closing or self.unanswered >= most or self.account.rest())

    def _take_in(self, data: bytes) -> None:
        try:
            self._unheard += self._decoder.feed(data)
        except WireError as failure:
            self.backlog += error(None, failure)
            self.hang_up()
        if self.is_known and not self.closing:
            until = self._deadline or monotonic() + MESSAGE_SECONDS
            self._deadline = until if self._decoder.is_within_message else None


class Places:
    """All connections by number. Used by the relay's thread only."""

    def __init__(self) -> None:
        self.strangers = for_strangers()
        self._peers: dict[int, Peer] = {}
        self._gone: dict[int, Peer] = {}
        """Those with messages that have yet to be handled, and then paid for."""

        self._servers: dict[int, Account] = {}
        self._numbers = 0

    def __iter__(self) -> Iterator[Peer]:
        return iter(list(self._peers.values()))

    def get(self, number: int) -> Peer | None:
        return self._peers.get(number)

    def add(self, pid: int, connection: Connection) -> Peer:
        self._numbers += 1
        peer = self._peers[self._numbers] = Peer(self._numbers, pid, connection, self.strangers)
        return peer

    def remove(self, peer: Peer) -> None:
        """May be asked twice."""
        if self._peers.pop(peer.number, None) is not None and peer.unanswered:
            self._gone[peer.number] = peer

    def handled(self, what: Handled) -> Peer | None:
        """A message of a peer was handled. Returns the peer if it is still there."""
        peer = self._peers.get(what.peer) or self._gone.get(what.peer)
        if peer is None:
            return None
        peer.unanswered -= 1
        peer.account.spend(what.seconds, what.begun)
        if not peer.unanswered:
            self._gone.pop(what.peer, None)
        return self._peers.get(what.peer)

    def introduced(self, peer: Peer) -> None:
        """It is a server from now on, and what it costs goes to the account of its process."""
        live = {each.pid for each in self._peers.values()}
        self._servers = {pid: one for pid, one in self._servers.items() if pid in live or not one.is_whole()}
        peer.introduced(self._servers.setdefault(peer.pid, for_server()))

    def too_many(self) -> Peer | None:
        """The connection that has to go, if there are too many: the oldest of the process that has the most;
        where all have one, the newest."""
        strangers = [peer for peer in self._peers.values() if not peer.is_known]
        servers = [peer for peer in self._peers.values() if peer.is_known]
        return _one_of(strangers, MAX_STRANGERS, MAX_STRANGERS) or _one_of(
            servers, MAX_SERVERS, MAX_SERVERS_OF_ONE
        )


def _one_of(peers: list[Peer], most: int, most_of_one: int) -> Peer | None:
    if not peers:
        return None
    counted = Counter(peer.pid for peer in reversed(peers))
    # Not `most_common`, which imports a module when it is called.
    pid, held = max(counted.items(), key=lambda one: one[1])
    if len(peers) <= most and (held <= most_of_one or pid <= 0):
        return None
    return next(peer for peer in peers if peer.pid == pid) if held > 1 else peers[-1]
