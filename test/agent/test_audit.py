"""The record of what servers asked for, which a program's owner may want."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
import targets
from programs import Program, Programs
from server import wait_for

SHOP = """
    import sys

    def pay(total):
        return total  # @pay

    print("ready", flush=True)
    for line in sys.stdin:
        print(pay(5), flush=True)
"""


def started(programs: Programs, **env: str) -> Program:
    program = programs.start(SHOP, **env)
    assert program.process.stdout and program.process.stdout.readline() == "ready\n"
    return program


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_everything_that_was_asked_stands_there(programs: Programs, tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    program = started(programs, SNAPPOINT_AUDIT=str(file))
    server = program.server("server-1")
    place = targets.probe(program.source, program.file, "pay")
    server.set(place | {"condition": "total > 1", "show": ["total"]})
    server.set(place | {"kind": "count"})
    server.set(place | {"kind": "count"})
    server.request("source/lines", {"file": program.file})
    server.request("source/text", {"file": program.file})
    server.set()
    server.request("shutdown")

    record = lines(file)
    assert [one["event"] for one in record] == [
        "connected",
        "probe added",
        "probe removed",
        "probe added",
        "lines asked",
        "text asked",
        "probe removed",
        "disconnected",
    ]
    for one in record:
        assert one["pid"] == program.process.pid
        assert one["time"].endswith("+00:00")
        assert one["server"] == "server-1"
        assert one["peer"] == {"pid": os.getpid(), "uid": os.geteuid()}
    assert record[0]["name"] == "test"
    assert record[1]["probe"] == {
        "id": "pay",
        "kind": "snapshot",
        "file": program.file,
        "line": 5,
        "function": "pay",
        "condition": "total > 1",
        "show": ["total"],
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert program.agent()["token"] not in file.read_text()


def test_whoever_is_not_let_in_stands_there_too(programs: Programs, tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    program = started(programs, SNAPPOINT_AUDIT=str(file))
    server = program.server(token="0" * 64)
    assert "error" in server.hello
    (refused,) = lines(file)
    assert (refused["event"], refused["reason"]) == ("refused", "wrong token")


def test_a_server_that_just_goes(programs: Programs, tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    server = started(programs, SNAPPOINT_AUDIT=str(file)).server("server-1")
    server.close()
    wait_for(lambda: len(lines(file)) == 2, "the record of its going")
    assert lines(file)[1]["event"] == "disconnected"


@pytest.mark.parametrize("where", ["/nowhere/record.jsonl", "/dev/full", "/"])
def test_what_can_t_be_recorded_is_not_done(programs: Programs, where: str) -> None:
    program = started(programs, SNAPPOINT_AUDIT=where)
    server = program.server()
    message = server.hello["error"]["message"]
    assert message.startswith(f"the record that its owner wants can't be written to {where}: ")
    assert program.say() == "5"


def test_a_file_that_was_moved_away_is_made_anew(programs: Programs, tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    program = started(programs, SNAPPOINT_CONFIG=configured(tmp_path, file))
    server = program.server()
    file.rename(tmp_path / "record.1")
    server.set(targets.probe(program.source, program.file, "pay"))
    assert [one["event"] for one in lines(file)] == ["probe added"]


def configured(folder: Path, record: Path) -> str:
    file = folder / "snappoint.toml"
    file.write_text(f"[audit]\nfile = '{record}'\n")
    return str(file)
