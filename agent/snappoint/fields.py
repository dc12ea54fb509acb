"""The fields of messages: read one by one, and refused by name when they are not what they should be."""

from __future__ import annotations

from typing import Any

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
WRONG_TOKEN = -32001
WRONG_PROTOCOL = -32002
NOT_INITIALIZED = -32003
INTERNAL_ERROR = -32603

MAX_TEXT = 2000
"""Nobody types a longer condition; what is compiled into the program has to have a bound."""

MAX_PATH = 4096

Message = dict[str, Any]


class WireError(Exception):
    """A message that can't be accepted: a JSON-RPC error code and a sentence that says why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def an_object(value: object, where: str) -> Message:
    if not isinstance(value, dict):
        raise WireError(INVALID_PARAMS, f"{where}: not an object")
    return value


def a_list(value: object, where: str, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise WireError(INVALID_PARAMS, f"{where}: not a list")
    if len(value) > most:
        raise WireError(INVALID_PARAMS, f"{where}: more than {most}")
    return value


def a_string(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise WireError(INVALID_PARAMS, f"{where}: not a string")
    return value


def a_text(value: object, where: str, most: int = MAX_TEXT) -> str:
    text = a_string(value, where)
    if len(text) > most:
        raise WireError(INVALID_PARAMS, f"{where}: longer than {most} characters")
    return text


def a_path(value: object, where: str) -> str:
    path = a_text(value, where, MAX_PATH)
    if "\0" in path or (not path.isprintable() and any(0xD800 <= ord(c) <= 0xDFFF for c in path)):
        raise WireError(INVALID_PARAMS, f"{where}: not a path")
    return path


def an_integer(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise WireError(INVALID_PARAMS, f"{where}: not a whole number from 0 up")
    return value
