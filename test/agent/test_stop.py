"""`snappoint.stop()` leaves nothing of the agent in the process but loaded modules, which nobody calls."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import targets
from programs import Program, Programs

from snappoint import wire

AGENT = str(Path(wire.__file__).parents[1])

SOURCE = """
    import gc, importlib._bootstrap_external as loaders, json, os, signal, sys, threading
    import snappoint

    def work(number):
        return number * 2  # @work

    def generator():
        while True:
            yield work(1)

    OURS = ("Agent", "Service", "Relay", "Plan")
    MONITORING = getattr(sys, "monitoring", None)
    waiting = generator()
    next(waiting)

    def traces():
        return {
            "threads": len(os.listdir("/proc/self/task")),
            "known threads": [each.name for each in threading.enumerate()],
            "main thread": threading.main_thread() is threading.current_thread(),
            "descriptors": sorted(os.listdir("/proc/self/fd")),
            "code": [id(each.__code__) for each in (work, generator)],
            "tools": [MONITORING.get_tool(each) for each in range(6)] if MONITORING else [],
            "events": [MONITORING.get_events(each) for each in range(6) if MONITORING.get_tool(each)]
            if MONITORING else [],
            "import": [id(loaders.SourceLoader.get_code.__code__), len(sys.meta_path), len(sys.path_hooks)],
            "tracing": [sys.gettrace() is None, sys.getprofile() is None, threading.gettrace() is None],
            "signals": [str(signal.getsignal(each)) for each in signal.valid_signals()],
            "callbacks": len(gc.callbacks),
            "environment": sorted(os.environ),
            "path": list(sys.path),
            "ours": [each for each in gc.get_objects() if type(each).__name__ in OURS],
        }

    before = traces()
    for line in sys.stdin:
        if line == "start\\n":
            assert snappoint.start()
            print("started", flush=True)
        elif line == "work\\n":
            print(work(3), next(waiting), flush=True)
        else:
            snappoint.stop()
            gc.collect()
            after = traces()
            print(json.dumps({key: [before[key], after[key]] for key in before if before[key] != after[key]},
                             default=str), flush=True)
"""


@pytest.fixture
def program(programs: Programs) -> Program:
    return programs.start(SOURCE, PYTHONPATH=AGENT)


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="needs /proc")
def test_stop_leaves_no_trace(program: Program) -> None:
    for _ in range(3):
        assert program.say("start") == "started"
        server = program.server("x")
        server.set(targets.probe(program.source, program.file, "work"))
        server.until_status("work", "armed")
        assert program.say("work") == "6 2"
        server.until(lambda s=server: s.captures, "a capture")  # type: ignore[misc]
        assert program.say("stop") == "{}"
        server.until_closed()
        assert os.listdir(program.runtime) == []
    assert program.end() == (0, "", "")


def test_stop_without_start_and_twice(programs: Programs) -> None:
    program = programs.start(
        "import snappoint; snappoint.stop(); snappoint.stop(); print('fine')", PYTHONPATH=AGENT
    )
    assert program.end() == (0, "fine\n", "")
