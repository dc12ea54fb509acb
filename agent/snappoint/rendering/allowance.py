"""What one capture may still copy. Every value that is rendered for it draws on the same allowance."""

from __future__ import annotations

from .limits import Limits

OVERHEAD = 24
"""Characters that a value costs on its way beside its text."""


class Allowance:
    """How many values and characters, and how much time, are left."""

    __slots__ = ("characters", "nodes", "seconds", "withheld")

    def __init__(self, nodes: int, characters: int, seconds: float) -> None:
        self.nodes = nodes
        self.characters = characters
        self.seconds = seconds
        self.withheld: list[str] = []
        """Texts that were withheld under a name. They may stand elsewhere, too."""

    @classmethod
    def of(cls, limits: Limits) -> Allowance:
        """A whole one."""
        return cls(limits.nodes, limits.characters, limits.seconds)

    def portion(self, among: int) -> Allowance:
        """Takes out the share of one of so many that are still to come, so that the first leaves the others
        some. Time is not divided: it is there for the one that happens to take long."""
        taken = Allowance(max(1, self.nodes // among), max(1, self.characters // among), self.seconds)
        taken.withheld = self.withheld
        self.nodes -= taken.nodes
        self.characters -= taken.characters
        return taken

    def put_back(self, rest: Allowance) -> None:
        """Returns what is left of a portion; what was overdrawn counts, too."""
        self.nodes += rest.nodes
        self.characters += rest.characters

    def copy(self) -> Allowance:
        return Allowance(self.nodes, self.characters, self.seconds)

    def less(self, rest: Allowance) -> Allowance:
        """What was used when so much is left."""
        return Allowance(self.nodes - rest.nodes, self.characters - rest.characters, self.seconds)

    def is_used_up(self) -> bool:
        """Whether no more values can be shown."""
        return self.nodes <= 0 or self.characters <= 0
