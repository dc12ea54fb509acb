"""Every byte that an agent writes is read, and none of the program's secrets is in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import targets
from programs import Program, Programs
from secrets_corpus import PROGRAM, SECRETS
from server import Server

MARKS = [
    "attribute",
    "subscript",
    "values",
    "texts",
    "more",
    "last",
    "parameter",
    "expression",
    "fstring",
    "exception",
]


class Listening(Server):
    """Keeps every byte that it is sent."""

    heard = b""

    def _read(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise EOFError("the agent closed the connection")
        self.heard += data
        for message in self._decoder.feed(data):
            self._take(message)


def start(programs: Programs, **env: str) -> Program:
    corpus = programs.folder / "corpus.json"
    corpus.write_text(json.dumps(SECRETS))
    arguments = ["--token", SECRETS["argument"], f"--password={SECRETS['option']}"]
    env |= {"CORPUS": str(corpus), "DB_PASSWORD": SECRETS["environment"]}
    program = programs.start(PROGRAM, arguments=arguments, **env)
    assert program.process.stdout
    assert program.process.stdout.readline() == "ready\n"
    return program


def heard_from(program: Program) -> str:
    """All that an agent says while the program goes through its secrets, and its files beside it."""
    found = program.agent()
    server = Listening(found)
    program._servers.append(server)
    server.initialize("listens", found["token"])
    server.set(*wanted(program))
    marks = {*MARKS, "returned", "message"}
    for mark in marks:
        server.until_status(mark, "armed")
    assert program.say("go") == "done"
    server.until(lambda: {one["probe"] for one in server.captures} >= marks, "a capture of each")
    discovery = b"".join(path.read_bytes() for path in Path(program.runtime).glob("*.json"))
    return (server.heard + discovery).decode("utf-8", "replace").replace(found["token"], "")


def wanted(program: Program) -> list[dict[str, Any]]:
    marks = [targets.probe(program.source, program.file, mark) for mark in MARKS]
    for one in marks:
        one["expressions"] = targets.expressions(program.source, one["id"])
    returned = targets.probe(program.source, program.file, "returned")
    message = targets.probe(program.source, program.file, "message")
    return [
        *marks,
        {**returned, "kind": "function", "function": "get_token"},
        {**message, "kind": "log", "message": "login with {password}, text {password}"},
    ]


def forms(secret: str) -> list[str]:
    """A secret as it may stand in a message: as it is, escaped, and in pieces."""
    written = {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], json.dumps(repr(secret))[2:-2]}
    pieces = {secret[at : at + 8] for at in range(len(secret) - 7)}
    return sorted(written | pieces)


def said(heard: str) -> set[str]:
    return {name for name, secret in SECRETS.items() for form in forms(secret) if form in heard}


def test_no_secret_is_in_anything_that_an_agent_writes(programs: Programs) -> None:
    heard = heard_from(start(programs))
    assert said(heard) == set()
    assert heard.count("redacted") > len(SECRETS)


def test_without_redaction_all_of_them_are_said(programs: Programs) -> None:
    """So that the test above can fail: the values are seen, deep enough and whole."""
    heard = heard_from(start(programs, UNPROTECTED="1"))
    assert said(heard) == set(SECRETS)


def test_there_are_enough_secrets() -> None:
    assert len(SECRETS) >= 60
