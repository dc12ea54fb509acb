"""Snappoint's agent: breakpoints that do not break, in the process that imports it.

`start()` makes this process reachable for the Snappoint servers of the same user, `stop()` takes
everything away again. Both may be called at any time and more than once, and neither raises.
"""

from __future__ import annotations

import sys

from . import process

__all__ = ["__version__", "start", "stop"]

__version__ = process.VERSION


def start() -> bool:
    """Makes this process reachable. Returns whether it is; if not, one line on stderr says why."""
    problem = process.start()
    if problem:
        print(f"snappoint: not started: {problem}", file=sys.stderr)
    return not problem


def stop() -> None:
    """Takes every probe away, ends the agent's threads and removes its files."""
    process.stop()
