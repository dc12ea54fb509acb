"""The agent inside real programs: it answers its servers, and the program does not notice."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import textwrap
from pathlib import Path

import pytest
import targets
from probing import SEES_OLD_CODE
from programs import BOOTSTRAP, Program, Programs
from server import Server, wait_for

from snappoint import wire

ECHO = """
    import sys

    class Talk:
        def answer(self, line):
            text = line.strip()  # @strip
            return text.upper()  # @upper

    talk = Talk()
    print("ready", flush=True)
    for line in sys.stdin:
        print(talk.answer(line), flush=True)
"""


@pytest.fixture
def echo(programs: Programs) -> Program:
    """A program that answers each line of its input, ready."""
    program = programs.start(ECHO)
    assert program.process.stdout
    assert program.process.stdout.readline() == "ready\n"
    return program


def arm(program: Program, server: Server, *marks: str) -> None:
    server.set(*(targets.probe(program.source, program.file, mark) for mark in marks))
    for mark in marks:
        server.until_status(mark, "armed")


def values(server: Server, mark: str) -> list[dict[str, str]]:
    found = [capture["locals"] for capture in server.captures if capture["probe"] == mark]
    return [{one["name"]: one["value"]["text"] for one in capture} for capture in found]


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
    code, _, errors = _after_a_line(program)
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
    assert _after_a_line(program)[0] == 0
    server.until_closed()
    assert server.stats["r"]["hits"] == 1000


def _after_a_line(program: Program) -> tuple[int, str, str]:
    out, err = program.process.communicate("\n", timeout=20)
    return program.process.returncode, out, err


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


def test_the_programs_own_sitecustomize_runs(programs: Programs) -> None:
    own = programs.folder / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text("import sys\nsys.own = __file__\n")
    path = os.pathsep.join([os.fspath(Path(targets.__file__).parents[2] / "agent" / "bootstrap"), str(own)])
    program = programs.start(
        "import sys; print(sys.own, sys.modules['sitecustomize'].__file__)", PYTHONPATH=path
    )
    code, out, errors = program.end()
    expected = str(own / "sitecustomize.py")
    assert (code, out.split(), errors) == (0, [expected, expected], "")


def test_a_script_that_starts_while_its_probe_waits(programs: Programs) -> None:
    program = programs.start(
        """
        import sys
        sys.stdin.readline()
        def late():
            return 7  # @r
        print("defined", flush=True)
        for line in sys.stdin:
            print(late(), flush=True)
        """
    )
    server = program.server()
    server.set(targets.probe(program.source, program.file, "r"))
    server.until_status("r", "armed" if SEES_OLD_CODE else "pending")
    assert program.say() == "defined"
    server.until_status("r", "armed")
    assert program.say() == "7"
    server.until(lambda: server.captures, "a capture")


def test_a_module_that_is_run_as_a_script_is_armed_from_its_first_line(programs: Programs) -> None:
    """`python -m` loads the program through the import system, so nothing is missed."""
    (programs.folder / "worker.py").write_text("def f():\n    return 1  # @r\n\nprint(f())\n")
    source = (programs.folder / "worker.py").read_text()
    program = programs.start("import runpy\ninput()\nrunpy.run_module('worker', run_name='__main__')\n")
    server = program.server()
    server.set(targets.probe(source, str(programs.folder / "worker.py"), "r"))
    server.until_status("r", "pending")
    _after_a_line(program)
    server.until_closed()
    assert len(server.captures) == 1


def test_a_script_without_an_ending(programs: Programs) -> None:
    """As console scripts have none: `venv/bin/gunicorn`."""
    source = (
        "import sys\ndef f(x):\n    return x  # @r\nfor line in sys.stdin:\n    print(f(1), flush=True)\n"
    )
    program = programs.start(source, name="tool")
    server = program.server()
    assert program.say() == "1"
    arm(program, server, "r")
    assert program.say() == "1"
    server.until(lambda: server.captures, "a capture")


def test_a_span_without_end_does_not_keep_the_agent_busy(echo: Program) -> None:
    server = echo.server()
    probe = targets.probe(echo.source, echo.file, "upper")
    probe["span"]["end"]["line"] = 2**31 - 1
    server.set(probe)
    server.until_status("upper", "armed")
    for file in ("/nul\0.py", "/half\ud800.py"):
        assert server.set({**probe, "file": file})["error"]["code"] == wire.INVALID_PARAMS
        assert server.request("source/lines", {"file": file})["error"]["code"] == wire.INVALID_PARAMS


def test_a_fork_does_not_wait_long_for_probes_to_be_armed(programs: Programs) -> None:
    body = "".join(f"    x = {n}; y = x + {n}  # @m{n}\n" for n in range(300))
    program = programs.start(
        "import os, sys\n"
        f"def f():\n{body}    return y\n"
        "print('ready', flush=True)\n"
        "for line in sys.stdin:\n"
        "    child = os.fork()\n"
        "    if child == 0: os._exit(f() % 7)\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)\n"
    )
    assert program.process.stdout
    assert program.process.stdout.readline() == "ready\n"
    server = program.server()
    marks = [f"m{n}" for n in range(300)]
    for count in (100, 200, 300):
        server.send_set(*(targets.probe(program.source, program.file, mark) for mark in marks[:count]))
        assert program.say() == str(598 % 7)
    server.until_status("m299", "armed")


def test_values_in_a_test_that_pytest_runs(programs: Programs) -> None:
    """pytest loads tests in a way of its own, with their assertions rewritten."""
    source = """
        import sys

        def double(n):
            twice = n * 2
            assert twice == n + n
            return twice  # @r

        def test_double():
            print("ready", file=sys.__stderr__, flush=True)
            sys.__stdin__.readline()
            assert double(4) == 8
    """
    (programs.folder / "test_double.py").write_text(textwrap.dedent(source))
    program = programs.start("import pytest; raise SystemExit(pytest.main(['-q', '-s', 'test_double.py']))")
    assert program.process.stderr
    assert program.process.stderr.readline() == "ready\n"
    server = program.server()
    text = textwrap.dedent(source)
    server.set(targets.probe(text, str(programs.folder / "test_double.py"), "r"))
    server.until_status("r", "armed")
    code, out, _ = _after_a_line(program)
    assert (code, "1 passed" in out) == (0, True)
    server.until_closed()
    assert values(server, "r") == [{"n": "4", "twice": "8"}]


def test_forked_children_are_programs_of_their_own(programs: Programs) -> None:
    program = programs.start(
        """
        import os, sys, warnings
        warnings.simplefilter("error")

        def work(line):
            return line.strip()  # @r

        print("ready", flush=True)
        sys.stdin.readline()
        child = os.fork()
        if child == 0:
            work("child ")
            sys.stdin.readline()
            os._exit(7)
        print(child, flush=True)
        work("parent ")
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        """
    )
    assert program.process.stdout
    assert program.process.stdout.readline() == "ready\n"
    parent = program.server("fleet")
    arm(program, parent, "r")
    child_pid = int(program.say())
    parent.until(lambda: parent.captures, "the parent's capture")
    assert values(parent, "r") == [{"line": "'parent '"}]
    child_file = wait_for(lambda: list(Path(program.runtime).glob(f"{child_pid}-*.json")), "the child's file")
    assert child_file
    assert _after_a_line(program)[:2] == (0, "7\n")


def test_a_child_goes_on_with_the_probes_it_inherited(programs: Programs) -> None:
    program = programs.start(
        """
        import os, sys

        def work(line):
            return line.strip()  # @r

        print("ready", flush=True)
        sys.stdin.readline()
        if os.fork() == 0:
            print(os.getpid(), flush=True)
            for line in sys.stdin:
                print(work(line), flush=True)
            os._exit(0)
        os.wait()
        """
    )
    assert program.process.stdout
    assert program.process.stdout.readline() == "ready\n"
    parent = program.server("fleet")
    arm(program, parent, "r")
    child_pid = int(program.say())
    child = program.server("fleet", pid=child_pid)
    arm(program, child, "r")
    assert program.say("tea") == "tea"
    child.until(lambda: child.captures, "the child's capture")
    assert child.captures[0]["hit"] == 1
    assert parent.captures == []


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


def test_a_folder_that_others_can_reach_is_not_used(programs: Programs) -> None:
    Path(programs.runtime).mkdir()
    Path(programs.runtime).chmod(0o755)
    program = programs.start("print('went on')")
    assert program.end() == (
        0,
        "went on\n",
        f"snappoint: not started: {programs.runtime} can be reached by others: its mode is 755, not 700\n",
    )


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to somebody else")
def test_a_folder_of_somebody_else_is_not_used(programs: Programs) -> None:
    Path(programs.runtime).mkdir(mode=0o700)
    os.chown(programs.runtime, 12345, 12345)
    code, out, errors = programs.start("print('went on')").end()
    assert (code, out) == (0, "went on\n")
    assert errors == f"snappoint: not started: {programs.runtime} belongs to user 12345, not to 0\n"


def test_the_files_are_private(echo: Program) -> None:
    echo.agent()
    modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in Path(echo.runtime).iterdir()}
    assert modes == {".json": 0o600, ".sock": 0o600}
    assert stat.S_IMODE(Path(echo.runtime).stat().st_mode) == 0o700


def test_a_wrong_token_is_refused_and_cut_off(echo: Program) -> None:
    server = echo.server(token="0" * 64)
    assert server.hello["error"] == {"code": wire.WRONG_TOKEN, "message": "wrong token"}
    server.until_closed()
    assert echo.say("tea") == "TEA"


def test_nothing_is_done_before_initialize(echo: Program) -> None:
    blank = echo.blank_server()
    answer = blank.request("probes/set", {"revision": 1, "probes": []})
    assert answer["error"]["code"] == wire.NOT_INITIALIZED
    blank.until_closed()


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"Content-Length: 104857600\r\n\r\n" + b"x" * 100_000,
        b"Content-Length: 4\r\n\r\nnope",
        b"\0" * 20_000,
    ],
    ids=["another protocol", "100 MB", "not JSON", "zeros"],
)
def test_a_broken_message_ends_its_connection_and_nothing_else(echo: Program, data: bytes) -> None:
    other = echo.server("other")
    arm(echo, other, "upper")
    broken = echo.server("broken")
    broken.send_raw(data)
    broken.until_closed()
    assert echo.say("tea") == "TEA"
    other.until(lambda: other.captures, "the other server's capture")


def test_bad_parameters_are_answered_and_the_connection_lives(echo: Program) -> None:
    server = echo.server()
    answer = server.request("probes/set", {"revision": 1, "probes": [{}]})
    assert answer["error"]["code"] == wire.INVALID_PARAMS
    assert "probes[0]" in answer["error"]["message"]
    assert server.request("nothing/such")["error"]["code"] == wire.METHOD_NOT_FOUND
    arm(echo, server, "upper")


def test_a_server_that_reads_nothing_does_not_block_the_program(echo: Program) -> None:
    deaf = echo.server("deaf")
    arm(echo, deaf, "upper", "strip")
    for number in range(300):
        assert echo.say("x" * 100 + str(number)).endswith(str(number))
    assert echo.server("other").request("source/lines", {"file": echo.file})["result"]["loaded"]


def test_a_program_that_can_no_longer_read_the_agent_s_code_says_so(programs: Programs) -> None:
    """As one that has given up its user or its root folder."""
    copy = programs.folder / "agent"
    shutil.copytree(BOOTSTRAP.parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    program = programs.start("import sys; sys.stdin.read()", PYTHONPATH=str(copy / "bootstrap"))
    server = program.blank_server()
    copy.rename(programs.folder / "out of reach")
    server.initialize("test", program.agent()["token"])
    told = server.hello["error"]["message"]
    assert told.startswith("the program can't load the agent's code: ")
    assert told.endswith(f"let it read {copy}/snappoint and {os.path.dirname(os.__file__)} there too")
    server.until_closed()
    (programs.folder / "out of reach").rename(copy)
    assert program.server().hello["result"]["process"]["pid"] == program.process.pid
    assert program.end() == (0, "", "")


IN_JAIL = """
    import os, sys, time
    from snappoint import door, relay

    relay.CHORE_SECONDS = 0.02
    looks, files = [], door._files

    def watched(*paths):
        looks.append(paths)
        return files(*paths)

    door._files = watched

    def double(number):
        return number * 2  # @r

    for line in sys.stdin:
        if line == "jail\\n":
            os.chroot("jail")
            os.chdir("/")
            looks.clear()
            while len(looks) < 5:
                time.sleep(0.005)
            print("in the jail", flush=True)
        else:
            print(double(int(line)), flush=True)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change the root folder")
def test_a_program_that_changes_its_root_folder_makes_nothing_there(programs: Programs) -> None:
    """And stays reachable where it was, for servers that it had let in and for new ones."""
    (programs.folder / "jail").mkdir()
    program = programs.start(IN_JAIL)
    server = program.server()
    arm(program, server, "r")
    before = os.stat(program.agent()["socket"]).st_ino
    assert program.say("jail") == "in the jail"
    assert program.say("3") == "6"
    server.until(lambda: server.captures, "a capture")
    assert program.server("another").hello["result"]["process"]["pid"] == program.process.pid
    assert os.listdir(programs.folder / "jail") == []
    assert os.stat(program.agent()["socket"]).st_ino == before
    assert program.end() == (0, "", "")


def test_a_killed_program_leaves_files_that_a_new_agent_is_not_confused_by(programs: Programs) -> None:
    first = programs.start("input()")
    first.agent()
    first.process.kill()
    first.process.wait()
    second = programs.start("input()")
    assert second.server().hello["result"]["process"]["pid"] == second.process.pid
    assert {name.split("-")[0] for name in os.listdir(second.runtime)} == {str(second.process.pid)}
