"""Proxies of werkzeug, which are never asked what they stand for, and its requests."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from looking import check, parts_of, quietly, through_probe
from probing import Probing
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.local import Local, LocalProxy
from werkzeug.wrappers import Request

CURRENT: ContextVar[dict[str, int]] = ContextVar("current")


def test_a_proxy_that_stands_for_nothing() -> None:
    value = quietly(LocalProxy(CURRENT))
    assert value["type"] == "LocalProxy"
    assert parts_of(value)["_LocalProxy__wrapped"] == "ContextVar(name='current')"


def test_a_proxy_is_not_resolved() -> None:
    resolved: list[int] = []
    proxy: Any = LocalProxy(lambda: resolved.append(1) or {"a": 1})
    assert quietly([proxy])["children"][0]["value"]["type"] == "LocalProxy"
    assert resolved == []
    assert proxy["a"] == 1
    assert resolved == [1]


def test_a_proxy_through_a_probe(probing: Probing) -> None:
    resolved: list[int] = []
    value = through_probe(probing, LocalProxy(lambda: resolved.append(1)))
    assert (value["type"], resolved) == ("LocalProxy", [])


def test_a_local_is_told_by_what_it_holds_here() -> None:
    local = Local()
    local.user = "ann"
    [held] = quietly(local)["children"]
    assert held["value"]["text"].endswith("value={'user': 'ann'})")


def test_a_request_is_not_parsed() -> None:
    request = Request.from_values("/x?a=1", method="POST", data={"b": "c"})
    value = quietly(request)
    assert {"method": "'POST'", "path": "'/x'"}.items() <= parts_of(value).items()
    assert not {"form", "args", "stream", "cookies"} & set(vars(request))
    assert request.form["b"] == "c"


def test_containers() -> None:
    check(MultiDict([("a", 1), ("a", 2)]), "MultiDict({'a': [1, 2]})")
    assert "hush-hush" not in repr(quietly(Headers([("Authorization", "hush-hush")])))
