"""A busy program with an agent, an honest server that watches it, and a hostile client in another process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import targets
from programs import Program, Programs
from server import wait_for

SOURCE = """
    import os, sys, time

    def work(number):
        doubled = number * 2  # @work
        return doubled

    def run(seconds):
        own, all_threads = time.thread_time(), time.process_time()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            for number in range(1000):
                work(number)
        return time.thread_time() - own, time.process_time() - all_threads

    def memory():
        with open("/proc/self/statm") as stream:
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    print("ready", flush=True)
    for line in sys.stdin:
        print(*run(float(line)), memory(), len(os.listdir("/proc/self/fd")), flush=True)
"""


class Stint(NamedTuple):
    """What became of some time."""

    share: float
    """Of the processor's time that the process took: what went to the program's own thread, not to ours."""

    memory: int
    """Bytes, at its end."""

    files: int
    captures: int
    """That reached the honest server."""


class Besieged:
    def __init__(self, programs: Programs, name: str) -> None:
        self.program: Program = programs.start(SOURCE, name=f"{name}.py")
        assert self.program.process.stdout and self.program.process.stdout.readline() == "ready\n"
        self._probe = targets.probe(self.program.source, self.program.file, "work")
        self._card = self.program.agent()["socket"].replace(".sock", ".json")
        self._honest = self.program.server("honest")
        self._honest.set(self._probe)
        self._honest.until_status("work", "armed")

    def run(self, seconds: float) -> Stint:
        """The program works for so long, while the honest server listens."""
        before = len(self._honest.captures)
        own, all_threads, memory, files = map(float, self.program.say(str(seconds)).split())
        self._honest.request("source/lines", {"file": self.program.file})
        captures = len(self._honest.captures) - before
        return Stint(own / all_threads, int(memory), int(files), captures)

    def newcomer_is_served(self) -> bool:
        """Whether another honest server gets in, and sees what it wants; as real ones do, it comes again."""
        return bool(wait_for(self._comes_and_sees, "a newcomer that is served"))

    def _comes_and_sees(self) -> bool:
        try:
            with closing(self.program.server("newcomer")) as server:
                server.set(self._probe)
                return bool(server.until_status("work", "armed"))
        except (OSError, EOFError):
            return False

    @contextmanager
    def under(self, kind: str) -> Iterator[None]:
        """While a hostile client of this kind attacks."""
        script = Path(__file__).with_name("hostile_clients.py")
        arguments = [sys.executable, str(script), kind, self._card, json.dumps(self._probe)]
        attacker = subprocess.Popen(arguments)
        try:
            yield
        finally:
            attacker.kill()
            attacker.wait()
