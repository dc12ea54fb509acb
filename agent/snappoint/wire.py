"""The wire between server and agent, this side of it: JSON-RPC 2.0 with Content-Length framing.

The only module that knows JSON. `server/relay/wire.ts` is the other half of the contract, and the
golden messages in `test/wire` hold both to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from .fields import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_INITIALIZED,
    PARSE_ERROR,
    WRONG_PROTOCOL,
    WRONG_TOKEN,
    Message,
    WireError,
)
from .requests import (
    Hello,
    Span,
    WantedProbe,
    WireExpression,
    file_asked,
    hello,
    text_known,
    wanted,
)

__all__ = [
    "INTERNAL_ERROR",
    "INVALID_PARAMS",
    "INVALID_REQUEST",
    "METHOD_NOT_FOUND",
    "NOT_INITIALIZED",
    "PARSE_ERROR",
    "PROTOCOL",
    "WRONG_PROTOCOL",
    "WRONG_TOKEN",
    "Decoder",
    "Hello",
    "Message",
    "Span",
    "WantedProbe",
    "WireError",
    "WireExpression",
    "capture",
    "captures",
    "discovery",
    "encode",
    "error",
    "file_asked",
    "hello",
    "internal_error",
    "line",
    "notification",
    "result",
    "text_known",
    "wanted",
]

PROTOCOL = 1

MAX_HEADER_BYTES = 8 * 1024
MAX_MESSAGE_BYTES = 8 * 1024 * 1024
"""No message may be larger, in either direction."""


def internal_error(bug: Exception) -> WireError:
    """What a server is told of a mistake of ours, so that somebody hears of it."""
    return WireError(INTERNAL_ERROR, f"the agent failed: {type(bug).__name__}: {bug}")


def encode(message: Mapping[str, object]) -> bytes:
    """A message with its header."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def line(fields: Mapping[str, object]) -> bytes:
    """A line of JSON."""
    return json.dumps(fields).encode() + b"\n"


def discovery(content: Mapping[str, object]) -> bytes:
    """The text of a discovery file."""
    return json.dumps(content).encode("ascii")


class Decoder:
    """Cuts a stream of bytes into messages. After a `WireError` the stream is of no more use."""

    def __init__(self, most_bytes: int = MAX_MESSAGE_BYTES) -> None:
        self.most_bytes = most_bytes
        """A message may be no larger."""

        # Pieces, because what grows by pieces is copied over and over, and leaves holes in memory.
        self._pieces: list[bytes] = []
        self._length = self._needed = 0

    @property
    def is_within_message(self) -> bool:
        """Whether a message has begun and not ended."""
        return bool(self._length)

    def feed(self, data: bytes) -> Iterator[Message]:
        """All messages that are complete with these bytes."""
        self._pieces.append(data)
        self._length += len(data)
        if self._length < self._needed:
            return
        whole = b"".join(self._pieces)
        self._pieces, self._length, self._needed = [whole], len(whole), 0
        done = 0
        while (body := self._body_after(whole, done)) and body.stop <= len(whole):
            done = body.stop
            yield _parse(whole[body])
        rest = whole[done:]
        self._pieces, self._length = [rest], len(rest)
        self._needed = body.stop - done if body else 0

    def _body_after(self, whole: bytes, start: int) -> slice | None:
        """Where the next body is, or will be; None before its header is complete."""
        end = whole.find(b"\r\n\r\n", start, start + MAX_HEADER_BYTES + 4)
        if end < 0:
            if len(whole) - start > MAX_HEADER_BYTES:
                raise WireError(PARSE_ERROR, f"a header longer than {MAX_HEADER_BYTES} bytes")
            return None
        size = _content_length(whole[start:end])
        if size > self.most_bytes:
            raise WireError(PARSE_ERROR, f"a message of {size} bytes; the limit is {self.most_bytes}")
        return slice(end + 4, end + 4 + size)


def _content_length(header: bytes) -> int:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            digits = value.strip()
            if not digits.isdigit() or len(digits) > 12:
                raise WireError(PARSE_ERROR, "Content-Length is not a number")
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


def capture(content: Mapping[str, object]) -> bytes:
    """One capture, to go into a message of several."""
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def captures(encoded: Sequence[bytes], dropped: int) -> bytes:
    """The message that tells of captures; `dropped` counts those that were lost so far."""
    start, end = b'{"jsonrpc":"2.0","method":"captures","params":{"captures":[', b'],"dropped":%d}}' % dropped
    body = start + b",".join(encoded) + end
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def notification(method: str, params: Mapping[str, object]) -> bytes:
    """A message that wants no answer."""
    return encode({"jsonrpc": "2.0", "method": method, "params": params})
