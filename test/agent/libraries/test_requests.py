"""Requests and responses of requests, as far as they have been read."""

from __future__ import annotations

import io

import requests
import urllib3
from looking import check, parts_of, quietly, through_probe
from probing import Probing


def response(body: io.BytesIO) -> requests.Response:
    """As an adapter makes it of what a server sent."""
    headers = {"Set-Cookie": "hush=hush", "Content-Type": "text/plain"}
    raw = urllib3.HTTPResponse(body, headers=headers, status=404, reason="Not Found", preload_content=False)
    request = requests.Request("GET", "http://ann:hush-hush@host/x").prepare()
    return requests.adapters.HTTPAdapter().build_response(request, raw)


def test_a_response_that_was_read() -> None:
    found = response(io.BytesIO(b"gone"))
    assert found.text == "gone"
    headers = "{'Set-Cookie': ‹redacted›, 'Content-Type': 'text/plain'}"
    text = "Response(status_code=404, reason='Not Found', url='http://ann:‹redacted›@host/x')"
    check(found, text, content="b'gone'", headers=headers)


def test_a_response_that_was_not_read_stays_so() -> None:
    body = io.BytesIO(b"gone")
    found = response(body)
    value = quietly(found)
    assert (value["cut"], body.tell(), found._content) == ("not read", 0, False)
    assert "content" not in parts_of(value)
    assert found.content == b"gone"


def test_no_secret_of_a_session_is_told() -> None:
    session = requests.Session()
    session.auth = ("ann", "hush-hush")
    session.headers["Authorization"] = "Bearer hush-hush"
    session.cookies.set("session", "hush-hush")
    told = quietly([session, requests.Request("GET", "http://h/", auth=("ann", "hush-hush")).prepare()])
    assert "hush-hush" not in repr(told)


def test_a_response_through_a_probe(probing: Probing) -> None:
    body = io.BytesIO(b"gone")
    found = response(body)
    value = through_probe(probing, found)
    assert (value["cut"], body.tell()) == ("not read", 0)
