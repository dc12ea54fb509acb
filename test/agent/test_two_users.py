"""Another user of the machine reaches nothing: not the files, not the socket, not with a stolen token."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from programs import Program, Programs
from server import wait_for

from snappoint import wire
from snappoint.runtime_dir import NotPrivateError, open_private

ANOTHER = 65534

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def by_another(act: Callable[[], object]) -> str:
    """What came of it, or the name of the exception, in a forked process that belongs to another user."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setgid(ANOTHER)
            os.setuid(ANOTHER)
            said = repr(act())
        except BaseException as error:
            said = type(error).__name__
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    with open(read, encoding="utf-8") as stream:
        said = stream.read()
    os.waitpid(pid, 0)
    return said


@pytest.fixture
def program(programs: Programs) -> Program:
    """In a folder that others may look into, so that the runtime folder in it has to keep them out."""
    started = programs.start("input()", SNAPPOINT_AUDIT=str(programs.folder / "audit"))
    started.agent()
    os.chmod(Path(started.runtime).parent, 0o755)
    return started


def hello(path: str, token: str) -> bytes:
    """What the agent says to who introduces itself with this token."""
    params = {"protocol": 1, "token": token, "client": {"id": "thief", "name": "thief", "version": "0"}}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(wire.encode({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}))
        return connection.recv(65536)


def test_the_same_user_is_let_in_by_the_same_steps(program: Program) -> None:
    found = program.agent()
    assert b'"result"' in hello(found["socket"], found["token"])


def test_another_user_does_not_even_see_the_files(program: Program) -> None:
    found = program.agent()
    card = found["socket"].replace(".sock", ".json")
    steps: list[Callable[[], object]] = [
        lambda: os.listdir(program.runtime),
        lambda: Path(card).read_text(),
        lambda: os.unlink(card),
        lambda: hello(found["socket"], found["token"]),
        lambda: (Path(program.runtime) / "mine").write_text(""),
    ]
    assert [by_another(step) for step in steps] == ["PermissionError"] * len(steps)


def test_the_files_keep_others_out_even_where_the_folder_does_not(program: Program) -> None:
    found = program.agent()
    os.chmod(program.runtime, 0o711)
    assert (
        by_another(lambda: Path(found["socket"].replace(".sock", ".json")).read_text()) == "PermissionError"
    )
    assert by_another(lambda: hello(found["socket"], found["token"])) == "PermissionError"


def test_a_stolen_token_is_of_no_use_to_another_user(program: Program) -> None:
    """Even where nothing keeps it from connecting, the kernel tells who it is."""
    found = program.agent()
    os.chmod(program.runtime, 0o711)
    os.chmod(found["socket"], 0o777)
    assert by_another(lambda: hello(found["socket"], found["token"])) in (
        "b''",
        "ConnectionResetError",
        "BrokenPipeError",
    )
    audit = Path(program.file).parent / "audit"
    # The record begins with the first server that is let in.
    assert b'"result"' in hello(found["socket"], found["token"])
    records = wait_for(lambda: [json.loads(line) for line in audit.read_text().splitlines()], "a record")
    refused = [record for record in records if record["event"] == "refused"]
    assert [record["peer"]["uid"] for record in refused] == [ANOTHER]


def test_another_user_s_folder_is_refused_by_whatever_name_it_comes(tmp_path: Path) -> None:
    theirs, link = tmp_path / "theirs", tmp_path / "link"
    theirs.mkdir(mode=0o700)
    os.chown(theirs, ANOTHER, ANOTHER)
    link.symlink_to(theirs)
    with pytest.raises(NotPrivateError, match=f"belongs to user {ANOTHER}"):
        open_private(str(theirs))
    with pytest.raises(NotPrivateError, match="is not a folder"):
        open_private(str(link))
    assert list(theirs.iterdir()) == []


def test_a_folder_that_anybody_could_exchange_is_refused(tmp_path: Path) -> None:
    """Without the sticky bit, who may write into the folder around it may put another in its place."""
    tmp_path.chmod(0o777)
    with pytest.raises(NotPrivateError, match="can be exchanged by others"):
        open_private(str(tmp_path / "run"))
    tmp_path.chmod(0o1777)
    open_private(str(tmp_path / "run"))
