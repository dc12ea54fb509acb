"""Programs that begin in other ways: scripts, modules that are run, pytest, start-up files of their own."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import targets
from echo import arm, values
from probing import SEES_OLD_CODE
from programs import Programs


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
    program.end_after_a_line()
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
    code, out, _ = program.end_after_a_line()
    assert (code, "1 passed" in out) == (0, True)
    server.until_closed()
    assert values(server, "r") == [{"n": "4", "twice": "8"}]
