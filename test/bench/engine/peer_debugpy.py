"""debugpy changes a whole process: it has one of its own, whose rounds alternate with the others."""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import snappoint_subject  # noqa: F401  the client's parts import the agent
import subject

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[1] / "agent"))

from debug_client import DebugClient  # noqa: E402

FILE = str(Path(str(subject.__file__)).resolve())
COMMAND = [sys.executable, "-B", "-Xfrozen_modules=off", str(HERE / "debugged.py")]


class Debugged:
    """The program, stopped between rounds."""

    def __init__(self, client: DebugClient) -> None:
        self._client = client
        self._rounds: list[float] = []
        self.bare = self._stopped()

    def round(self) -> None:
        """Lets it go for a round."""
        self._client.go_on()
        self._rounds.append(self._stopped())

    def call(self) -> float:
        """The median of a call, in nanoseconds."""
        return statistics.median(self._rounds)

    def _stopped(self) -> float:
        _, variables = self._client.stopped()
        # What the logpoint wrote would be looked through again for each event to come.
        self._client._events.clear()
        return float(variables["took"])


@contextmanager
def debugged(function: str, rounds: int, calls: int, **breakpoint: Any) -> Iterator[Debugged | None]:
    """With a breakpoint in `subject`, as the protocol describes it. None where debugpy is not installed."""
    if importlib.util.find_spec("debugpy") is None:
        yield None
        return
    command = [*COMMAND, function, str(rounds), str(calls)]
    pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as program:
        try:
            client = DebugClient(int(program.stdout.readline()))  # type: ignore[union-attr]
            client.attach(FILE, [])
            answer = client.ask("setBreakpoints", source={"path": FILE}, breakpoints=[breakpoint])
            assert all(one["verified"] for one in answer["breakpoints"]), answer
            yield Debugged(client)
            client.close()
        finally:
            program.kill()
