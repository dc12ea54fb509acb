"""Beside debugpy: its breakpoints stop at their lines with the right values, and probes count every hit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import targets
from debug_client import DebugClient
from neighbours import READY, TOOLS, needs
from probing import SEES_OLD_CODE
from programs import BOOTSTRAP, Program, Programs
from server import Server

pytestmark = needs("debugpy")

PROGRAM = f"""
    import sys
    import debugpy
    _, port = debugpy.listen(("127.0.0.1", 0), in_process_debug_adapter=True)
    def work(n):
        total = 0  # @total
        for i in range(n):  # @for
            total += i  # @add
        return total  # @return
    print(port, flush=True)
    debugpy.wait_for_client()
    debugpy.trace_this_thread(True)
    print("{READY}", flush=True)
    while (line := sys.stdin.readline()) != "end\\n":
        print(work(int(line)), flush=True)
"""
HITS = {"total": 2, "for": 7, "add": 5, "return": 2}
"""Of `work(2)` and `work(3)`."""


class Debugged:
    """A program with a debugger attached and a probe wanted on every statement of a function, or not."""

    def __init__(self, programs: Programs) -> None:
        path = os.pathsep.join([str(BOOTSTRAP), str(TOOLS)])
        quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        self.program: Program = programs.start(PROGRAM, "-Xfrozen_modules=off", PYTHONPATH=path, **quiet)
        self.marks = targets.sites(self.program.source)
        self._client: DebugClient | None = None
        self._server: Server | None = None

    def attach(self, *marks: str) -> DebugClient:
        """Attaches the debugger, with breakpoints at these marks."""
        assert self.program.process.stdout
        client = self._client = DebugClient(int(self.program.process.stdout.readline()))
        client.attach(self.program.file, [self.marks[mark].place.line for mark in marks])
        while READY not in self.program.process.stdout.readline():
            pass
        return client

    def probe(self) -> None:
        """Arms everything."""
        source, file = self.program.source, self.program.file
        server = self._server = self.program.server()
        of = targets.expressions
        server.set(*({**targets.probe(source, file, m), "expressions": of(source, m)} for m in self.marks))
        for mark in self.marks:
            server.until_status(mark, "armed")

    def remove(self) -> None:
        """Takes all probes away."""
        assert self._server
        self._server.set()

    def say(self, line: str) -> None:
        assert self.program.process.stdin
        self.program.process.stdin.write(line + "\n")
        self.program.process.stdin.flush()

    def hits(self, expected: dict[str, int]) -> None:
        """Waits until the agent has told as many hits."""
        server = self._server
        assert server
        told = lambda: {mark: server.stats.get(mark, {}).get("hits") for mark in expected}  # noqa: E731
        server.until(lambda: told() == expected, f"{expected}")

    def end(self) -> None:
        if self._client:
            self._client.close()


@pytest.fixture
def debugged(programs: Programs) -> Iterator[Debugged]:
    one = Debugged(programs)
    yield one
    one.end()


def stops(debugged: Debugged, client: DebugClient) -> list[tuple[int, dict[str, str]]]:
    """Runs `work(2)` and `work(3)` with a breakpoint at `add`, stepping over it each time."""
    found: list[tuple[int, dict[str, str]]] = []
    for n in (2, 3):
        debugged.say(str(n))
        for _ in range(n):
            found.append(client.stopped())
            client.go_on("next")
            found.append(client.stopped())
            client.go_on()
        assert debugged.program.process.stdout
        assert debugged.program.process.stdout.readline().strip() == str(sum(range(n)))
    return found


def expected_stops(marks: Any) -> list[tuple[int, dict[str, str]]]:
    add, head = marks["add"].place.line, marks["for"].place.line
    return [
        (line, {"i": str(i), "n": str(n), "total": str(sum(range(i + after)))})
        for n in (2, 3)
        for i in range(n)
        for after, line in ((0, add), (1, head))
    ]


def test_breakpoints_stop_in_functions_with_probes(debugged: Debugged) -> None:
    """The debugger is there first, then the probes come."""
    client = debugged.attach("add")
    debugged.probe()
    assert stops(debugged, client) == expected_stops(debugged.marks)
    debugged.hits(HITS)


def test_breakpoints_that_come_to_functions_with_probes(debugged: Debugged) -> None:
    """The probes are there first, and go while the debugger stays."""
    debugged.probe()
    client = debugged.attach("add")
    assert stops(debugged, client) == expected_stops(debugged.marks)
    debugged.hits(HITS)
    debugged.remove()
    assert stops(debugged, client) == expected_stops(debugged.marks)


@pytest.mark.skipif(
    not SEES_OLD_CODE, reason="on 3.11 debugpy stops the agent's threads too, which go on with the program"
)
def test_probes_that_come_while_the_debugger_has_stopped_the_program(debugged: Debugged) -> None:
    client = debugged.attach("total")
    debugged.say("2")
    line, _ = client.stopped()
    assert line == debugged.marks["total"].place.line
    debugged.probe()
    client.ask("setBreakpoints", source={"path": debugged.program.file}, breakpoints=[])
    client.go_on()
    debugged.say("3")
    debugged.hits(
        {"total": 1, "return": 1, "add": 3} if not SEES_OLD_CODE else {"total": 1, "return": 2, "add": 5}
    )
