"""Requests and responses of requests and httpx, as far as they have been read."""

from __future__ import annotations

from typing import Any

from .. import static
from .reading import Parts, attributes, text_of
from .view import View, ViewFunction

_MOST_HEADERS = 40


def _requests_response(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    content = fields["_content"]
    return _response(fields, fields.get("url"), content if type(content) is bytes else None)


def _httpx_response(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    request = attributes(fields.get("_request"))
    content = fields.get("_content")
    return _response(fields, _httpx_address(request.get("url")), content if type(content) is bytes else None)


def _response(fields: dict[str, Any], url: object, content: bytes | None) -> View:
    reason = [("reason", fields["reason"])] if type(fields.get("reason")) is str else []
    parts: Parts = [("status_code", fields["status_code"]), *reason, ("url", url)]
    shown = len(parts)
    parts.append(("headers", headers_of(fields.get("headers"))))
    if content is None:
        return View("", parts, "not read", previewed=shown)
    return View("", [*parts, ("content", content)], previewed=shown)


def headers_of(held: Any) -> dict[str, str]:
    """As a plain dictionary, so that a secret header is withheld by its name."""
    fields = attributes(held)
    pairs = fields.get("_list")
    if type(pairs) is list:
        return {_decoded(pair[0]): _decoded(pair[2]) for pair in pairs[:_MOST_HEADERS]}
    stored = fields.get("_store", {})
    found = static.first_items(stored, _MOST_HEADERS) if static.is_of(stored, dict) else []
    return {text_of(pair[0]): text_of(pair[1]) for _, pair in found if type(pair) is tuple}


def _decoded(raw: object) -> str:
    return raw.decode("latin-1") if type(raw) is bytes else text_of(raw)


def _headers_view(obj: Any, _base: type) -> View:
    parts = list(headers_of(obj).items())
    return View("", parts, "", f"{static.type_name(obj)}({{", "})", ": ")


def _httpx_request(obj: Any, _base: type) -> View:
    fields = attributes(obj)
    parts: Parts = [("method", fields["method"]), ("url", _httpx_address(fields.get("url")))]
    parts.append(("headers", headers_of(fields.get("headers"))))
    return View("", parts, previewed=2)


def _httpx_url(obj: Any, _base: type) -> View:
    return View("", [("0", _httpx_address(obj))])


def _httpx_address(url: object) -> str:
    """Its text without the user and password that it may have."""
    parsed = attributes(url).get("_uri_reference")
    if not static.is_of(parsed, tuple):
        return ""
    scheme, _, host, port, path, query = list(tuple.__iter__(parsed))[:6]  # type: ignore[arg-type]
    place = f"{text_of(host)}:{port}" if type(port) is int else text_of(host)
    rest = f"?{text_of(query)}" if text_of(query) else ""
    return f"{text_of(scheme)}://{place}{text_of(path)}{rest}"


BUILTIN: dict[type, ViewFunction] = {}

NAMED: dict[tuple[str, str], ViewFunction] = {
    ("requests.models", "Response"): _requests_response,
    ("requests.structures", "CaseInsensitiveDict"): _headers_view,
    ("httpx", "Response"): _httpx_response,
    ("httpx._models", "Response"): _httpx_response,
    ("httpx", "Request"): _httpx_request,
    ("httpx._models", "Request"): _httpx_request,
    ("httpx", "Headers"): _headers_view,
    ("httpx._models", "Headers"): _headers_view,
    ("httpx", "URL"): _httpx_url,
    ("httpx._urls", "URL"): _httpx_url,
}
