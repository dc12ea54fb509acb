"""Workload three: from the request to the armed function, the longest pause that it causes, and the start.

Prints `{"python", "import and start", "bytecode at start", "armed", "removed", "pause", "quiet"}`, in
milliseconds. A pause is the longest gap between time stamps that a busy thread takes: while probes are armed
and removed, and for as long while nothing is done.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from types import ModuleType

MODULES, FUNCTIONS = 5000, 40
AGENT = str(Path(__file__).parents[3] / "agent")

START = f"""
import sys, time
sys.path.insert(0, {AGENT!r})
began = time.perf_counter()
import snappoint
snappoint.start()
took = time.perf_counter() - began
print(took * 1000, int(any("_vendor" in name for name in sys.modules)))
snappoint.stop()
"""


def start() -> tuple[float, bool]:
    """Milliseconds for import and start in a fresh process, and whether that loads `bytecode`."""
    times, loads = [], False
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(9):
            env = {"SNAPPOINT_RUNTIME_DIR": folder}
            done = subprocess.run(
                [sys.executable, "-c", START], env=env, capture_output=True, check=True, text=True
            )
            took, loaded = done.stdout.split()
            times.append(float(took))
            loads = loads or loaded == "1"
    return statistics.median(times), loads


def large_program() -> None:
    """Makes a process with many modules and functions."""
    source = "\n".join(f"def f{number}(a, b=1):\n    return a + b" for number in range(FUNCTIONS))
    code = compile(source, "<generated>", "exec")
    for number in range(MODULES):
        module = ModuleType(f"generated_{number}")
        exec(code, module.__dict__)
        sys.modules[module.__name__] = module


class Busy:
    """A thread that does nothing but look at the clock."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._going_on = True
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> float:
        self._going_on = False
        self._thread.join()
        return self.longest * 1000

    def _look(self) -> None:
        last = perf_counter()
        while self._going_on:
            now = perf_counter()
            self.longest = max(self.longest, now - last)
            last = now


def milliseconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def main() -> None:
    started, loads = start()
    import subject  # noqa: PLC0415
    from snappoint_subject import probe_at, registry  # noqa: PLC0415

    large_program()
    ours = registry()
    probe = probe_at(subject, "hit", "work")
    ours.set_wanted("first", [probe])
    ours.drop("first")
    armed, removed, pauses, quiet = [], [], [], []
    for _ in range(9):
        busy = Busy()
        armed.append(milliseconds(lambda: ours.set_wanted("bench", [probe])))
        removed.append(milliseconds(lambda: ours.drop("bench")))
        pauses.append(busy.end())
        busy = Busy()
        threading.Event().wait((armed[-1] + removed[-1]) / 1000)
        quiet.append(busy.end())
    found = {"armed": armed, "removed": removed, "pause": pauses, "quiet": quiet}
    medians = {name: statistics.median(each) for name, each in found.items()}
    version = ".".join(map(str, sys.version_info[:3]))
    print(json.dumps({"python": version, "import and start": started, "bytecode at start": loads, **medians}))


if __name__ == "__main__":
    main()
