"""Requests and responses of httpx, as far as they have been read."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from looking import check, parts_of, quietly, through_probe
from probing import Probing

ADDRESS = "http://ann:hush-hush@host:8080/x?q=1"


class Body(httpx.SyncByteStream):
    def __init__(self) -> None:
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        self.sent += 1
        yield b"here"


def response(body: Body) -> httpx.Response:
    request = httpx.Request("GET", ADDRESS, headers={"Authorization": "Bearer hush-hush", "X-Kind": "a"})
    return httpx.Response(200, headers={"Set-Cookie": "hush=hush-hush"}, stream=body, request=request)


def test_a_response_that_was_read() -> None:
    found = response(Body())
    found.read()
    text = "Response(status_code=200, url='http://host:8080/x?q=1')"
    check(found, text, content="b'here'", headers="{'Set-Cookie': ‹redacted›}")


def test_a_response_that_was_not_read_stays_so() -> None:
    body = Body()
    found = response(body)
    value = quietly(found)
    assert (value["cut"], body.sent, found.is_stream_consumed) == ("not read", 0, False)
    assert "content" not in parts_of(value)


def test_a_request_its_headers_and_its_address() -> None:
    request = response(Body()).request
    text = "Request(method='GET', url='http://host:8080/x?q=1')"
    check(request, text, headers="{'Host': 'host:8080', 'Authorization': ‹redacted›, 'X-Kind': 'a'}")
    check(request.url, "URL('http://host:8080/x?q=1')")
    check(httpx.Headers({"cookie": "hush-hush", "a": "b"}), "Headers({cookie: ‹redacted›, a: 'b'})")


def test_no_secret_of_a_client_is_told() -> None:
    with httpx.Client(auth=("ann", "hush-hush"), cookies={"session": "hush-hush"}) as client:
        assert "hush-hush" not in repr(quietly(client))


def test_a_response_through_a_probe(probing: Probing) -> None:
    body = Body()
    found = response(body)
    value = through_probe(probing, found)
    assert (value["cut"], body.sent) == ("not read", 0)
