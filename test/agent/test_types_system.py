"""Files, sockets, processes, patterns, loggers, the environment, exceptions."""

from __future__ import annotations

import io
import logging
import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from rendered import cut, preview, tree


@pytest.mark.parametrize("mode", ["r", "rb", "r+b"])
def test_files_tell_their_name_and_whether_they_are_open(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "orders.txt"
    path.write_text("one\ntwo\n")
    with path.open(mode) as file:
        assert tree(file)["name"] == repr(str(path))
        assert tree(file)["state"] == "'open'"
        assert file.tell() == 0
    assert tree(file)["state"] == "'closed'"
    assert preview(file).startswith(f"{type(file).__name__}(name=")


def test_a_file_that_wraps_a_class_of_the_program_s_is_not_asked() -> None:
    class Raw(io.RawIOBase):
        name = property(lambda self: 1 / 0)

        def readable(self) -> bool:
            return True

    reader = io.BufferedReader(Raw())
    assert preview(reader).startswith("BufferedReader(")


def test_files_in_memory() -> None:
    assert preview(io.BytesIO(b"abc")) == "BytesIO(position=0)"
    text = io.StringIO("abc")
    text.read(2)
    assert (preview(text), tree(text)) == ("StringIO(position=2)", {"position": "2"})
    text.close()
    assert preview(text) == "<StringIO closed>"


def test_rows_of_a_database() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        row = connection.execute("select 7 as id, 'tea' as name, 'x' as password").fetchone()
        assert preview(row) == "Row(id=7, name='tea', password=‹redacted›)"
        assert tree(row)["name"] == "'tea'"


def test_sockets() -> None:
    one, other = socket.socketpair()
    with one, other:
        assert preview(one) == "<socket unix stream>"
        assert tree(one)["fd"] == str(one.fileno())
        assert {"local", "remote"} <= set(tree(one))
    assert preview(one) == "<socket unix stream closed>"
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert preview(server) == "<socket IPv4 stream>"
        assert tree(server)["local"] == f"('127.0.0.1', {server.getsockname()[1]})"


def test_a_process_is_not_asked_whether_it_has_ended() -> None:
    command = [sys.executable, "-I", "-S", "-c", "pass"]
    with subprocess.Popen(command) as process:
        line = f"Popen(pid={process.pid}, returncode=None, args="
        assert preview(process).startswith(line)
        assert process.returncode is None
    assert tree(process)["returncode"] == "0"


def test_patterns_and_matches() -> None:
    pattern = re.compile("a(?P<rest>b)(c)?", re.IGNORECASE)
    assert preview(pattern) == "<Pattern 'a(?P<rest>b)(c)?' I>"
    found = pattern.match("ABx")
    assert preview(found) == "<Match 'AB'>"
    assert tree(found) == {
        "span": "(0, 2)",
        "group 0": "'AB'",
        "group 1": "'B'",
        "group 2": "None",
        "rest": "'B'",
    }


def test_a_match_in_a_text_of_the_program_s_own_class_is_not_cut_out_of_it() -> None:
    class Text(str):
        def __getitem__(self, _: object) -> str:
            raise AssertionError

    assert tree(re.match("a", Text("ab"))) == {"span": "(0, 1)"}


def test_loggers() -> None:
    logger = logging.getLogger("snappoint.tests.types")
    assert preview(logger) == "Logger(name='snappoint.tests.types', level='NOTSET')"
    assert tree(logger)["handlers"] == "[]"


def test_the_environment_withholds_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("SHOP_API_KEY", "k1")
    assert preview(os.environ) == "environ({LANGUAGE: 'en', SHOP_API_KEY: ‹redacted›})"


class RefusedError(ValueError):
    def __init__(self, reason: str, code: int) -> None:
        super().__init__(reason)
        self.code = code


def raised() -> RefusedError:
    try:
        try:
            raise KeyError("k")
        except KeyError as cause:
            raise RefusedError("no", 3) from cause
    except RefusedError as error:
        error.add_note("ask again")
        return error


def test_an_exception_tells_what_led_to_it() -> None:
    error = raised()
    parts = tree(error)
    assert preview(error) == "RefusedError('no')"
    assert (parts["code"], parts["cause"], parts["notes"]) == ("3", "KeyError('k')", "['ask again']")
    assert parts["raised at"].endswith(" in raised'")
    assert "context" not in parts


def test_exceptions_of_the_interpreter() -> None:
    assert preview(ValueError("no", 3)) == "ValueError('no', 3)"
    assert tree(FileNotFoundError(2, "no", "f.txt"))["filename"] == "'f.txt'"
    group = ExceptionGroup("both", [ValueError("no"), TypeError()])
    assert preview(group) == "ExceptionGroup('both', [ValueError('no'), TypeError()])"
    assert tree(StopIteration(3))["value"] == "3"


def test_the_context_of_an_exception_is_told_unless_it_was_put_aside() -> None:
    try:
        try:
            raise KeyError("k")
        except KeyError:
            raise ValueError("no")  # noqa: B904
    except ValueError as error:
        assert tree(error)["context"] == "KeyError('k')"


def test_tracebacks_and_frames() -> None:
    trace = raised().__traceback__
    assert preview(trace).startswith("<traceback to ")
    assert preview(trace).endswith(" in raised>")
    assert trace is not None
    assert preview(trace.tb_frame).startswith("<frame raised at line ")


def test_a_chain_of_exceptions_that_leads_to_itself_ends() -> None:
    first, second = ValueError(1), ValueError(2)
    first.__cause__, second.__cause__ = second, first
    assert preview(first) == "ValueError(1)"
    assert cut(ValueError(*range(50))) == "length"
