"""What servers ask for, read from messages and checked: every error names the field that is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from .fields import (
    INVALID_PARAMS,
    WireError,
    a_list,
    a_path,
    a_string,
    a_text,
    an_integer,
    an_object,
)

MAX_PROBES = 1000
"""Of one server. Each costs a little all the time, and people set a few."""

MAX_AT_ONE_PLACE = 100
MAX_EXPRESSIONS = 500
MAX_SHOWN = 100

Kind = Literal["snapshot", "count", "log", "function", "time", "exception"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of probes that this agent can carry out."""

ExpressionKind = Literal[
    "name", "and", "or", "not", "conditional", "compare", "walrus", "await", "comprehension", "constant",
    "other",
]  # fmt: skip
EXPRESSION_KINDS: tuple[ExpressionKind, ...] = get_args(ExpressionKind)


Detail = Literal["", "more"]


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


_NONE: Mapping[str, WantedProbe] = MappingProxyType({})


def hello(params: object) -> Hello:
    """Reads the parameters of `initialize`."""
    fields = an_object(params, "params")
    client = an_object(fields.get("client"), "client")
    return Hello(
        an_integer(fields.get("protocol"), "protocol"),
        a_string(fields.get("token"), "token"),
        a_string(client.get("id"), "client.id"),
        a_string(client.get("name", ""), "client.name"),
    )


def wanted(params: object, before: Mapping[str, WantedProbe] = _NONE) -> tuple[int, list[WantedProbe]]:
    """Reads the parameters of `probes/set`: the revision and the probes. One that stays as it is may be
    named by its id alone."""
    fields = an_object(params, "params")
    probes = a_list(fields.get("probes"), "probes", MAX_PROBES)
    found = [_probe(probe, f"probes[{index}]", before) for index, probe in enumerate(probes)]
    if len({probe.id for probe in found}) != len(found):
        raise WireError(INVALID_PARAMS, "probes: an id stands twice")
    places = Counter((probe.file, probe.span) for probe in found)
    if max(places.values(), default=0) > MAX_AT_ONE_PLACE:
        raise WireError(INVALID_PARAMS, f"probes: more than {MAX_AT_ONE_PLACE} at one statement")
    return an_integer(fields.get("revision"), "revision"), found


def file_asked(params: object) -> str:
    """Reads the parameters of `source/lines` and `source/text`."""
    return a_path(an_object(params, "params").get("file"), "file")


def text_known(params: object) -> str:
    """Reads from the parameters of `source/text` the hash of a text that the server has, or nothing."""
    return a_text(an_object(params, "params").get("known", ""), "known")


def _probe(value: object, where: str, before: Mapping[str, WantedProbe]) -> WantedProbe:
    if type(value) is str:
        if value not in before:
            raise WireError(INVALID_PARAMS, f"{where}: no probe of the set before has this id")
        return before[value]
    fields = an_object(value, where)
    kind = next((one for one in KINDS if one == fields.get("kind")), None)
    if kind is None:
        known = ", ".join(KINDS)
        raise WireError(INVALID_PARAMS, f"{where}.kind: this agent knows {known}")
    show = a_list(fields.get("show", []), f"{where}.show", MAX_SHOWN)
    return WantedProbe(
        id=a_text(fields.get("id"), f"{where}.id"),
        kind=kind,
        file=a_path(fields.get("file"), f"{where}.file"),
        hash=a_text(fields.get("hash"), f"{where}.hash"),
        function=a_text(fields.get("function"), f"{where}.function"),
        span=_span(fields.get("span"), f"{where}.span"),
        calls=_flag(fields.get("calls", False), f"{where}.calls"),
        condition=a_text(fields.get("condition", ""), f"{where}.condition"),
        changes=a_text(fields.get("changes", ""), f"{where}.changes"),
        show=tuple(a_text(text, f"{where}.show[{index}]") for index, text in enumerate(show)),
        message=a_text(fields.get("message", ""), f"{where}.message"),
        expressions=_expressions(fields.get("expressions", []), f"{where}.expressions"),
        detail=_detail(fields.get("detail", ""), f"{where}.detail"),
        mapped=a_path(fields.get("mapped", ""), f"{where}.mapped"),
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
    listed = a_list(value, where, MAX_EXPRESSIONS)
    found = tuple(_expression(item, f"{where}[{index}]") for index, item in enumerate(listed))
    for index, expression in enumerate(found):
        if any(part >= len(found) or part == index for part in expression.parts):
            raise WireError(INVALID_PARAMS, f"{where}[{index}].parts: not indices of other expressions")
    return found


def _expression(value: object, where: str) -> WireExpression:
    fields = an_object(value, where)
    kind = next((known for known in EXPRESSION_KINDS if known == fields.get("kind")), None)
    if kind is None:
        raise WireError(INVALID_PARAMS, f"{where}.kind: none of {', '.join(EXPRESSION_KINDS)}")
    parts = a_list(fields.get("parts", []), f"{where}.parts", MAX_EXPRESSIONS)
    return WireExpression(
        span=_span(fields.get("span"), f"{where}.span"),
        kind=kind,
        parts=tuple(an_integer(part, f"{where}.parts[{at}]") for at, part in enumerate(parts)),
        name=a_text(fields.get("name", ""), f"{where}.name"),
    )


def _span(value: object, where: str) -> Span:
    fields = an_object(value, where)
    start, end = (an_object(fields.get(name), f"{where}.{name}") for name in ("start", "end"))
    return Span(
        an_integer(start.get("line"), f"{where}.start.line"),
        an_integer(start.get("column"), f"{where}.start.column"),
        an_integer(end.get("line"), f"{where}.end.line"),
        an_integer(end.get("column"), f"{where}.end.column"),
    )
