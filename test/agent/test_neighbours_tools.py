"""Beside cProfile, pytest and pdb: they say the same with probes as without."""

from __future__ import annotations

import re
import sys

import pytest
from neighbours import READY, Beside
from programs import Programs

WORK = """
    def square(n):
        total = n * n  # @square
        return total  # @result
    def work(n):
        total = 0  # @total
        for i in range(n):  # @for
            total += square(i)  # @add
        return total  # @return
"""

PROGRAM = f"""
    import sys
{WORK}
    print("{READY}", flush=True)
    sys.stdin.readline()
    print(work(3), work(4), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def beside(programs: Programs) -> Beside:
    return Beside(programs)


def profiled(out: str) -> dict[str, str]:
    """How often each function was called, by its place."""
    found = re.findall(r"^ +(\S+) .* (\S+:\d+\(\S+\)|\{.*\})$", out, re.M)
    return {place: calls for calls, place in found}


@pytest.mark.parametrize("kind", ["count", "snapshot"])
def test_a_profile_counts_the_same_calls(beside: Beside, kind: str) -> None:
    """A probe that only counts is not in it at all; other probes are, as calls of the agent's functions.

    From 3.12 on `cProfile` mixes what other threads call into the calls of the first frame, so that one is
    left out: the agent's threads call while probes are set.
    """
    bare = profiled(beside.run(PROGRAM, "-m", "cProfile", probes=False))
    seen = profiled(beside.run(PROGRAM, "-m", "cProfile", probes=True, kind=kind))
    functions = [place for place in bare if re.match(r"program.py.*(square|work)", place)]
    assert len(functions) == 2
    assert [seen[place] for place in functions] == [bare[place] for place in functions]
    hooks = [place for place in seen if "(_begin)" in place]
    assert bool(hooks) == (kind == "snapshot")


TESTS = f"""
    import sys
    import pytest

    def test_ready(capsys):
        with capsys.disabled():
            print("{READY}", flush=True)
            sys.stdin.readline()

    @pytest.mark.parametrize("n", [1, 2])
    def test_compares(n):
        words = ["a", "b"]  # @words
        assert len(words) == n, f"not {{n}}"  # @assert

    def test_chains():
        found = {{"x": [1, 2, 3]}}  # @found
        assert found["x"][0] < 2 and found["x"] == [1, 2, 4]  # @chain

    def test_raises():
        with pytest.raises(ValueError):  # @with
            int("x")  # @int

    def test_the_end(capsys):
        sys.stdin.read()
"""


def said(out: str) -> str:
    """Without what differs from run to run."""
    return re.sub(r"in [\d.]+s|0x[0-9a-f]+", "", out)


def test_assertions_that_pytest_has_rewritten_say_the_same(beside: Beside) -> None:
    options = ["-m", "pytest", "-p", "no:cacheprovider", "-s", "--no-header", "--rootdir=."]
    with_probes = said(beside.run(TESTS, *options, probes=True, expects=1))
    assert with_probes == said(beside.run(TESTS, *options, probes=False, expects=1))
    assert "[1, 2, 3] == [1, 2, 4]" in with_probes
    assert beside.hits == {"words": 2, "assert": 2, "found": 1, "chain": 1, "with": 1, "int": 1}


COMMANDS = {
    "stepping": "b square\nc\np n\nn\np total\nn\nr\nu\np i, total\nw\nc\nclear 1\nc\n",
    "conditional": "b 5, n == 2\nc\np n\nn\np total\nclear 1\nc\n",
    "over and out": "b work\nc\nn\nn\nn\np total\nn\nuntil\nr\nn\nn\nclear 1\nc\n",
}
STOPPING = PROGRAM.replace("sys.stdin.readline()\n", "sys.stdin.readline()\n    breakpoint()\n")


def debugged(out: str) -> str:
    """Without the folder, which is another one each time."""
    return re.sub(r"/\S+/", "", out)


@pytest.mark.parametrize("commands", COMMANDS.values(), ids=COMMANDS)
def test_pdb_stops_and_steps_at_the_same_lines(beside: Beside, commands: str) -> None:
    """By trace functions, and from 3.14 on by monitoring where it is asked to."""
    bare = debugged(beside.run(STOPPING, probes=False, after=commands))
    assert debugged(beside.run(STOPPING, probes=True, after=commands)) == bare
    assert "5 14" in bare
    assert "square()" in bare or "work()" in bare


def test_stepping_into_a_statement_with_a_capture_enters_the_agent_first(beside: Beside) -> None:
    """A limit: to a debugger that steps into every call a hook is one too. Counters make none."""
    commands = "b work\nc\nn\nn\ns\ns\nclear 1\nc\n"
    bare = debugged(beside.run(STOPPING, probes=False, after=commands))
    assert debugged(beside.run(STOPPING, probes=True, kind="count", expressions=[], after=commands)) == bare
    snapshots = debugged(beside.run(STOPPING, probes=True, after=commands))
    assert "containment.py" in snapshots or "hit.py" in snapshots
    assert "5 14" in snapshots


@pytest.mark.skipif(sys.version_info < (3, 14), reason="pdb can use monitoring from 3.14 on")
@pytest.mark.parametrize("commands", COMMANDS.values(), ids=COMMANDS)
def test_pdb_by_monitoring(beside: Beside, commands: str) -> None:
    source = STOPPING.replace("breakpoint()", "import pdb; pdb.Pdb(backend='monitoring').set_trace()")
    bare = debugged(beside.run(source, probes=False, after=commands))
    assert debugged(beside.run(source, probes=True, after=commands)) == bare
    assert "5 14" in bare
