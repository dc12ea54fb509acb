"""What a program's owner lets servers do, by a file or the environment."""

from __future__ import annotations

from pathlib import Path

import pytest
import targets
from programs import Program, Programs
from server import Server, wait_for

from snappoint.configuration import is_off, read

SHOP = """
    import sys

    def pay(total):
        tax = total / 4  # @tax
        return total + tax  # @pay

    print("ready", flush=True)
    for line in sys.stdin:
        for _ in range(int(line)):
            result = pay(4)
        print(result, flush=True)
"""


def started(programs: Programs, **env: str) -> tuple[Program, Server]:
    program = programs.start(SHOP, **env)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    return program, program.server()


def status(program: Program, server: Server, mark: str = "pay", **more: object) -> tuple[str, str]:
    """What becomes of a point, and why."""
    server.set(targets.probe(program.source, program.file, mark) | more)
    server.until(lambda: server.statuses.get(mark), f"a status of {mark}")
    found = server.statuses.pop(mark)
    return found["status"], found["reason"]


def test_without_a_word_everything_is_allowed(programs: Programs) -> None:
    assert status(*started(programs)) == ("armed", "")


@pytest.mark.parametrize("paths", ['["/"]', '["*/program.py"]', '["/nowhere", "*.py"]'])
def test_a_path_that_is_allowed(programs: Programs, paths: str) -> None:
    assert status(*started(programs, SNAPPOINT_POLICY=f"{{paths = {paths}}}")) == ("armed", "")


def test_the_program_s_own_folder_also_through_a_link(programs: Programs, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(programs.folder)
    policy = f'{{paths = ["{tmp_path / "link"}"]}}'
    assert status(*started(programs, SNAPPOINT_POLICY=policy)) == ("armed", "")


@pytest.mark.parametrize("paths", ['["/srv/shop"]', '["*/progra"]'])
def test_a_path_that_is_not(programs: Programs, paths: str) -> None:
    program, server = started(programs, SNAPPOINT_POLICY=f"{{paths = {paths}}}")
    listed = paths.strip('[]"')
    reason = f"this program's owner allows points in {listed} only, not in program.py"
    assert status(program, server) == ("rejected", reason)
    assert server.request("source/lines", {"file": program.file})["error"]["message"] == reason
    assert program.say("3") == "5.0"


def test_no_path_at_all(programs: Programs) -> None:
    found = status(*started(programs, SNAPPOINT_POLICY="{paths = []}"))
    assert found == ("rejected", "this program's owner allows points in no file only, not in program.py")


def test_kinds(programs: Programs) -> None:
    program, server = started(programs, SNAPPOINT_POLICY='{kinds = ["count"]}')
    reason = "this program's owner allows count here, not snapshot"
    assert status(program, server) == ("rejected", reason)
    assert status(program, server, kind="count") == ("armed", "")


def test_so_many_at_once_and_the_next_when_one_goes(programs: Programs) -> None:
    program, server = started(programs, SNAPPOINT_POLICY="{probes = 1}")
    other = program.server("other")
    assert status(program, server, "tax") == ("armed", "")
    assert status(program, other, "pay") == ("rejected", "this program's owner allows 1 points at once")
    server.set()
    assert status(program, other, "pay") == ("armed", "")


def test_captures_a_second(programs: Programs) -> None:
    program, server = started(programs, SNAPPOINT_POLICY="{captures_a_second = 0.001}")
    assert status(program, server) == ("armed", "")
    assert program.say("10000") == "5.0"
    server.until(lambda: server.stats.get("pay", {}).get("hits") == 10000, "all hits")
    # A burst after a pause is ten at most.
    assert server.stats["pay"]["captured"] <= 10


def test_off_means_that_there_is_no_agent(programs: Programs, tmp_path: Path) -> None:
    file = tmp_path / "snappoint.toml"
    file.write_text("[policy]\noff = true\n")
    for env in ({"SNAPPOINT_POLICY": "off"}, {"SNAPPOINT_CONFIG": str(file)}):
        program = programs.start("import snappoint\nprint(snappoint.start())", **env)
        assert program.end() == (0, "False\n", "")
        assert not Path(programs.runtime).exists() or not list(Path(programs.runtime).iterdir())


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "snappoint.toml"
    file.write_text('[policy]\noff = true\nkinds = ["count"]\n')
    environment = {"SNAPPOINT_CONFIG": str(file), "SNAPPOINT_POLICY": "{off = false}"}
    assert not is_off(environment)
    assert read(environment).policy.kinds == ("count",)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("of", "Invalid value"),
        ("5", "neither off nor a table"),
        ("{of = true}", "policy.of is not known"),
        ("{off = 1}", "policy.off is neither true nor false"),
        ('{kinds = "count"}', "policy.kinds is not a list of texts"),
        ('{kinds = ["eval"]}', "policy.kinds: 'eval' is none of snapshot"),
        ('{paths = ["orders.py"]}', "'orders.py' is not an absolute path"),
        ("{probes = -1}", "policy.probes is not a number from 0"),
        ("{captures_a_second = 41}", "policy.captures_a_second is not a number from 0 to 40"),
        ("{cpu_percent = nan}", "policy.cpu_percent is not a number from 0 to 100"),
        ("{cpu_percent = true}", "policy.cpu_percent is not a number"),
    ],
)
def test_a_broken_policy_allows_nothing_and_says_why(policy: str, reason: str) -> None:
    found = read({"SNAPPOINT_POLICY": policy})
    assert reason in found.problem
    assert found.policy.problem == found.problem


def test_the_reason_stands_where_the_user_looks(programs: Programs) -> None:
    found, reason = status(*started(programs, SNAPPOINT_POLICY="{of = true}"))
    assert found == "rejected"
    assert reason == "nothing can be asked for, because of SNAPPOINT_POLICY: policy.of is not known"


def test_a_file_that_is_not_there_allows_nothing(programs: Programs) -> None:
    program, server = started(programs, SNAPPOINT_CONFIG="/nowhere/snappoint.toml")
    found, reason = status(program, server)
    assert (found, "No such file" in reason) == ("rejected", True)
    assert program.say("1") == "5.0"


def test_children_have_it_too(programs: Programs) -> None:
    source = """
        import os, sys

        def pay(total):
            return total  # @pay

        if (child := os.fork()) == 0:
            sys.stdin.readline()
            os._exit(pay(0))
        print(child, flush=True)
        os.waitpid(child, 0)
    """
    program = programs.start(source, SNAPPOINT_POLICY='{kinds = ["count"]}')
    assert program.process.stdout
    server = program.server(pid=int(program.process.stdout.readline()))
    found = wait_for(lambda: status(program, server), "a status")
    assert found == ("rejected", "this program's owner allows count here, not snapshot")
