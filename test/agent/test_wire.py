"""The agent's half of the wire, held to the golden messages that the server's half is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from snappoint import wire
from snappoint.capture.asked import Asked
from snappoint.capture.budget import Budget
from snappoint.capture.hit import Recorder
from snappoint.capture.shapes import Times, finished
from snappoint.loaded import Status

GOLDEN = Path(__file__).resolve().parents[1] / "wire"

POINT = {"line": 1, "column": 0}
NAME = {"span": {"start": POINT, "end": POINT}, "kind": "name", "name": "x"}


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def decode(data: bytes) -> list[wire.Message]:
    return list(wire.Decoder().feed(data))


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.json")), ids=lambda file: file.stem)
def test_every_golden_message_survives_the_frame(file: Path) -> None:
    message = json.loads(file.read_text(encoding="utf-8"))
    assert decode(wire.encode(message)) == [message]


def test_initialize() -> None:
    hello = wire.hello(golden("initialize.request")["params"])
    assert hello == wire.Hello(protocol=1, token="0f" * 16, client="c-1", name="snappoint lsp")


def test_probes_set() -> None:
    revision, probes = wire.wanted(golden("probes-set.request")["params"])
    span = wire.Span(12, 8, 12, 40)
    plain = wire.WantedProbe("p1", "snapshot", "/srv/shop/orders.py", "ab" * 32, "Cart.total", span)
    rich = plain._replace(
        id="p2",
        mapped="/app/shop/orders.py",
        condition="total > 100 and user.name != 'root'",
        show=("len(items)", "user.name"),
        detail="more",
        expressions=(
            wire.WireExpression(wire.Span(12, 16, 12, 21), "name", name="price"),
            wire.WireExpression(wire.Span(12, 25, 12, 28), "name", name="tax"),
            wire.WireExpression(wire.Span(12, 29, 12, 34), "name", name="order"),
            wire.WireExpression(wire.Span(12, 25, 12, 35), "other", parts=(1, 2)),
            wire.WireExpression(wire.Span(12, 16, 12, 35), "or", parts=(0, 3)),
        ),
    )
    timer = plain._replace(id="p3", kind="time", calls=True)
    exceptions = plain._replace(id="p4", kind="exception", condition="total > 100")
    changes = plain._replace(id="p5", changes="order.status")
    assert (revision, probes) == (3, [plain, rich, timer, exceptions, changes])


def test_a_set_that_names_probes_of_the_one_before() -> None:
    _, probes = wire.wanted(golden("probes-set.request")["params"])
    before = {probe.id: probe for probe in probes}
    params = golden("probes-set-again.request")["params"]
    revision, again = wire.wanted(params, before)
    assert (revision, [probe.id for probe in again]) == (4, ["p1", "p6", "p5"])
    assert (again[0], again[2]) == (before["p1"], before["p5"])
    with pytest.raises(wire.WireError) as caught:
        wire.wanted(params)
    reason = "probes[0]: no probe of the set before has this id"
    assert (caught.value.code, caught.value.reason) == (wire.INVALID_PARAMS, reason)


def test_source_lines() -> None:
    assert wire.file_asked(golden("source-lines.request")["params"]) == "/srv/shop/orders.py"
    assert wire.file_asked(golden("source-text.request")["params"]) == "/srv/shop/orders.py"


def test_what_the_agent_reports_has_the_golden_shape() -> None:
    status = golden("probes-status.notification")["params"]["statuses"][0]
    assert {"id": "p1", **Status("armed", "", 1)._asdict()}.keys() == status.keys()
    stats, timed = golden("stats.notification")["params"]["probes"]
    found: list[Any] = []
    recorder = Recorder(("c", "p1"), Asked("snapshot"), lambda key, it: found.append((key[1], it)), Budget())
    recorder.hit()
    assert {"id": "p1", **recorder.outcomes()}.keys() == stats.keys()
    assert timed.keys() - stats.keys() == {"times"}
    assert timed["times"].keys() == Times.__annotations__.keys()
    assert {"probe", *finished(found[0][1])} == golden("captures.notification")["params"]["captures"][
        0
    ].keys()


def test_messages_can_arrive_in_any_pieces() -> None:
    data = wire.encode({"a": "é\ud800"}) + wire.encode({"b": [1]})
    decoder = wire.Decoder()
    pieces = [message for byte in data for message in decoder.feed(bytes([byte]))]
    assert pieces == [{"a": "é\ud800"}, {"b": [1]}]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Content-Length: 2\r\n\r\n{]", "a message that is not JSON"),
        (b"Content-Length: 2\r\n\r\n[]", "a message that is not an object"),
        (b"Content-Length: 100000\r\n\r\n" + b"[" * 100000, "a message that is not JSON"),
        (b"Content-Length: 104857600\r\n\r\n", "a message of 104857600 bytes; the limit is 8388608"),
        (b"Content-Length: -1\r\n\r\n", "Content-Length is not a number"),
        (b"Content-Length: " + b"9" * 99 + b"\r\n\r\n", "Content-Length is not a number"),
        (b"Host: x\r\n\r\n", "a header without Content-Length"),
        (b"x" * 9000, "a header longer than 8192 bytes"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_broken_stream_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(wire.WireError) as caught:
        decode(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"kind": "trace"},
            "probes[0].kind: this agent knows snapshot, count, log, function, time, exception",
        ),
        ({"calls": 1}, "probes[0].calls: neither true nor false"),
        ({"changes": []}, "probes[0].changes: not a string"),
        ({"id": 5}, "probes[0].id: not a string"),
        ({"span": None}, "probes[0].span: not an object"),
        ({"span": {"start": {}, "end": {}}}, "probes[0].span.start.line: not a whole number from 0 up"),
        (
            {"span": {"start": {"line": -1, "column": True}, "end": {}}},
            "probes[0].span.start.line: not a whole number from 0 up",
        ),
        ({"condition": 1}, "probes[0].condition: not a string"),
        ({"condition": "x" * 2001}, "probes[0].condition: longer than 2000 characters"),
        ({"show": "x"}, "probes[0].show: not a list"),
        ({"show": ["x", None]}, "probes[0].show[1]: not a string"),
        ({"message": []}, "probes[0].message: not a string"),
        ({"expressions": {}}, "probes[0].expressions: not a list"),
        ({"expressions": [NAME] * 501}, "probes[0].expressions: more than 500"),
        ({"expressions": [{**NAME, "span": 0}]}, "probes[0].expressions[0].span: not an object"),
        ({"expressions": [{**NAME, "name": 0}]}, "probes[0].expressions[0].name: not a string"),
        (
            {"expressions": [NAME, {**NAME, "parts": [-1]}]},
            "probes[0].expressions[1].parts[0]: not a whole number from 0 up",
        ),
        (
            {"expressions": [NAME, {**NAME, "parts": [0, 1]}]},
            "probes[0].expressions[1].parts: not indices of other expressions",
        ),
        (
            {"expressions": [NAME, {**NAME, "parts": [2]}]},
            "probes[0].expressions[1].parts: not indices of other expressions",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_probe_of_a_wrong_shape_names_the_field(changes: dict[str, object], reason: str) -> None:
    params = golden("probes-set.request")["params"]
    params["probes"][0] |= changes
    with pytest.raises(wire.WireError) as caught:
        wire.wanted(params)
    assert (caught.value.code, caught.value.reason) == (wire.INVALID_PARAMS, reason)


def test_an_expression_of_an_unknown_kind() -> None:
    params = golden("probes-set.request")["params"]
    params["probes"][0]["expressions"] = [{**NAME, "kind": "prime"}]
    with pytest.raises(wire.WireError) as caught:
        wire.wanted(params)
    assert caught.value.reason.startswith("probes[0].expressions[0].kind: none of name, and, or,")


def test_an_id_that_stands_twice() -> None:
    params = golden("probes-set.request")["params"]
    with pytest.raises(wire.WireError, match="an id stands twice"):
        wire.wanted({**params, "probes": params["probes"] * 2})
