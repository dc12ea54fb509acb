"""Snappoint's own parts, as the agent uses them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[3] / "agent")]

from snappoint.capture.budget import Budget  # noqa: E402
from snappoint.engines.insertion import Insertion  # noqa: E402
from snappoint.registry import Registry  # noqa: E402
from snappoint.requests import Span, WantedProbe  # noqa: E402
from snappoint.source import text_hash  # noqa: E402


class Unlimited(Budget):
    """A budget that never refuses, so that captures are measured and not refusals."""

    def has_room(self, last_capture: float) -> bool:
        return True


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


def registry() -> Registry:
    return Registry(Insertion(), lambda *_: None, lambda _: None)


@contextmanager
def armed(
    call: Callable[..., object], *probes: WantedProbe, gate: str = ""
) -> Iterator[Callable[..., object]]:
    """With these probes armed. `gate` "closed" refuses every hit, "open" none."""
    ours = registry()
    if gate == "open":
        ours.budget = Unlimited()
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
    finally:
        ours.drop("bench")
