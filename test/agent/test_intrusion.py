"""Files and messages that are not as they should be: nobody else gets in, and the program goes on."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from echo import arm
from programs import Program, Programs

from snappoint import wire


def test_a_folder_that_others_can_reach_is_not_used(programs: Programs) -> None:
    Path(programs.runtime).mkdir()
    Path(programs.runtime).chmod(0o755)
    program = programs.start("print('went on')")
    assert program.end() == (
        0,
        "went on\n",
        f"snappoint: not started: {programs.runtime} can be reached by others: its mode is 755, not 700\n",
    )


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to somebody else")
def test_a_folder_of_somebody_else_is_not_used(programs: Programs) -> None:
    Path(programs.runtime).mkdir(mode=0o700)
    os.chown(programs.runtime, 12345, 12345)
    code, out, errors = programs.start("print('went on')").end()
    assert (code, out) == (0, "went on\n")
    assert errors == f"snappoint: not started: {programs.runtime} belongs to user 12345, not to 0\n"


def test_the_files_are_private(echo: Program) -> None:
    echo.agent()
    modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in Path(echo.runtime).iterdir()}
    assert modes == {".json": 0o600, ".sock": 0o600}
    assert stat.S_IMODE(Path(echo.runtime).stat().st_mode) == 0o700


def test_a_wrong_token_is_refused_and_cut_off(echo: Program) -> None:
    server = echo.server(token="0" * 64)
    assert server.hello["error"] == {"code": wire.WRONG_TOKEN, "message": "wrong token"}
    server.until_closed()
    assert echo.say("tea") == "TEA"


def test_nothing_is_done_before_initialize(echo: Program) -> None:
    blank = echo.blank_server()
    answer = blank.request("probes/set", {"revision": 1, "probes": []})
    assert answer["error"]["code"] == wire.NOT_INITIALIZED
    blank.until_closed()


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"Content-Length: 104857600\r\n\r\n" + b"x" * 100_000,
        b"Content-Length: 4\r\n\r\nnope",
        b"\0" * 20_000,
    ],
    ids=["another protocol", "100 MB", "not JSON", "zeros"],
)
def test_a_broken_message_ends_its_connection_and_nothing_else(echo: Program, data: bytes) -> None:
    other = echo.server("other")
    arm(echo, other, "upper")
    broken = echo.server("broken")
    broken.send_raw(data)
    broken.until_closed()
    assert echo.say("tea") == "TEA"
    other.until(lambda: other.captures, "the other server's capture")


def test_bad_parameters_are_answered_and_the_connection_lives(echo: Program) -> None:
    server = echo.server()
    answer = server.request("probes/set", {"revision": 1, "probes": [{}]})
    assert answer["error"]["code"] == wire.INVALID_PARAMS
    assert "probes[0]" in answer["error"]["message"]
    assert server.request("nothing/such")["error"]["code"] == wire.METHOD_NOT_FOUND
    arm(echo, server, "upper")


def test_a_server_that_reads_nothing_does_not_block_the_program(echo: Program) -> None:
    deaf = echo.server("deaf")
    arm(echo, deaf, "upper", "strip")
    for number in range(300):
        assert echo.say("x" * 100 + str(number)).endswith(str(number))
    assert echo.server("other").request("source/lines", {"file": echo.file})["result"]["loaded"]


def test_a_killed_program_leaves_files_that_a_new_agent_is_not_confused_by(programs: Programs) -> None:
    first = programs.start("input()")
    first.agent()
    first.process.kill()
    first.process.wait()
    second = programs.start("input()")
    assert second.server().hello["result"]["process"]["pid"] == second.process.pid
    assert {name.split("-")[0] for name in os.listdir(second.runtime)} == {str(second.process.pid)}
