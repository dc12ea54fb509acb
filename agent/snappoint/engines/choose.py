"""Which engine sees what is wanted in a code object, and where none does, why.

Insertion comes first, because it costs nothing elsewhere and sees values too. Where it objects or fails,
monitoring sees the same statements start, so that nothing is refused that has code.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import CodeType

from .base import Engine, Instrumented, RefusedError, Request


class Chooser:
    """An engine that lets the first of several do what is wanted against which there is no reason."""

    def __init__(self, *engines: Engine) -> None:
        self._engines = engines
        self.name = ", else ".join(engine.name for engine in engines)

    def objection(self) -> str:
        """See `Engine.objection`."""
        against = [f"{engine.name}: {reason}" for engine in self._engines if (reason := engine.objection())]
        return "; ".join(against) if len(against) == len(self._engines) else ""

    def instrument(self, code: CodeType, wanted: Sequence[Request]) -> Instrumented:
        """See `Engine.instrument`."""
        reasons: list[str] = []
        for engine in self._engines:
            against = engine.objection()
            try:
                done = None if against else engine.instrument(code, wanted)
            except Exception as error:
                # An assembler can meet code that no compiler made, or that is newer than it knows.
                against = (
                    str(error) if isinstance(error, RefusedError) else f"{type(error).__name__}: {error}"
                )
                done = None
            if done is not None:
                return _with_reasons(done, reasons)
            reasons.append(f"{engine.name}: {against}")
        raise RefusedError("; ".join(reasons))

    def forget(self, *codes: CodeType) -> None:
        """See `Engine.forget`."""
        for engine in self._engines:
            engine.forget(*codes)


def _with_reasons(done: Instrumented, reasons: Sequence[str]) -> Instrumented:
    """What is not seen, and why the engines that would have seen it could not be taken."""
    if not reasons:
        return done
    why = f" ({'; '.join(reasons)})"
    missed = tuple({number: reason + why for number, reason in one.items()} for one in done.missed)
    return done._replace(missed=missed)
