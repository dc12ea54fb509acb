"""How much of the program's data one capture may copy."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """The defaults suit an editor's hover; they bound both time and memory of one hit."""

    depth: int = 4
    """Levels of containers and objects below a local variable."""

    items: int = 30
    """Items of one container, attributes of one object."""

    names: int = 60
    """Local variables of one frame."""

    text: int = 240
    """Characters of one string, bytes of one bytes object."""

    preview: int = 160
    """Characters of the one-line text of a container or object."""

    nodes: int = 1200
    """Values of one capture altogether."""

    characters: int = 60_000
    """Characters of the texts of one capture, with something for each value beside its text."""

    seconds: float = 0.01
    """Time for one capture."""

    message: int = 1000
    """Characters of a log message."""


DEFAULT = Limits()

MORE = Limits(
    depth=8, items=150, text=4000, preview=400, nodes=10_000, characters=400_000, seconds=0.05, message=10_000
)
"""What one probe may be asked for. A capture of it takes longer, so there are fewer within the budget."""
