"""What a probe asks for beside the place, and its texts made ready to be worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import NamedTuple

from ..engines.base import Expression
from ..engines.condition import Condition
from ..rendering.allowance import Allowance
from ..rendering.errors import error_text
from ..rendering.limits import Limits
from ..rendering.value import NamedValue
from ..rendering.values import Renderer
from .conditions import Reader, SubsetError, condition_of
from .frames import variables
from .shapes import Capture, Kind


class Asked(NamedTuple):
    """As the server has sent it."""

    kind: Kind
    calls: bool = False
    condition: str = ""
    changes: str = ""
    show: tuple[str, ...] = ()
    message: str = ""
    expressions: tuple[Expression, ...] = ()

    def has_condition(self) -> bool:
        """Whether not every hit counts."""
        return bool(self.condition or self.changes)

    def texts_to_show(self) -> tuple[str, ...]:
        """What has to change comes first, since it is why there is a capture. A message says what it says."""
        if not self.changes or self.changes in self.show or self.kind == "log":
            return self.show
        return (self.changes, *self.show)

    def is_about_calls(self) -> bool:
        """Whether a hit is a call of the function, and not a start of the statement."""
        return self.calls or self.kind == "function"


class Readings:
    """The condition, the expressions to show and the message of one probe."""

    def __init__(
        self, asked: Asked, failed: Callable[[BaseException], object], has_changed: Callable[[object], bool]
    ) -> None:
        self.problem = ""
        """Why a text cannot be used, or empty."""

        self.condition: Condition | None = None
        self._failed = failed
        self._show: list[Reader] = []
        self._message: list[str | Reader] = []
        try:
            self._show = [Reader(text) for text in asked.texts_to_show()]
            self._message = list(message_parts(asked.message))
            if asked.has_condition():
                self.condition = condition_of(asked.condition, failed, asked.changes, has_changed)
        except SubsetError as error:
            self.problem = str(error)

    def condition_holds(self, frame: FrameType) -> bool:
        """Works the condition out where it was not compiled into the function."""
        if self.condition is None:
            return True
        try:
            return self.condition.holds(frame, variables(frame) or {})
        except BaseException as error:
            self._failed(error)
            return False

    def add_to(
        self,
        capture: Capture,
        frame: FrameType,
        names: Mapping[str, object],
        limits: Limits,
        allowance: Allowance,
    ) -> None:
        """Adds what the user's own texts say about the frame."""
        if self._show:
            renderer = Renderer(limits, allowance)
            capture["shown"] = [_shown(reader, frame, names, renderer) for reader in self._show]
        if self._message:
            told = (_told(part, frame, names, Renderer(limits, allowance)) for part in self._message)
            capture["message"] = "".join(told)[: limits.message]


def _shown(reader: Reader, frame: FrameType, names: Mapping[str, object], renderer: Renderer) -> NamedValue:
    try:
        value = reader.read(frame, names)
    except Exception as error:
        return {"name": reader.text, "value": {"type": "error", "text": error_text(error)}}
    return {**renderer.named(_last_word(reader.text), value, path=reader.text), "name": reader.text}


def _told(part: str | Reader, frame: FrameType, names: Mapping[str, object], renderer: Renderer) -> str:
    if isinstance(part, str):
        return part
    shown = _shown(part, frame, names, renderer)["value"]
    if shown["type"] == "error":
        return f"<{shown['text']}>"
    if shown["type"] == "str" and shown["text"][:1] in ("'", '"'):
        return _unquoted(shown["text"])
    return shown["text"]


def _unquoted(text: str) -> str:
    """A rendered string as a message shows it."""
    cut = text[-1:] not in ("'", '"')
    return f"{text[1:-2]}{text[-1]}" if cut else text[1:-1]


def _last_word(text: str) -> str:
    """The name by which a value goes, to tell whether it is a secret."""
    return text.rpartition(".")[2].strip("[]\"' ")


def message_parts(message: str) -> Iterator[str | Reader]:
    """The plain text of a message and the expressions between braces; doubled braces are plain."""
    plain, at = "", 0
    while at < len(message):
        pair, char = message[at : at + 2], message[at]
        if pair in ("{{", "}}"):
            plain, at = plain + char, at + 2
        elif char == "}":
            raise SubsetError(f"column {at + 1} of the message: a single }}")
        elif char != "{":
            plain, at = plain + char, at + 1
        else:
            end = _closing(message, at)
            if plain:
                yield plain
            yield Reader(message[at + 1 : end])
            plain, at = "", end + 1
    if plain:
        yield plain


def _closing(message: str, opening: int) -> int:
    """Where the brace that opens there is closed; brackets and strings inside count."""
    depth, quote = 0, ""
    for at in range(opening, len(message)):
        char = message[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "{[(":
            depth += 1
        elif char in "}])":
            depth -= 1
            if not depth:
                return at
    raise SubsetError(f"column {opening + 1} of the message: {{ without }}")
