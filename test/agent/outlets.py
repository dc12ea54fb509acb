"""A service without sockets and threads."""

from __future__ import annotations

from collections.abc import Callable

from snappoint.reports import Outlet


def only_sending(send: Callable[..., None], has_room: Callable[[int], bool] = lambda _: True) -> Outlet:
    """What a service sends goes there; of the rest of the agent there is nothing."""
    return Outlet(
        send=send,
        has_room=has_room,
        hit=lambda *_: True,
        born=lambda _: None,
        dropped=lambda: 0,
        writing_seconds=lambda: 0.0,
    )
