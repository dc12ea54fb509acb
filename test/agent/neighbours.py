"""Programs that run under another tool, with the agent inside and with probes on all their statements."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import targets
from programs import BOOTSTRAP, Program, Programs

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".venv" / "neighbours" / f"3.{sys.version_info.minor}"
"""Where `npm test` puts other tools, if they are published for this Python."""

READY = "ready for probes"


def needs(tool: str) -> pytest.MarkDecorator:
    missing = not (TOOLS / tool).is_dir()
    return pytest.mark.skipif(missing, reason=f"{tool} is not published for this Python, or not installed")


class Beside:
    """Runs a program that prints `READY`, reads a line, and goes on: with probes, or without."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs
        self.hits: dict[str, int] = {}

    def run(
        self, source: str, *options: str, probes: bool, before: str = "", after: str = "", **changes: Any
    ) -> str:
        """Returns what it prints. `before` and `after` are for its input, around the line that it reads."""
        env, expects = changes.pop("env", {}), changes.pop("expects", 0)
        path = os.pathsep.join([str(BOOTSTRAP), str(TOOLS)])
        program = self._programs.start(source, *options, PYTHONPATH=path, **env)
        assert program.process.stdin and program.process.stdout
        program.process.stdin.write(before)
        program.process.stdin.flush()
        lines = [program.process.stdout.readline()]
        while READY not in lines[-1]:
            assert lines[-1], program.end()
            lines.append(program.process.stdout.readline())
        server = self._arm(program, **changes) if probes else None
        program.process.stdin.write(f"go\n{after}")
        program.process.stdin.flush()
        if server is not None:
            self._count(program, server)
        code, rest, errors = program.end()
        assert code == expects, (rest, errors)
        return "".join(lines) + rest

    def _arm(self, program: Program, **changes: Any) -> Any:
        marks = targets.sites(program.source)
        server = program.server()
        server.set(
            *(
                {
                    **targets.probe(program.source, program.file, mark),
                    "expressions": targets.expressions(program.source, mark),
                    **changes,
                }
                for mark in marks
            )
        )
        for mark in marks:
            server.until_status(mark, "armed")
        return server

    def _count(self, program: Program, server: Any) -> None:
        """The program waits at its end, so that the agent can still tell."""
        marks = targets.sites(program.source)
        done = lambda: all(server.stats.get(mark, {}).get("hits") for mark in marks)  # noqa: E731
        server.until(done, "hits of every probe")
        self.hits = {mark: server.stats[mark]["hits"] for mark in marks}
