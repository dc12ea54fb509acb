"""Programs that give up what they could read when they began: their user, or their root folder."""

from __future__ import annotations

import os
import shutil

import pytest
import targets
from programs import BOOTSTRAP, Programs


def test_a_program_that_can_no_longer_read_the_agent_s_code_says_so(programs: Programs) -> None:
    """As one that has given up its user or its root folder."""
    copy = programs.folder / "agent"
    shutil.copytree(BOOTSTRAP.parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    program = programs.start("import sys; sys.stdin.read()", PYTHONPATH=str(copy / "bootstrap"))
    server = program.blank_server()
    copy.rename(programs.folder / "out of reach")
    server.initialize("test", program.agent()["token"])
    told = server.hello["error"]["message"]
    assert told.startswith("the program can't load the agent's code: ")
    assert told.endswith(f"let it read {copy}/snappoint and {os.path.dirname(os.__file__)} there too")
    server.until_closed()
    (programs.folder / "out of reach").rename(copy)
    assert program.server().hello["result"]["process"]["pid"] == program.process.pid
    assert program.end() == (0, "", "")


IN_JAIL = """
    import os, sys, time
    from snappoint import door, relay

    relay.CHORE_SECONDS = 0.02
    looks, files = [], door._files

    def watched(*paths):
        looks.append(paths)
        return files(*paths)

    door._files = watched

    def double(number):
        return number * 2  # @r

    for line in sys.stdin:
        if line == "jail\\n":
            os.chroot("jail")
            os.chdir("/")
            looks.clear()
            while len(looks) < 5:
                time.sleep(0.005)
            print("in the jail", flush=True)
        else:
            print(double(int(line)), flush=True)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change the root folder")
def test_a_program_that_changes_its_root_folder_makes_nothing_there(programs: Programs) -> None:
    """And stays reachable where it was, for servers that it had let in and for new ones."""
    (programs.folder / "jail").mkdir()
    program = programs.start(IN_JAIL)
    server = program.server()
    server.set(targets.probe(program.source, program.file, "r"))
    server.until_status("r", "armed")
    before = os.stat(program.agent()["socket"]).st_ino
    assert program.say("jail") == "in the jail"
    assert program.say("3") == "6"
    server.until(lambda: server.captures, "a capture")
    assert program.server("another").hello["result"]["process"]["pid"] == program.process.pid
    assert os.listdir(programs.folder / "jail") == []
    assert os.stat(program.agent()["socket"]).st_ino == before
    assert program.end() == (0, "", "")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change the root folder")
def test_a_program_that_can_load_nothing_any_more_says_so_too(programs: Programs) -> None:
    """Not even modules of Python's."""
    (programs.folder / "jail").mkdir()
    program = programs.start(IN_JAIL)
    program.agent()
    assert program.say("jail") == "in the jail"
    server = program.blank_server()
    server.initialize("test", program.agent()["token"])
    assert server.hello["error"]["message"].startswith("the program can't load the agent's code: ")
    assert program.end() == (0, "", "")
