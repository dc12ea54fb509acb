"""Snappoint's agent: breakpoints that do not break, in the process that imports it.

`start()` makes this process reachable for the Snappoint servers of the same user, `stop()` takes
everything away again. Both may be called at any time and more than once, and neither raises.
`register_view()` says how objects of a class of yours are shown, `redact_type()` that they are not.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from . import process

if TYPE_CHECKING:
    from .rendering.redact import redact_type
    from .rendering.types.registered import register_view, unregister_view, view_failures
    from .rendering.types.view import View

__all__ = [
    "View",
    "__version__",
    "redact_type",
    "register_view",
    "start",
    "stop",
    "unregister_view",
    "view_failures",
]

__version__ = process.VERSION


def start(*, listen: str = "", keys: str = "") -> bool:
    """Makes this process reachable. Returns whether it is; if not, one line on stderr says why, unless the
    owner wants it so.

    `listen`, as `tcp://HOST:PORT`, makes it reachable from other machines too, for those who have the
    `connect.pem` that belongs to the `agent.pem` whose path is `keys`.
    """
    problem = process.start(listen=listen, keys=keys)
    if problem and problem != process.TURNED_OFF:
        print(f"snappoint: not started: {problem}", file=sys.stderr)
    return not problem


def stop() -> None:
    """Takes every probe away, ends the agent's threads and removes its files."""
    process.stop()


def __getattr__(name: str) -> Any:
    """What a program that only starts the agent need not wait for."""
    if name not in __all__:
        raise AttributeError(f"module 'snappoint' has no attribute {name!r}")
    from .rendering import redact  # noqa: PLC0415 - imported when they are asked for
    from .rendering.types import registered  # noqa: PLC0415

    return getattr(redact if name == "redact_type" else registered, name)
