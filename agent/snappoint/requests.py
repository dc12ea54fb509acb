"""What servers ask for, read from messages and checked: every error names the field that is wrong."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
WRONG_TOKEN = -32001
WRONG_PROTOCOL = -32002
NOT_INITIALIZED = -32003
INTERNAL_ERROR = -32603

MAX_EXPRESSIONS = 500
MAX_TEXT = 2000
"""Nobody types a longer condition; what is compiled into the program has to have a bound."""

Message = dict[str, Any]

Kind = Literal["snapshot", "count", "log", "function", "time", "exception"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of probes that this agent can carry out."""

ExpressionKind = Literal[
    "name", "and", "or", "not", "conditional", "compare", "walrus", "await", "comprehension", "constant",
    "other",
]  # fmt: skip
EXPRESSION_KINDS: tuple[ExpressionKind, ...] = get_args(ExpressionKind)


Detail = Literal["", "more"]


class WireError(Exception):
    """A message that can't be accepted: a JSON-RPC error code and a sentence that says why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Hello(NamedTuple):
    """The parameters of `initialize`."""

    protocol: int
    token: str
    client: str
    """Names a server over reconnects."""

    name: str
    """What kind of server it is, for people."""


class Span(NamedTuple):
    """1-based lines, columns in UTF-8 bytes, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class WireExpression(NamedTuple):
    """An expression that a statement's own code contains; `parts` are indices into the same list."""

    span: Span
    kind: ExpressionKind
    parts: tuple[int, ...] = ()
    name: str = ""


class WantedProbe(NamedTuple):
    """One probe of a server's wanted set."""

    id: str
    kind: Kind
    file: str
    hash: str
    function: str
    """`co_qualname` of the code that runs the statement; empty at module level."""

    span: Span
    calls: bool = False
    """Of a timer or exception watch: whole calls of the function are meant."""

    condition: str = ""
    changes: str = ""
    """An expression: only hits are captured at which it has another value than at the hit before."""

    show: tuple[str, ...] = ()
    """Expressions of the user's own."""

    message: str = ""
    """Text with `{expr}` parts."""

    expressions: tuple[WireExpression, ...] = ()

    detail: Detail = ""
    """How much of each value is captured."""

    mapped: str = ""
    """The file's path in this program, as the user's map has it."""


def hello(params: object) -> Hello:
    """Reads the parameters of `initialize`."""
    fields = _object(params, "params")
    client = _object(fields.get("client"), "client")
    return Hello(
        _integer(fields.get("protocol"), "protocol"),
        _string(fields.get("token"), "token"),
        _string(client.get("id"), "client.id"),
        _string(client.get("name", ""), "client.name"),
    )


def wanted(params: object) -> tuple[int, list[WantedProbe]]:
    """Reads the parameters of `probes/set`: the revision and the probes."""
    fields = _object(params, "params")
    probes = _list(fields.get("probes"), "probes")
    found = [_probe(probe, f"probes[{index}]") for index, probe in enumerate(probes)]
    if len({probe.id for probe in found}) != len(found):
        raise WireError(INVALID_PARAMS, "probes: an id stands twice")
    return _integer(fields.get("revision"), "revision"), found


def file_asked(params: object) -> str:
    """Reads the parameters of `source/lines` and `source/text`."""
    return _path(_object(params, "params").get("file"), "file")


def text_known(params: object) -> str:
    """Reads from the parameters of `source/text` the hash of a text that the server has, or nothing."""
    return _string(_object(params, "params").get("known", ""), "known")


def _probe(value: object, where: str) -> WantedProbe:
    fields = _object(value, where)
    kind = next((one for one in KINDS if one == fields.get("kind")), None)
    if kind is None:
        known = ", ".join(KINDS)
        raise WireError(INVALID_PARAMS, f"{where}.kind: this agent knows {known}")
    show = _list(fields.get("show", []), f"{where}.show")
    return WantedProbe(
        id=_string(fields.get("id"), f"{where}.id"),
        kind=kind,
        file=_path(fields.get("file"), f"{where}.file"),
        hash=_string(fields.get("hash"), f"{where}.hash"),
        function=_string(fields.get("function"), f"{where}.function"),
        span=_span(fields.get("span"), f"{where}.span"),
        calls=_flag(fields.get("calls", False), f"{where}.calls"),
        condition=_text(fields.get("condition", ""), f"{where}.condition"),
        changes=_text(fields.get("changes", ""), f"{where}.changes"),
        show=tuple(_text(text, f"{where}.show[{index}]") for index, text in enumerate(show)),
        message=_text(fields.get("message", ""), f"{where}.message"),
        expressions=_expressions(fields.get("expressions", []), f"{where}.expressions"),
        detail=_detail(fields.get("detail", ""), f"{where}.detail"),
        mapped=_path(fields.get("mapped", ""), f"{where}.mapped"),
    )


def _flag(value: object, where: str) -> bool:
    if value is True or value is False:
        return value
    raise WireError(INVALID_PARAMS, f"{where}: neither true nor false")


def _detail(value: object, where: str) -> Detail:
    for known in get_args(Detail):
        if value == known:
            return known  # type: ignore[no-any-return]
    raise WireError(INVALID_PARAMS, f"{where}: neither left out nor more")


def _expressions(value: object, where: str) -> tuple[WireExpression, ...]:
    listed = _list(value, where)
    if len(listed) > MAX_EXPRESSIONS:
        raise WireError(INVALID_PARAMS, f"{where}: more than {MAX_EXPRESSIONS}")
    found = tuple(_expression(item, f"{where}[{index}]") for index, item in enumerate(listed))
    for index, expression in enumerate(found):
        if any(part >= len(found) or part == index for part in expression.parts):
            raise WireError(INVALID_PARAMS, f"{where}[{index}].parts: not indices of other expressions")
    return found


def _expression(value: object, where: str) -> WireExpression:
    fields = _object(value, where)
    kind = next((known for known in EXPRESSION_KINDS if known == fields.get("kind")), None)
    if kind is None:
        raise WireError(INVALID_PARAMS, f"{where}.kind: none of {', '.join(EXPRESSION_KINDS)}")
    parts = _list(fields.get("parts", []), f"{where}.parts")
    return WireExpression(
        span=_span(fields.get("span"), f"{where}.span"),
        kind=kind,
        parts=tuple(_integer(part, f"{where}.parts[{at}]") for at, part in enumerate(parts)),
        name=_text(fields.get("name", ""), f"{where}.name"),
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


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise WireError(INVALID_PARAMS, f"{where}: not a list")
    return value


def _string(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise WireError(INVALID_PARAMS, f"{where}: not a string")
    return value


def _text(value: object, where: str) -> str:
    text = _string(value, where)
    if len(text) > MAX_TEXT:
        raise WireError(INVALID_PARAMS, f"{where}: longer than {MAX_TEXT} characters")
    return text


def _path(value: object, where: str) -> str:
    path = _string(value, where)
    if "\0" in path or (not path.isprintable() and any(0xD800 <= ord(c) <= 0xDFFF for c in path)):
        raise WireError(INVALID_PARAMS, f"{where}: not a path")
    return path


def _integer(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise WireError(INVALID_PARAMS, f"{where}: not a whole number from 0 up")
    return value
