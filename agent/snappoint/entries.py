"""From what a server asks for to an entry of the registry: which file is meant, whether the owner allows it,
and what is to be put into the code."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from .capture.asked import Asked
from .capture.budget import Budget
from .capture.hit import Recorder
from .capture.shapes import Capture, Key
from .elsewhere import Elsewhere
from .engines.base import Expression, Place
from .imports import Wish
from .plan import MODULE_LEVEL, Order
from .policy import Policy
from .rendering.limits import DEFAULT, MORE
from .source import real_path
from .wire import WantedProbe

_LIBRARY = os.path.dirname(real_path(os.__file__)) + os.sep


class Entry(NamedTuple):
    """One probe of one server."""

    probe: WantedProbe
    file: str
    recorder: Recorder
    wish: Wish
    refused: str
    """Why it can't be at all, or empty."""


class Entries:
    """Makes them."""

    def __init__(
        self,
        elsewhere: Elsewhere,
        policy: Policy,
        captured: Callable[[Key, Capture], object],
        budget: Budget,
    ) -> None:
        self._elsewhere = elsewhere
        self._policy = policy
        self._captured = captured
        self._budget = budget

    def loaded_file_of(self, probe: WantedProbe) -> str:
        """The real path here of the file that a probe is about, a loaded one if there is any."""
        return self._elsewhere.loaded_here(probe.file, probe.mapped, probe.hash)

    def entry(self, client: str, probe: WantedProbe, others: int, file: str = "") -> Entry:
        """A server's probe beside so many others, all servers' together; `file` if it is known already."""
        file = file or self._elsewhere.here(probe.file, probe.mapped, probe.hash)
        key = (client, probe.id)
        limits = MORE if probe.detail == "more" else DEFAULT
        recorder = Recorder(key, _asked(probe), self._captured, self._budget, limits)
        # The agent itself runs library code; its own calls are not the program's.
        ours_too = file.startswith(_LIBRARY)
        place = Place(*probe.span)
        request = recorder.request_at(place, ours_too=ours_too)
        order = Order(
            key, probe.function or MODULE_LEVEL, place, recorder.hook_for(ours_too=ours_too), request
        )
        refused = recorder.problem() or self._policy.objection(probe, file, others)
        return Entry(probe, file, recorder, Wish(order, probe.hash), refused)


def _asked(probe: WantedProbe) -> Asked:
    expressions = tuple(
        Expression(Place(*one.span), one.kind, one.parts, one.name) for one in probe.expressions
    )
    return Asked(
        probe.kind, probe.calls, probe.condition, probe.changes, probe.show, probe.message, expressions
    )
