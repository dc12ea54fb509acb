"""Children that a program forks have agents of their own."""

from __future__ import annotations

from pathlib import Path

import targets
from echo import arm, values
from programs import Programs
from server import wait_for


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
    assert program.end_after_a_line()[:2] == (0, "7\n")


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
