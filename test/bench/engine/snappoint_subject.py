"""Snappoint's own parts, as the agent uses them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[3] / "agent")]

from snappoint.engines.insertion import Insertion  # noqa: E402
from snappoint.policy import ANYTHING, Policy  # noqa: E402
from snappoint.registry import Registry  # noqa: E402
from snappoint.requests import Span, WantedProbe  # noqa: E402
from snappoint.source import text_hash  # noqa: E402

BOUNDLESS = Policy(cpu_percent=1e6)
"""So that captures are measured, and not what is left of them by the budget."""


def probe_at(module: ModuleType, mark: str, function: str, **asked: Any) -> WantedProbe:
    """The statement on the marked line."""
    content = Path(str(module.__file__)).read_bytes()
    for number, line in enumerate(content.decode().split("\n"), 1):
        if line.endswith(f"# @{mark}"):
            code = line.split("  #")[0]
            start = len(code) - len(code.lstrip())
            span = Span(number, start, number, len(code))
            kind = asked.pop("kind", "snapshot")
            file = str(module.__file__)
            return WantedProbe(mark, kind, file, text_hash(content), function, span, **asked)
    raise LookupError(mark)


def registry(policy: Policy = ANYTHING) -> Registry:
    return Registry(Insertion(), lambda *_: None, lambda _: None, policy)


@contextmanager
def armed(
    call: Callable[..., object], *probes: WantedProbe, gate: str = ""
) -> Iterator[Callable[..., object]]:
    """With these probes armed. `gate` "closed" refuses every hit, "open" none."""
    ours = registry(BOUNDLESS if gate == "open" else ANYTHING)
    ours.set_wanted("bench", probes)
    for entry in ours.entries("bench").values():
        status = ours.status(entry)
        assert status.status == "armed", status
        if gate:
            recorder_gate = entry.recorder._gate
            recorder_gate.admits = lambda: True  # type: ignore[method-assign]
            if gate == "closed":
                recorder_gate.open.clear()
    try:
        yield call
        if gate == "open":
            outcomes = [entry.recorder.outcomes() for entry in ours.entries("bench").values()]
            assert all(one["captured"] == one["hits"] for one in outcomes), outcomes
    finally:
        ours.drop("bench")
