"""Fixtures of the agent's tests. What runs in this very process goes through `probing`; real programs
with a real agent inside go through `program`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from echo import ECHO
from probing import ENGINES, Probing
from programs import Program, Programs

from snappoint.engines.base import Engine
from snappoint.engines.monitoring import MONITORING
from snappoint.rendering import redact
from snappoint.rendering.redact import Rules, use
from snappoint.rendering.secrets import use_patterns


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says which engine could not be tested here."""
    if MONITORING.objection():
        terminalreporter.write_line(f"left out: the monitoring engine ({MONITORING.objection()})")


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Every test that takes it, or `probing`, runs once per engine."""
    chosen: Engine = request.param
    return chosen


@pytest.fixture
def probing(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Probing]:
    """Probes in modules of this process. No value is cut because a busy machine took long to look at it."""
    monkeypatch.setattr("snappoint.rendering.values.monotonic", lambda: 1.0)
    with Probing(engine, tmp_path) as one:
        yield one


@pytest.fixture
def rules_of_its_own() -> Iterator[None]:
    """What a test says of secrets is forgotten after it."""
    yield
    use(Rules())
    use_patterns(())
    redact._types.clear()


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    """Programs with the agent inside, ended with the test."""
    with Programs(tmp_path) as one:
        yield one


@pytest.fixture
def echo(programs: Programs) -> Program:
    """A program that answers each line of its input, ready."""
    program = programs.start(ECHO)
    assert program.process.stdout
    assert program.process.stdout.readline() == "ready\n"
    return program
