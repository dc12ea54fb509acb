"""The wire between server and agent, this side of it: JSON-RPC 2.0 with Content-Length framing.

The only module that knows JSON. `server/relay/wire.ts` is the other half of the contract, and the
golden messages in `test/wire` hold both to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

PROTOCOL = 1

MAX_HEADER_BYTES = 8 * 1024
MAX_MESSAGE_BYTES = 8 * 1024 * 1024
"""No message may be larger, in either direction."""

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
WRONG_TOKEN = -32001
WRONG_PROTOCOL = -32002
NOT_INITIALIZED = -32003
INTERNAL_ERROR = -32603

Message = dict[str, Any]


class WireError(Exception):
    """A message that can't be accepted: a JSON-RPC error code and a sentence that says why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def internal_error(bug: Exception) -> WireError:
    """What a server is told of a mistake of ours, so that somebody hears of it."""
    return WireError(INTERNAL_ERROR, f"the agent failed: {type(bug).__name__}: {bug}")


class Hello(NamedTuple):
    """The parameters of `initialize`."""

    protocol: int
    token: str
    client: str
    """Names a server over reconnects."""


class Span(NamedTuple):
    """1-based lines, columns in UTF-8 bytes, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class WantedProbe(NamedTuple):
    """One probe of a server's wanted set."""

    id: str
    kind: Literal["snapshot", "count"]
    file: str
    hash: str
    function: str
    """`co_qualname` of the code that runs the statement; empty at module level."""

    span: Span


def encode(message: Mapping[str, object]) -> bytes:
    """A message with its header."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def discovery(content: Mapping[str, object]) -> bytes:
    """The text of a discovery file."""
    return json.dumps(content).encode("ascii")


class Decoder:
    """Cuts a stream of bytes into messages. After a `WireError` the stream is of no more use."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """All messages that are complete with these bytes."""
        self._buffer += data
        while (size := self._body_size()) is not None:
            start = self._buffer.index(b"\r\n\r\n") + 4
            if len(self._buffer) < start + size:
                return
            body = bytes(self._buffer[start : start + size])
            del self._buffer[: start + size]
            yield _parse(body)

    def _body_size(self) -> int | None:
        end = self._buffer.find(b"\r\n\r\n", 0, MAX_HEADER_BYTES + 4)
        if end < 0:
            if len(self._buffer) > MAX_HEADER_BYTES:
                raise WireError(PARSE_ERROR, f"a header longer than {MAX_HEADER_BYTES} bytes")
            return None
        return _content_length(bytes(self._buffer[:end]))


def _content_length(header: bytes) -> int:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            digits = value.strip()
            if not digits.isdigit() or len(digits) > 12:
                raise WireError(PARSE_ERROR, "Content-Length is not a number")
            if int(digits) > MAX_MESSAGE_BYTES:
                reason = f"a message of {int(digits)} bytes; the limit is {MAX_MESSAGE_BYTES}"
                raise WireError(PARSE_ERROR, reason)
            return int(digits)
    raise WireError(PARSE_ERROR, "a header without Content-Length")


def _parse(body: bytes) -> Message:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise WireError(PARSE_ERROR, "a message that is not JSON") from None
    if not isinstance(message, dict):
        raise WireError(INVALID_REQUEST, "a message that is not an object")
    return message


def result(request: Message, value: object) -> bytes:
    """The answer to a request."""
    return encode({"jsonrpc": "2.0", "id": request.get("id"), "result": value})


def error(request: Message | None, failure: WireError) -> bytes:
    """The refusal of a request, or of something that was none."""
    number = request.get("id") if request else None
    told = {"code": failure.code, "message": failure.reason}
    return encode({"jsonrpc": "2.0", "id": number, "error": told})


def notification(method: str, params: Mapping[str, object]) -> bytes:
    """A message that wants no answer."""
    return encode({"jsonrpc": "2.0", "method": method, "params": params})


def hello(params: object) -> Hello:
    """Reads the parameters of `initialize`."""
    fields = _object(params, "params")
    client = _object(fields.get("client"), "client")
    return Hello(
        _integer(fields.get("protocol"), "protocol"),
        _string(fields.get("token"), "token"),
        _string(client.get("id"), "client.id"),
    )


def wanted(params: object) -> tuple[int, list[WantedProbe]]:
    """Reads the parameters of `probes/set`: the revision and the probes."""
    fields = _object(params, "params")
    probes = fields.get("probes")
    if not isinstance(probes, list):
        raise WireError(INVALID_PARAMS, "probes: not a list")
    found = [_probe(probe, f"probes[{index}]") for index, probe in enumerate(probes)]
    if len({probe.id for probe in found}) != len(found):
        raise WireError(INVALID_PARAMS, "probes: an id stands twice")
    return _integer(fields.get("revision"), "revision"), found


def file_asked(params: object) -> str:
    """Reads the parameters of `source/lines`."""
    return _path(_object(params, "params").get("file"), "file")


def _probe(value: object, where: str) -> WantedProbe:
    fields = _object(value, where)
    kind = fields.get("kind")
    if kind not in ("snapshot", "count"):
        raise WireError(INVALID_PARAMS, f"{where}.kind: this agent knows snapshot and count")
    return WantedProbe(
        id=_string(fields.get("id"), f"{where}.id"),
        kind=kind,
        file=_path(fields.get("file"), f"{where}.file"),
        hash=_string(fields.get("hash"), f"{where}.hash"),
        function=_string(fields.get("function"), f"{where}.function"),
        span=_span(fields.get("span"), f"{where}.span"),
    )


def _span(value: object, where: str) -> Span:
    fields = _object(value, where)
    start, end = (_object(fields.get(name), f"{where}.{name}") for name in ("start", "end"))
    return Span(
        _integer(start.get("line"), f"{where}.start.line"),
        _integer(start.get("column"), f"{where}.start.column"),
        _integer(end.get("line"), f"{where}.end.line"),
        _integer(end.get("column"), f"{where}.end.column"),
    )


def _object(value: object, where: str) -> Message:
    if not isinstance(value, dict):
        raise WireError(INVALID_PARAMS, f"{where}: not an object")
    return value


def _string(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise WireError(INVALID_PARAMS, f"{where}: not a string")
    return value


def _path(value: object, where: str) -> str:
    path = _string(value, where)
    if "\0" in path or (not path.isprintable() and any(0xD800 <= ord(c) <= 0xDFFF for c in path)):
        raise WireError(INVALID_PARAMS, f"{where}: not a path")
    return path


def _integer(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise WireError(INVALID_PARAMS, f"{where}: not a whole number from 0 up")
    return value
