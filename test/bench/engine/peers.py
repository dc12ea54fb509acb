"""Other tools, as far as they are installed, doing to `subject.work` what a probe does."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import peer_aws
import subject
from timing import Subject


def installed(name: str) -> Any:
    """The module, or None where there is none for this interpreter."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


_dowhen = installed("dowhen") if sys.version_info >= (3, 12) else None
_pysnooper = installed("pysnooper")
_injection = installed("ddtrace.internal.bytecode_injection")
_expressions = installed("ddtrace.debugging._expressions")
_capture = installed("ddtrace.debugging._signal.utils")

_LINES = Path(str(subject.__file__)).read_text().split("\n")
HIT_LINE, SCALAR_LINE = (
    1 + next(number for number, line in enumerate(_LINES) if line.endswith(f"# @{mark}"))
    for mark in ("hit", "scalar")
)


def conditions(text: str) -> list[Subject]:
    return [
        ("dowhen", lambda: _watched_by_dowhen(text, lambda: None)),
        ("ddtrace", lambda: _injected(_dd_condition(text))),
    ]


def hooks() -> list[Subject]:
    return [
        ("dowhen", lambda: _watched_by_dowhen(None, lambda: None)),
        ("ddtrace", lambda: _injected(lambda _: None)),
    ]


def captures() -> list[Subject]:
    return [
        ("ddtrace", lambda: _injected(_dd_capture(), subject.scalars, SCALAR_LINE)),
        ("AWS's distro", lambda: peer_aws.broken(SCALAR_LINE)),
        ("PySnooper", _snooped),
    ]


def stacks() -> list[Subject]:
    return [("AWS's distro", lambda: peer_aws.broken(SCALAR_LINE, "deep", frames=5))]


def refusals() -> list[Subject]:
    return [("AWS's distro", lambda: peer_aws.broken(SCALAR_LINE, unlimited=False))]


@contextmanager
def _watched_by_dowhen(condition: str | None, callback: Callable[[], object]) -> Iterator[Any]:
    if _dowhen is None:
        yield None
        return
    handler = _dowhen.when(subject.work, HIT_LINE, condition=condition).do(callback)
    try:
        yield subject.work
    finally:
        handler.remove()


@contextmanager
def _injected(
    hook: Callable[[Any], object] | None, function: Any = subject.work, line: int = 0
) -> Iterator[Any]:
    if _injection is None or hook is None:
        yield None
        return
    original = function.__code__
    try:
        _injection.inject_hook(function, hook, line or HIT_LINE, None)
    except NotImplementedError:
        yield None
        return
    try:
        yield function
    finally:
        function.__code__ = original


def _dd_condition(text: str) -> Callable[[Any], object] | None:
    """The condition as ddtrace's own language says it, evaluated over the frame's locals."""
    if _expressions is None:
        return None
    compiled = _expressions.DDExpression.compile({"dsl": text, "json": _DD_JSON[text]})

    def hook(_: Any) -> object:
        frame = sys._getframe(1)
        return compiled.eval(frame.f_locals) and None

    return hook


_DD_JSON: dict[str, Any] = {
    "n > 100": {"gt": [{"ref": "n"}, 100]},
    "order.total > 100": {"gt": [{"getmember": [{"ref": "order"}, "total"]}, 100]},
    "n > 1 and b == 3": {"and": [{"gt": [{"ref": "n"}, 1]}, {"eq": [{"ref": "b"}, 3]}]},
}


def _dd_capture() -> Callable[[Any], object] | None:
    if _capture is None:
        return None
    return lambda _: [_capture.capture_value(value) for value in sys._getframe(1).f_locals.values()]


@contextmanager
def _snooped() -> Iterator[Any]:
    """It traces the function and writes each line with the variables that are new."""
    if _pysnooper is None:
        yield None
        return
    yield _pysnooper.snoop(output=io.StringIO())(subject.scalars)
