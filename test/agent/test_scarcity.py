"""Where memory, disk, file descriptors or a reader are missing, the program does not notice us."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from programs import Programs
from server import Server
from test_containment import probed

from snappoint import wire

CRASHING = [(3, 12), (3, 13), (3, 15)]
"""Versions that crash by themselves when a closure or a dictionary can't be allocated: 3.12.1 and 3.13.0 in
`any(x in name for x in names)`, 3.15.0 in `{"a": name}`."""


def test_an_allocation_that_fails_is_not_noticed(tmp_path: Path) -> None:
    """One of the first thousand of a hit, each in turn."""
    pytest.importorskip("_testcapi")
    command = [sys.executable, str(Path(__file__).with_name("allocations.py")), str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run(command, check=False, env=env, capture_output=True, text=True)
    if found.returncode < 0 and sys.version_info[:2] in CRASHING:
        pytest.skip("this interpreter itself crashes when an allocation fails")
    assert (found.stdout, found.stderr) == ("as if nothing had been\n", "")


FULL = """
    import os, resource, signal, sys
    import snappoint

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = os.listdir("/proc/self/fd")
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
    print(snappoint.start(), os.listdir(os.environ["SNAPPOINT_RUNTIME_DIR"]), flush=True)
    print(os.listdir("/proc/self/fd") == before, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    print(snappoint.start(), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_disk_without_room_for_our_file(programs: Programs) -> None:
    """Twenty bytes fit: half a file would be worse than none. Once there is room it can be tried again."""
    program = programs.start(FULL, PYTHONPATH=str(Path(wire.__file__).parents[1]))
    code, out, err = program.end()
    assert (code, out) == (0, "False []\nTrue\nTrue\n")
    assert err.startswith("snappoint: not started: ")
    assert len(err.splitlines()) == 1
    assert os.listdir(program.runtime) == []


READ_BY_NOBODY = """
    import os, sys

    def work(number, data):
        return number + len(data)  # @work

    def memory():
        with open("/proc/self/statm") as stream:
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    print("ready", flush=True)
    for line in sys.stdin:
        for number in range(int(line)):
            work(number, [str(number)] * 1000)
        print(memory(), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_captures_for_a_server_that_reads_nothing_do_not_pile_up(programs: Programs) -> None:
    program, server = probed(programs, READ_BY_NOBODY, "work", detail="more")
    before = int(program.say("1000"))
    after = int(program.say("2000000"))
    assert after - before < 40_000_000
    server.until(lambda: server.captures, "captures, once it reads")
    assert program.end()[::2] == (0, "")


def test_a_runtime_folder_that_cannot_be_made(programs: Programs, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    program = programs.start("print('goes on')\n", SNAPPOINT_RUNTIME_DIR=str(tmp_path / "file" / "run"))
    code, out, err = program.end()
    assert (code, out) == (0, "goes on\n")
    assert err.startswith("snappoint: not started: ")
    assert len(err.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="a full device is Linux's")
def test_a_program_without_free_file_descriptors(programs: Programs) -> None:
    source = """
        import os, resource, sys

        def work(line):
            return line.strip()  # @work

        print("ready", flush=True)
        sys.stdin.readline()
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        held = []
        try:
            while True:
                held.append(os.open("/dev/null", os.O_RDONLY))
        except OSError:
            pass
        print("full", flush=True)
        for line in sys.stdin:
            print(work(line), flush=True)
    """
    program, server = probed(programs, source, "work")
    assert program.say("go") == "full"
    assert program.say("a") == "a"
    server.until(lambda: server.captures, "a capture")
    another = Server(program.agent())  # Nobody can take it.
    assert program.say("b") == "b"
    another.close()
    assert program.end()[::2] == (0, "")
