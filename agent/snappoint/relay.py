"""The agent's sockets: one thread that accepts servers, reads their messages and writes ours.

It owns every socket. Other threads hand it bytes by `send`; what arrives goes out as events.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic, thread_time

from .events import Came, Gone, Handled, Received
from .peers import MAX_BACKLOG_BYTES, Peer, Places
from .sockets import Connection, Entrance, LocalEntrance, Waker, Watch, is_lost

CHORE_SECONDS = 2.0

_EVERYBODY = 0


class Relay:
    """Listens on a Unix socket, and on a port of the network if it is given one. `run` is the body of the
    relay's thread, which does a chore now and then."""

    def __init__(
        self, path: str, tell: Callable[[Came | Received | Gone], None], chore: Callable[[], None]
    ) -> None:
        self._tell = tell
        self._chore = chore
        self._chore_due = monotonic() + CHORE_SECONDS
        self._places = Places()
        self._outgoing: deque[tuple[int, bytes, bool]] = deque()
        self._handled: deque[Handled] = deque()
        self._stopping = False
        self._is_sound = True
        self.writing_seconds = 0.0
        """Of a processor, spent on handing out messages so far."""

        self._waker = Waker()
        self._local = LocalEntrance(path)
        self._network: Entrance | None = None
        self._begin_to_watch()

    def send(self, peer: int, data: bytes, *, last: bool = False) -> None:
        """Hands bytes over to be written; `last` closes the connection afterwards."""
        self._outgoing.append((peer, data, last))
        self._waker.wake()

    def handled(self, what: Handled) -> None:
        """Only so many messages of a peer are taken in before they are handled."""
        self._handled.append(what)
        self._waker.wake()

    def has_room(self, peer: int) -> bool:
        """Whether the server keeps up with what it is sent."""
        found = self._places.get(peer)
        return found is not None and len(found.backlog) < MAX_BACKLOG_BYTES

    def run(self) -> None:
        """Serves until `stop`; what was handed over before is still written. May be run again, even after
        an exception came out of it: then all connections begin anew."""
        if not self._is_sound:
            self._begin_anew()
        self._is_sound = False
        while not self._stopping:
            ready = self._watch.wait(self._patience())
            if self._waker.is_lost() or any(is_lost(one.listener) for one in self._entrances()):
                raise ConnectionError("the program has closed our sockets")
            for one in ready:
                self._serve(one)
            self._take_note()
            self._hand_out()
            self._look_after_peers()
            self._do_chore()
        self._hand_out()
        # For the next run; not at its start, where a stop that came before it would be forgotten.
        self._stopping = False
        self._is_sound = True

    def stop(self) -> None:
        """Makes `run` return."""
        self._stopping = True
        self._waker.wake()

    def close(self) -> None:
        """Closes every socket; `run` must have returned."""
        for peer in self._places:
            peer.connection.close()
        for entrance in self._entrances():
            entrance.listener.close()
        self._waker.close()

    def cut_off_all(self) -> None:
        """Ends every connection. The servers will come again."""
        self.send(_EVERYBODY, b"", last=True)

    def listen(self, path: str) -> None:
        """Listens at a path where there is nothing, instead of the old one. Part of a chore."""
        fresh = LocalEntrance(path)
        self._watch.set(self._local.listener)
        self._local.listener.close()
        self._local = fresh

    def listen_to_network(self, entrance: Entrance) -> None:
        """Listens there too. Before the first run, or part of a chore."""
        self._network = entrance
        self._watch.set(entrance.listener, reading=True)

    @property
    def listens_to_network(self) -> bool:
        """Whether it does."""
        return self._network is not None

    @property
    def is_listening(self) -> bool:
        """Not any more after the program has closed all descriptors."""
        return self._local.listener.is_ours()

    def _entrances(self) -> list[Entrance]:
        return [self._local] if self._network is None else [self._local, self._network]

    def _begin_to_watch(self) -> None:
        self._watch = Watch()
        self._watch.set(self._waker.wakened, reading=True)
        for entrance in self._entrances():
            self._watch.set(entrance.listener, reading=entrance.listener.is_ours())

    def _begin_anew(self) -> None:
        for peer in self._places:
            self._places.remove(peer)
            peer.connection.close()
            self._tell(Gone(peer.number))
        self._give_up_what_is_lost()
        self._begin_to_watch()

    def _give_up_what_is_lost(self) -> None:
        if self._waker.is_lost():
            self._waker.close()
            self._waker = Waker()
        for entrance in self._entrances():
            if is_lost(entrance.listener):
                entrance.listener.close()
                # It is the chore of others to listen again.
                self._chore_due = monotonic()
        if self._network is not None and not self._network.listener.is_ours():
            self._network = None

    def _serve(self, source: Connection) -> None:
        entrance = next((one for one in self._entrances() if one.listener is source), None)
        if entrance is not None:
            self._accept(entrance)
        elif source is self._waker.wakened:
            self._waker.drain()
        elif (peer := next((p for p in self._places if p.connection is source), None)) is not None:
            is_over = peer.is_read() and not peer.read()
            if is_over or not peer.write():
                self._close(peer)

    def _accept(self, entrance: Entrance) -> None:
        began = thread_time()
        try:
            connection, pid, uid, address = arrival = entrance.accept()
        except OSError:
            return
        if arrival.is_admitted:
            peer = self._places.add(pid, connection)
            self._tell(Came(peer.number, pid, uid, admitted=True, address=address))
            self._keep_to_limits()
        else:
            connection.close()
            self._tell(Came(_EVERYBODY, pid, uid, admitted=False))
        self._places.strangers.spend(thread_time() - began)

    def _keep_to_limits(self) -> None:
        while (one := self._places.too_many()) is not None:
            self._close(one)

    def _take_note(self) -> None:
        while self._handled:
            what = self._handled.popleft()
            peer = self._places.handled(what)
            if peer is not None and what.is_known and not peer.is_known:
                self._places.introduced(peer)
                self._keep_to_limits()

    def _hand_out(self) -> None:
        began = thread_time()
        while self._outgoing:
            number, data, last = self._outgoing.popleft()
            found = self._places.get(number)
            for peer in self._places if number == _EVERYBODY else (found,) if found else ():
                peer.backlog += data
                if last:
                    peer.hang_up()
                if not peer.write():
                    self._close(peer)
        self.writing_seconds += thread_time() - began

    def _close(self, peer: Peer) -> None:
        self._places.remove(peer)
        self._watch.set(peer.connection)
        peer.connection.close()
        self._tell(Gone(peer.number))

    def _look_after_peers(self) -> None:
        now = monotonic()
        for peer in self._places:
            for message in peer.hear():
                self._tell(Received(peer.number, message))
            if peer.due(now) <= 0.0:
                self._close(peer)
            else:
                self._watch.set(peer.connection, reading=peer.is_read(), writing=bool(peer.backlog))
        for entrance in self._entrances():
            is_open = entrance.listener.is_ours() and not self._places.strangers.rest()
            self._watch.set(entrance.listener, reading=is_open)

    def _patience(self) -> float:
        now = monotonic()
        dues = [self._chore_due - now, *(peer.due(now) for peer in self._places)]
        if rest := self._places.strangers.rest():
            dues.append(rest)
        return max(0.0, min(dues))

    def _do_chore(self) -> None:
        now = monotonic()
        if now >= self._chore_due:
            self._chore_due = now + CHORE_SECONDS
            self._chore()
