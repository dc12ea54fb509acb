"""Beside coverage: what it measures with probes is what it measures without."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from neighbours import READY, TOOLS, Beside, needs
from programs import Programs

pytestmark = needs("coverage")

PROGRAM = f"""
    import sys
    def branchy(n, names=("a", "b")):
        total = 0  # @total
        for i in range(n):  # @for
            if i % 2 and n > 2:  # @if
                continue  # @continue
            total += len([x for x in names if x])  # @sum
        else:
            total += 1  # @else
        while n > 2:  # @while
            n -= 1  # @less
        try:  # @try
            total += 1 // (n - 2)  # @divide
        except ZeroDivisionError:
            total = -total  # @except
        if n > 9:  # @never
            total = 0
        with open(__file__) as file:  # @with
            total = total if file.closed else total + 1  # @conditional
        return total  # @return
    def never():
        return 1
    print("{READY}", flush=True)
    sys.stdin.readline()
    print([branchy(n) for n in range(5)], flush=True)
    sys.stdin.read()
"""

CORES = [
    ("ctrace", True),
    ("pytrace", True),
    pytest.param(
        "sysmon", False, marks=pytest.mark.skipif(sys.version_info < (3, 12), reason="from 3.12 on")
    ),
    pytest.param(
        "sysmon", True, marks=pytest.mark.skipif(sys.version_info < (3, 14), reason="branches from 3.14 on")
    ),
]


def measured(programs: Programs, core: str, branches: bool, probes: bool) -> Any:
    """What coverage reports of the program, and what the program printed."""
    data = programs.folder / f"{core}-{branches}-{probes}"
    options = ["-m", "coverage", "run", f"--data-file={data}", *(["--branch"] if branches else [])]
    out = Beside(programs).run(PROGRAM, *options, probes=probes, env={"COVERAGE_CORE": core})
    report = [sys.executable, "-m", "coverage", "json", f"--data-file={data}", "-o", f"{data}.json", "-q"]
    subprocess.run(report, check=True, env={"PYTHONPATH": str(TOOLS)}, cwd=programs.folder)
    found = json.loads(Path(f"{data}.json").read_text())["files"]["program.py"]
    return out, {key: found[key] for key in found if key.startswith(("executed", "missing", "functions"))}


@pytest.mark.parametrize(("core", "branches"), CORES)
def test_the_same_lines_and_branches(programs: Programs, core: str, branches: bool) -> None:
    out, report = measured(programs, core, branches, probes=True)
    assert (out, report) == measured(programs, core, branches, probes=False)
    assert report["missing_lines"]
    assert report["missing_branches"] if branches else "missing_branches" not in report
