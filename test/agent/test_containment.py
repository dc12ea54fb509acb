"""Whatever happens while a hit is captured, the program goes on as if nobody looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import targets
from probing import Probing
from programs import Program, Programs
from server import PATIENCE, Server

from snappoint.rendering.values import Renderer

ROUNDS = 5


def probed(programs: Programs, source: str, *marks: str, **changes: object) -> tuple[Program, Server]:
    """A program that waits for a line before it goes on, with probes at its marks."""
    program = programs.start(source)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    server = program.server()
    server.set(*({**targets.probe(program.source, program.file, mark), **changes} for mark in marks))
    for mark in marks:
        server.until_status(mark, "armed")
    return program, server


def end_of(program: Program) -> tuple[int, str, str]:
    """Lets it go on to its end: exit code, output, errors."""
    out, err = program.process.communicate("go\n", timeout=PATIENCE)
    return program.process.returncode, out, err


HOT = """
    import os, sys, threading

    def work(number, data):
        return number + len(data)  # @work

    def run():
        number = 0
        while True:
            number = work(number % 100, {"a": [1] * 50})

    started = [threading.Thread(target=run, daemon=True) for _ in range(4)]
    print("ready", flush=True)
    sys.stdin.readline()
    for thread in started:
        thread.start()
    for _ in range(2000):
        work(1, "ab")
    print("end", flush=True)
"""


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("", 0),
        ("sys.exit(7)", 7),
        ("os._exit(8)", 8),
        ("raise SystemExit(9)", 9),
        ("os.kill(os.getpid(), 15)", -15),
        ("threading.Thread(target=lambda: [work(1, 'a') for _ in range(5000)]).start()", 0),
        ("import atexit; atexit.register(lambda: [work(1, 'a') for _ in range(500)])", 0),
        ("threading.Thread(target=sys.exit).start()", 0),
    ],
)
def test_a_program_that_ends_while_threads_are_captured(programs: Programs, ending: str, code: int) -> None:
    for _ in range(ROUNDS):
        program, _server = probed(programs, HOT + f"\n    {ending}\n", "work")
        assert end_of(program) == (code, "end\n", "")


def test_an_exception_that_ends_the_program_is_its_own(programs: Programs) -> None:
    source = HOT + "\n    work(1, None)\n"
    program, _server = probed(programs, source, "work")
    code, out, err = end_of(program)
    assert (code, out) == (1, "end\n")
    assert err.endswith("TypeError: object of type 'NoneType' has no len()\n")
    assert "snappoint" not in err


INTERRUPTED = """
    import signal, sys

    class TimeUp(BaseException):
        pass

    def handler(*_):
        raise TimeUp

    signal.signal(signal.SIGALRM, handler)

    def work(number, data):
        return number + len(data)  # @work

    print("ready", flush=True)
    sys.stdin.readline()
    # A function of its own: on 3.14 the jump back of a loop is not covered by the try around it.
    def works(data):
        while work(1, data) == 21:
            pass
        print("wrong", flush=True)

    interrupted = 0
    data = {str(n): list(range(20)) for n in range(20)}
    for round in range(200):
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0002 + round % 10 * 0.0001)
            works(data)
        except TimeUp:
            interrupted += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    print(interrupted, flush=True)
    for line in sys.stdin:
        print(work(1, "ab"), flush=True)
"""


def test_signals_that_interrupt_a_capture_arrive(programs: Programs) -> None:
    program, server = probed(programs, INTERRUPTED, "work")
    assert program.say("go") == "200"
    # The storm has used up what may be captured for a while; then it goes on as before.
    known = len(server.captures)
    server.until(lambda: program.say() == "3" and len(server.captures) > known, "captures")
    assert server.statuses["work"]["status"] == "armed"
    assert program.end()[::2] == (0, "")


NESTED = """
    import gc, sys

    def work(number):
        return number + 1  # @work

    class Loud:
        def __del__(self):
            work(5)

    def holds(item):
        made = [Loud(), item]
        made.append(made)
        return work(1)

    def on_collection(phase, _):
        work(7)

    print("ready", flush=True)
    sys.stdin.readline()
    gc.callbacks.append(on_collection)
    gc.set_threshold(5)
    print(sum(holds({"a": n}) for n in range(3000)), flush=True)
    sys.stdin.read()
"""


def test_finalizers_and_collections_reach_the_probe_while_it_captures(programs: Programs) -> None:
    program, server = probed(programs, NESTED, "work")
    assert program.say("go") == "6000"
    server.until(lambda: server.stats.get("work", {}).get("hits", 0) >= 6000, "all hits")
    assert server.statuses["work"]["status"] == "armed"
    assert program.end()[::2] == (0, "")


LOCKED = """
    import sys, threading

    class Guarded:
        def __init__(self):
            self.lock = threading.Lock()
            self.items = [1, 2]

        def __repr__(self):
            with self.lock:
                return "guarded"

        def work(self):
            with self.lock:
                count = len(self.items)  # @work
            return count

    print("ready", flush=True)
    sys.stdin.readline()
    print(Guarded().work(), flush=True)
    sys.stdin.read()
"""


def test_a_lock_that_the_program_holds_is_not_waited_for(programs: Programs) -> None:
    program, server = probed(programs, LOCKED, "work")
    assert program.say("go") == "2"
    server.until(lambda: server.captures, "a capture")


def fail_with(error: Exception) -> Callable[..., Any]:
    """A function of the agent's own that has a mistake."""
    own: dict[str, Any] = {"__name__": "snappoint.rendering.values", "error": error}
    exec("def fails(*_, **__): raise error", own)
    return own["fails"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("error", [MemoryError(), RecursionError(), ValueError("no"), StopIteration()])
def test_a_mistake_of_ours_stays_ours(
    probing: Probing, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    module = probing.load("def f(x):\n    return len(x)  # @r\n")
    probing.arm(module, "r")
    with monkeypatch.context() as patch:
        patch.setattr(Renderer, "named", fail_with(error))
        assert [module.f([1]) for _ in range(3)] == [1, 1, 1]
    assert module.f([1, 2]) == 2
    assert probing.hits("r") == 4
    assert len(probing.captures) == 1


def test_a_probe_that_keeps_failing_is_taken_out_and_can_be_set_again(
    probing: Probing, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = probing.load("def f(x):\n    return len(x)  # @r\n")
    original = module.f.__code__
    probing.arm(module, "r")
    with monkeypatch.context() as patch:
        patch.setattr(Renderer, "named", fail_with(ValueError("no")))
        assert [module.f([1]) for _ in range(20)] == [1] * 20
    status = probing.status("r")
    assert (status.status, status.reason) == ("failed", "capturing failed 5 times in a row: ValueError")
    assert probing.outcomes("r")["captureFailed"] == 5
    probing.registry.look()
    assert module.f.__code__ is original
    probing.arm()
    probing.arm(module, "r")
    assert module.f([1]) == 1
    assert probing.captures
