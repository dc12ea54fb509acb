"""What a view says of an object: its one line, and the parts that the renderer goes on with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

MOST_PARTS = 200
"""More than these are not even looked at, whatever a probe asks for."""


LONGEST_TEXT = 1000
"""Characters of a preview."""


class View(NamedTuple):
    """How an object is shown. Its parts are rendered like any value, within the limits of the capture, and a
    part with a secret name is withheld."""

    text: str = ""
    """The one-line preview; when empty, it is made of the parts: `Kind(name=part, …)`."""

    parts: Sequence[tuple[str, object]] = ()
    """The tree below, in order. A name that is a number is a position, and left out of the preview."""

    cut: str = ""
    """Why something is missing: `length`, `not evaluated`, …"""

    opening: str = ""
    """What stands before the parts in a preview that is made of them; when empty, `Kind(`."""

    closing: str = ")"

    joint: str = "="
    """What stands between a part's name and its value in the preview."""

    previewed: int | None = None
    """How many of the parts the preview has; all by default."""


ViewFunction = Callable[[Any, type], View | None]
"""Gets an object, and the known class that its own is or derives from. None: shown generically."""
