"""Requests and responses of Django, as far as they have been read."""

from __future__ import annotations

from typing import Any

from .. import static
from .reading import Parts, attributes
from .view import View, ViewFunction
from .web import headers_of

_SAID_ELSEWHERE = ("environ", "META", "method", "path", "path_info")


def _request(obj: Any, _base: type) -> View:
    """What is parsed of it when it is first asked for, such as `POST`, is shown once it was."""
    fields = attributes(obj)
    parts: Parts = [("method", fields["method"]), ("path", fields["path"])]
    parts += [pair for pair in fields.items() if pair[0] not in _SAID_ELSEWHERE]
    return View("", [*parts, ("META", fields.get("META"))], previewed=2)


def _response(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    known = (static.held(base, "status_code") for base in static.mro(type(obj)))
    status = fields.get("status_code", next((each for each in known if type(each) is int), None))
    parts: Parts = [("status_code", status), ("headers", headers_of(fields.get("headers")))]
    content = fields.get("_container")
    if type(content) is not list:
        return View("", parts, "not read", previewed=1)
    return View("", [*parts, ("content", content)], previewed=1)


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("django.http.request", "HttpRequest"): _request,
    ("django.http.response", "HttpResponseBase"): _response,
}
