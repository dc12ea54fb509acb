"""Daemons close every descriptor, the agent's too: it makes new ones, and writes into none of theirs."""

from __future__ import annotations

import os
import socket

import pytest
from programs import Program, Programs
from server import find_agent, wait_for
from working import armed, start

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="needs /proc")


DAEMON = """
def close_all():
    for number in range(3, 256):
        try:
            os.close(number)
        except OSError:
            pass

def daemonise():
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")

def serve():
    files = []
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "close":
            close_all()
            # They get the numbers that were those of the agent's sockets.
            files = [open(f"{folder}/file{n}", "w+") for n in range(20)]
        elif word == "files":
            tell(sum(os.path.getsize(f"{folder}/file{n}") for n in range(20)))
            continue
        tell(os.getpid(), work(int(number or 1)))

folder = os.getcwd()
"""


def test_a_daemon_that_closes_all_descriptors_at_once(programs: Programs) -> None:
    program = start(programs, DAEMON + "daemonise()\nclose_all()\nserve()\n")
    pid = int(program.say("go").split()[0])
    daemon = armed(program, pid)
    assert program.say("go 4") == f"{pid} 8"
    daemon.until(lambda: daemon.captures, "a capture")
    assert program.end()[1:] == ("", "")


def test_descriptors_that_the_program_closes_are_never_used_again(programs: Programs) -> None:
    program = start(programs, DAEMON + "serve()\n")
    before = armed(program)
    assert program.say("go 1").endswith(" 2")
    before.until(lambda: before.captures, "a capture")
    pid = program.say("close").split()[0]
    before.until_closed()
    found = wait_for(lambda: _connected(program), "an agent that listens again")
    assert found
    again = armed(program)
    count = len(again.captures)
    assert program.say("go 5") == f"{pid} 10"
    again.until(lambda: len(again.captures) > count, "a capture on the new connection")
    assert program.say("files") == "0"
    assert program.end() == (0, "", "")
    assert os.listdir(program.runtime) == []


def _connected(program: Program) -> bool:
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(find_agent(program.runtime, program.process.pid)["socket"]) == 0
