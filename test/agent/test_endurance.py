"""What others take away from the agent, or do to its threads: the program goes on, servers find it again."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import targets
from programs import Program, Programs
from server import Server, find_agent, wait_for

from snappoint.door import Door

SOURCE = """
    import ctypes, os, sys
    from snappoint import relay
    from snappoint.own_threads import OWN_THREADS

    relay.CHORE_SECONDS = 0.05

    def work(line):
        return line.strip()  # @work

    ORIGINAL = work.__code__

    def hurt(name):
        exception = getattr(__builtins__, name)
        for thread in list(OWN_THREADS):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(exception))

    print("ready", flush=True)
    for line in sys.stdin:
        word, _, rest = work(line).partition(" ")
        if word == "hurt":
            hurt(rest)
        state = "original" if work.__code__ is ORIGINAL else "changed"
        print(state, len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), flush=True)
"""

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc")


@pytest.fixture
def program(programs: Programs) -> Program:
    started = programs.start(SOURCE)
    assert started.process.stdout and started.process.stdout.readline() == "ready\n"
    return started


def armed(program: Program, client: str) -> Server:
    server = program.server(client)
    server.set(targets.probe(program.source, program.file, "work"))
    server.until_status("work", "armed")
    return server


def comes_again(program: Program) -> Server:
    """As real servers do, however often they are cut off."""

    def attempt() -> Server | None:
        with suppress(OSError, EOFError):
            return armed(program, "again")
        return None

    found: Server = wait_for(attempt, "a server that stays")
    return found


def gets_a_capture(program: Program, server: Server) -> bool:
    count = len(server.captures)
    assert program.say("x").startswith("changed")
    return bool(server.until(lambda: len(server.captures) > count, "a capture"))


def files(program: Program) -> list[str]:
    return sorted(Path(name).suffix for name in os.listdir(program.runtime))


def remove_socket(program: Program) -> None:
    os.unlink(program.agent()["socket"])


def remove_card(program: Program) -> None:
    for card in Path(program.runtime).glob("*.json"):
        card.unlink()


def remove_folder(program: Program) -> None:
    shutil.rmtree(program.runtime)


def move_folder(program: Program) -> None:
    os.rename(program.runtime, f"{program.runtime}-moved")


def test_what_is_taken_away_comes_back(program: Program) -> None:
    known = armed(program, "known")
    token = program.agent()["token"]
    for take in (remove_socket, remove_card, remove_folder, move_folder):
        take(program)
        assert gets_a_capture(program, known), "who is connected stays so"
        wait_for(
            lambda: os.path.isdir(program.runtime) and files(program) == [".json", ".sock"], "both files"
        )
        assert stat.S_IMODE(os.stat(program.runtime).st_mode) == 0o700
        assert find_agent(program.runtime)["token"] == token
        assert gets_a_capture(program, comes_again(program)), take
    assert program.end() == (0, "", "")
    assert os.listdir(program.runtime) == []


def reachable_by_others(folder: str) -> None:
    os.mkdir(folder)
    os.chmod(folder, 0o755)


def a_link(folder: str) -> None:
    os.mkdir(f"{folder}-elsewhere", 0o700)
    os.symlink(f"{folder}-elsewhere", folder)


def of_another_user(folder: str) -> None:
    os.mkdir(folder, 0o700)
    os.chown(folder, 65534, 65534)


only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")


@pytest.mark.parametrize(
    "replace", [reachable_by_others, a_link, pytest.param(of_another_user, marks=only_root)]
)
def test_nothing_is_put_into_a_folder_that_is_not_private(
    replace: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(prefix="sp-") as top:
        folder = os.path.join(top, "run")
        monkeypatch.setenv("SNAPPOINT_RUNTIME_DIR", folder)
        door = Door(lambda _: None)
        shutil.rmtree(folder)
        replace(folder)
        door._stay_open()
        assert os.listdir(folder) == []
        os.rename(folder, f"{folder}-aside")
        door._stay_open()
        assert sorted(Path(name).suffix for name in os.listdir(folder)) == [".json", ".sock"]
        door.close()
        assert os.listdir(folder) == []


@pytest.mark.parametrize("exception", ["SystemExit", "KeyboardInterrupt", "MemoryError"])
def test_an_exception_thrown_into_its_threads_makes_the_agent_begin_anew(
    program: Program, exception: str
) -> None:
    plain = program.say("x")
    before = armed(program, "before")
    program.say(f"hurt {exception}")
    before.until_closed()
    before.close()
    wait_for(lambda: program.say("x") == plain, "the original code, and as many files and threads as before")
    after = comes_again(program)
    assert gets_a_capture(program, after)
    assert program.end() == (0, "", "")
    assert os.listdir(program.runtime) == []
