"""Programs that do a piece of work as often as they are told."""

from __future__ import annotations

import targets
from programs import Program, Programs
from server import Server

PRELUDE = """
import faulthandler, os, signal, subprocess, sys, threading, time, warnings
warnings.simplefilter("ignore")  # of forks in a program with threads, which is what is tried

def work(number):
    return number * 2  # @work

def descriptors():
    return len(os.listdir("/proc/self/fd"))

def wait(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def tell(*words):
    print(*words, flush=True)

tell("ready")
"""


def start(programs: Programs, source: str) -> Program:
    program = programs.start(PRELUDE + source)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    return program


def armed(program: Program, pid: int | None = None) -> Server:
    server = program.server("fleet", pid=pid)
    server.set(targets.probe(program.source, program.file, "work"))
    server.until_status("work", "armed")
    return server
