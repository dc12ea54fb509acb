"""Whatever a server sends, the agent answers or ends that connection; `npm run fuzz` tries more of it."""

from __future__ import annotations

import copy
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
import targets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from outlets import only_sending
from programs import Program, Programs
from server import Server, wait_for

from snappoint import wire
from snappoint.events import Received
from snappoint.service import Service
from snappoint.visitors import Tokens

set_hypothesis_home_dir(str(Path(__file__).parents[2] / ".cache" / "hypothesis"))

GOLDEN = [
    json.loads(file.read_text()) for file in sorted((Path(__file__).parents[1] / "wire").glob("*.json"))
]
REQUESTS = [message for message in GOLDEN if "method" in message and "id" in message]
INITIALIZE = next(each for each in REQUESTS if each["method"] == "initialize")

EXAMPLES = int(os.environ.get("SNAPPOINT_FUZZ_EXAMPLES", "0"))
SETTINGS = settings(
    max_examples=EXAMPLES or 200,
    deadline=None,
    derandomize=not EXAMPLES,
    suppress_health_check=list(HealthCheck),
)

ODD: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**31)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["", "\0", "\ud800", "/", "x" * 5000, "snapshot", "name", "1 if x else", "((((" * 200]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to every part of a message."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [each for key, part in below for each in places(part, (*path, key))]


@st.composite
def broken_messages(draw: st.DrawFn) -> Any:
    """A proper message with some parts replaced, left out, or added."""
    message = copy.deepcopy(draw(st.sampled_from(REQUESTS)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(message)))
        holder = message
        for step in path[:-1]:
            holder = holder[step]
        if draw(st.booleans()) or not isinstance(holder, dict):
            holder[path[-1]] = draw(ODD)
        else:
            del holder[path[-1]]
        if not message:
            break
    return message


class Sent:
    """A service that a server has been introduced to, and what it answers."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []
        self.service = Service(Tokens("0f" * 16), {}, "0", only_sending(self._send))
        self.hear(INITIALIZE)

    def hear(self, message: Any) -> list[dict[str, Any]]:
        self.answers.clear()
        self.service.handle(Received(1, message))
        self.service.flush()
        return self.answers

    def _send(self, _: int, data: bytes, *, last: bool = False) -> None:
        self.answers += wire.Decoder().feed(data)


@SETTINGS
@given(st.lists(broken_messages(), max_size=4))
def test_broken_requests_are_answered_and_the_next_proper_one_too(messages: list[Any]) -> None:
    sent = Sent()
    for message in messages:
        answers = [each for each in sent.hear(message) if "id" in each]
        is_request = isinstance(message, dict) and "id" in message and "method" in message
        assert len(answers) == int(is_request)
        for answer in answers:
            code = answer.get("error", {}).get("code")
            assert code != wire.INTERNAL_ERROR, answer
    sent.hear(INITIALIZE)
    nothing = {"revision": 1, "probes": []}
    answers = sent.hear({"jsonrpc": "2.0", "id": 9, "method": "probes/set", "params": nothing})
    assert {"jsonrpc": "2.0", "id": 9, "result": {"revision": 1}} in answers
    sent.service.stop()


@SETTINGS
@given(st.lists(st.binary(max_size=80) | st.sampled_from([b"Content-Length: 5\r\n\r\n", b"\r\n\r\n", b"{}"])))
def test_any_bytes_are_messages_or_refused(pieces: list[bytes]) -> None:
    decoder = wire.Decoder()
    try:
        for piece in pieces:
            for message in decoder.feed(piece):
                assert isinstance(message, dict)
    except wire.WireError as error:
        assert error.reason


SOURCE = """
    import os, sys
    def work(line):
        return line.strip()  # @work
    print("ready", flush=True)
    for line in sys.stdin:
        work(line)
        print(len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), flush=True)
"""

NOISE: dict[str, list[bytes]] = {
    "nothing": [],
    "garbage": [bytes(range(256)) * 50],
    "a half message": [b"Content-Length: 500\r\n\r\n{"],
    "a great header": [b"x" * 100_000],
    "a great length": [b"Content-Length: 999999999999\r\n\r\n"],
    "deep nesting": [b"Content-Length: 200000\r\n\r\n" + b"[" * 200_000],
    "no number": [b'Content-Length: 22\r\n\r\n{"id":NaN,"x":1e99999}'],
    "twice the same key": [b'Content-Length: 19\r\n\r\n{"id":1,"id":[1,2]}'],
    "wrong order": [wire.encode({"jsonrpc": "2.0", "id": 1, "method": "probes/set", "params": {}})],
    "a hundred messages": [wire.encode({"jsonrpc": "2.0", "id": None, "method": "x"})] * 100,
}


@pytest.fixture
def program(programs: Programs) -> Program:
    started = programs.start(SOURCE)
    assert started.process.stdout and started.process.stdout.readline() == "ready\n"
    return started


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc")
def test_noise_on_other_connections_leaves_a_good_one_and_the_program_alone(program: Program) -> None:
    server = program.server()
    server.set(targets.probe(program.source, program.file, "work"))
    server.until_status("work", "armed")
    before = program.say("a")
    for _ in range(5):
        for pieces in NOISE.values():
            make_noise(program.agent()["socket"], pieces)
    assert wait_for(lambda: program.say("a") == before, "no file and no thread is left over")
    count = len(server.captures)
    program.say("b")
    server.until(lambda: len(server.captures) > count, "captures go on")


def make_noise(path: str, pieces: list[bytes]) -> None:
    """Connects, sends what it has, and leaves when it has said it, or was cut off."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        try:
            for piece in pieces:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except OSError:
            pass  # The agent has ended it.


def test_a_server_that_says_nothing_is_cut_off(programs: Programs, program: Program) -> None:
    quiet = Server(program.agent())
    try:
        quiet.until_closed()
    finally:
        quiet.close()
