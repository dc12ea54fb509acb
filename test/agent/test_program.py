"""The agent inside real programs: it answers its servers, and the program does not notice."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import targets
from echo import arm, values
from programs import Program, Programs
from server import wait_for

from snappoint import wire


def test_hello_describes_the_process(echo: Program) -> None:
    process = echo.server().hello["result"]["process"]
    assert process["pid"] == echo.process.pid
    assert process["argv"][-1] == echo.file
    assert process["cwd"] == str(Path(echo.file).parent)


def test_values_follow_the_program_until_the_probe_goes(echo: Program) -> None:
    server = echo.server()
    arm(echo, server, "upper")
    for word in ("tea", "milk"):
        assert echo.say(f" {word} ") == word.upper()
    server.until(lambda: len(server.captures) == 2, "two captures")
    assert [found["text"] for found in values(server, "upper")] == ["'tea'", "'milk'"]
    server.until(lambda: server.stats.get("upper", {}).get("hits") == 2, "the count")
    server.set()
    assert echo.say("sugar") == "SUGAR"
    server.request("source/lines", {"file": echo.file})
    assert len(server.captures) == 2


def test_source_lines(echo: Program) -> None:
    answer = echo.server().request("source/lines", {"file": echo.file})["result"]
    assert answer["loaded"]
    assert {6, 7} <= set(answer["lines"])
    assert not {3, 8} & set(answer["lines"])
    elsewhere = echo.server("b").request("source/lines", {"file": "/nowhere.py"})["result"]
    assert elsewhere == {"loaded": False, "hash": None, "lines": []}


def test_two_servers_at_once(echo: Program) -> None:
    one, two = echo.server("one"), echo.server("two")
    arm(echo, one, "upper")
    arm(echo, two, "strip", "upper")
    echo.say("tea")
    for server, count in ((one, 1), (two, 2)):
        server.until(lambda s=server, n=count: len(s.captures) == n, "its captures")  # type: ignore[misc]
    one.request("shutdown")
    echo.say("milk")
    two.until(lambda: len(two.captures) == 4, "captures after the other server left")
    assert len(one.captures) == 1


def test_a_server_that_comes_back_in_time_finds_its_probes_and_counts(echo: Program) -> None:
    server = echo.server("same")
    arm(echo, server, "upper")
    echo.say("tea")
    server.until(lambda: server.stats.get("upper", {}).get("hits") == 1, "the count")
    server.close()
    echo.say("milk")
    again = echo.server("same")
    arm(echo, again, "upper")
    echo.say("sugar")
    again.until(lambda: again.stats.get("upper", {}).get("hits") == 3, "the count of both times")


def test_probes_of_a_server_that_vanished_end_with_its_lease(programs: Programs) -> None:
    program = programs.start(
        """
        import sys
        def f():
            return 1  # @r
        original = f.__code__
        for line in sys.stdin:
            print(f(), f.__code__ is original, flush=True)
        """
    )
    server = program.server()
    arm(program, server, "r")
    assert program.say() == "1 False"
    server.close()
    wait_for(lambda: program.say() == "1 True", "the original code after the lease")


def test_what_was_captured_last_still_goes_out(programs: Programs) -> None:
    program = programs.start(
        """
        def last(word):
            return word  # @r
        input()
        last("goodbye")
        """
    )
    server = program.server()
    arm(program, server, "r")
    code, _, errors = program.end_after_a_line()
    assert (code, errors) == (0, "")
    server.until_closed()
    assert values(server, "r") == [{"word": "'goodbye'"}]
    assert os.listdir(program.runtime) == []


def test_what_was_counted_last_still_goes_out(programs: Programs) -> None:
    program = programs.start(
        """
        def often(number):
            return number  # @r
        input()
        for number in range(1000):
            often(number)
        """
    )
    server = program.server()
    arm(program, server, "r")
    assert program.end_after_a_line()[0] == 0
    server.until_closed()
    assert server.stats["r"]["hits"] == 1000


def test_the_program_cannot_tell(programs: Programs) -> None:
    source = """
        import os, signal, sys, threading
        print(threading.active_count(), [t.name for t in threading.enumerate()])
        print("sitecustomize" in sys.modules, any("bootstrap" in entry for entry in sys.path))
        print(sys.gettrace(), sys.getprofile(), len(sys.meta_path), len(sys.path_hooks))
        print(os.WEXITSTATUS(os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "exit 3"], {}), 0)[1]))
        raise SystemExit(5)
    """
    plain = programs.start(source, PYTHONPATH="").end()
    assert programs.start(source).end() == plain
    assert plain[0] == 5


def test_a_signal_that_is_blocked_everywhere_reaches_sigwait(programs: Programs) -> None:
    program = programs.start(
        """
        import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        print("blocked", flush=True)
        print(signal.sigwait({signal.SIGTERM}).name, flush=True)
        """
    )
    assert program.process.stdout
    assert program.process.stdout.readline() == "blocked\n"
    program.process.send_signal(signal.SIGTERM)
    assert program.end() == (0, "SIGTERM\n", "")


def test_a_span_without_end_does_not_keep_the_agent_busy(echo: Program) -> None:
    server = echo.server()
    probe = targets.probe(echo.source, echo.file, "upper")
    probe["span"]["end"]["line"] = 2**31 - 1
    server.set(probe)
    server.until_status("upper", "armed")
    for file in ("/nul\0.py", "/half\ud800.py"):
        assert server.set({**probe, "file": file})["error"]["code"] == wire.INVALID_PARAMS
        assert server.request("source/lines", {"file": file})["error"]["code"] == wire.INVALID_PARAMS


def test_start_and_stop_from_the_program_itself(programs: Programs) -> None:
    agent = str(Path(wire.__file__).parents[1])
    program = programs.start(
        """
        import sys
        import snappoint
        def f():
            return 1  # @r
        original = f.__code__
        print(snappoint.start(), snappoint.start(), flush=True)
        sys.stdin.readline()
        print(f.__code__ is original, flush=True)
        snappoint.stop()
        snappoint.stop()
        print(f.__code__ is original, flush=True)
        sys.stdin.readline()
        """,
        PYTHONPATH=agent,
    )
    assert program.process.stdout
    assert program.process.stdout.readline() == "True True\n"
    server = program.server()
    arm(program, server, "r")
    assert program.say() == "False"
    assert program.process.stdout.readline() == "True\n"
    server.until_closed()
    assert os.listdir(program.runtime) == []
