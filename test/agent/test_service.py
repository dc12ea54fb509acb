"""What the service tells servers, and what it does with one that does not listen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from outlets import only_sending

from snappoint import reports, wire
from snappoint.capture.shapes import Capture
from snappoint.events import Gone, Received
from snappoint.outbox import MOST_CAPTURES
from snappoint.service import Service
from snappoint.visitors import Tokens


class Talk:
    """A service with one server, without sockets and threads."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.listens = True
        outlet = only_sending(self._send, lambda _: self.listens)
        self.service = Service(Tokens("token"), {}, "0", outlet)
        self.connect()

    def connect(self) -> None:
        self.request("initialize", {"protocol": 1, "token": "token", "client": {"id": "c"}})

    def request(self, method: str, params: object) -> None:
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        self.service.handle(Received(1, message))

    def hit(self, number: int, size: int = 1) -> None:
        """A capture of probe `p`, from a thread of the program."""
        capture: Capture = {
            "hit": number,
            "time": 0.0,
            "thread": {"id": 1, "name": "t"},
            "locals": [("x", "y" * size)],
            "stack": [],
            "withheld": [],
        }
        self.service.handle((("c", "p"), capture))

    def told(self) -> tuple[list[int], int]:
        """The hits of the captures that were sent, and how many were lost according to the last message."""
        self.service.flush()
        messages = [message["params"] for message in self.sent if message.get("method") == "captures"]
        self.sent.clear()
        hits = [capture["hit"] for params in messages for capture in params["captures"]]
        return hits, messages[-1]["dropped"] if messages else 0

    def _send(self, _: int, data: bytes, *, last: bool = False) -> None:
        self.sent += [json.loads(data.partition(b"\r\n\r\n")[2])]


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_captures_are_told_in_their_order(talk: Talk) -> None:
    for number in range(25):
        talk.hit(number)
    assert talk.told() == (list(range(25)), 0)
    assert talk.told() == ([], 0)


def test_a_message_is_never_larger_than_the_wire_allows(talk: Talk) -> None:
    for number in range(20):
        talk.hit(number, 300_000)
    talk.service.flush()
    sizes = [len(json.dumps(message)) for message in talk.sent]
    assert max(sizes) < wire.MAX_MESSAGE_BYTES // 4


def test_a_server_that_does_not_read_gets_the_newest_when_it_does(talk: Talk) -> None:
    talk.listens = False
    for number in range(3 * MOST_CAPTURES):
        talk.hit(number)
        if not number % 100:
            assert talk.told() == ([], 0)
    talk.listens = True
    hits, dropped = talk.told()
    assert hits == list(range(2 * MOST_CAPTURES, 3 * MOST_CAPTURES))
    assert dropped == 2 * MOST_CAPTURES


def test_a_server_that_is_away_gets_the_newest_when_it_comes_back(talk: Talk) -> None:
    talk.service.handle(Gone(1))
    for number in range(200):
        talk.hit(number)
    talk.service.flush()
    talk.connect()
    hits, dropped = talk.told()
    assert (hits, dropped) == (list(range(200 - reports.CAPTURES_KEPT, 200)), 200 - reports.CAPTURES_KEPT)


@pytest.fixture
def processor(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How much time of a processor our thread has taken, as it looks to it."""
    taken = [0.0]
    monkeypatch.setattr(reports, "thread_time", lambda: taken[0])
    return taken


@pytest.mark.usefixtures("processor")
def test_bytes_on_the_wire_are_part_of_the_budget(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("snappoint.capture.budget.monotonic", lambda: now[0])
    budget = talk.service._registry.budget
    assert budget.has_room(now[0])
    for number in range(10):
        talk.hit(number, 300_000)
    assert not budget.has_room(now[0])
    now[0] += 3.0
    assert budget.has_room(now[0])


def test_the_agent_s_own_work_for_captures_is_part_of_the_budget(
    talk: Talk, processor: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("snappoint.capture.budget.monotonic", lambda: now[0])
    budget = talk.service._registry.budget

    def slow(made: object) -> bytes:
        processor[0] += 0.005
        return b"{}"

    monkeypatch.setattr(reports.wire, "capture", slow)
    for number in range(4):
        assert budget.has_room(now[0]) is (number < 3)
        talk.hit(number)
    now[0] += 1.5
    assert budget.has_room(now[0])
