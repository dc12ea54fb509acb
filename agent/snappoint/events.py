"""What the relay and the service tell each other."""

from __future__ import annotations

from typing import NamedTuple

from .wire import Message


class Came(NamedTuple):
    """Somebody connected, as `Arrival` has it; `admitted` unless it is another user's process."""

    peer: int
    pid: int
    uid: int
    admitted: bool
    address: str = ""


class Received(NamedTuple):
    """A server sent a message."""

    peer: int
    message: Message


class Gone(NamedTuple):
    """A connection ended, for whatever reason."""

    peer: int


class Handled(NamedTuple):
    """What came of a message: the seconds of a processor that it took, whether its sender has introduced
    itself by now, and how many probes were put in for it."""

    peer: int
    seconds: float
    is_known: bool
    begun: int = 0
