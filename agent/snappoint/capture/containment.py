"""What of ours may come out of a hook, and what not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from ..rendering.outside import is_the_programs

P = ParamSpec("P")


class CountsFailures(Protocol):
    def count_failure(self, error: Exception, /) -> None: ...


S = TypeVar("S", bound=CountsFailures)


def contained(act: Callable[Concatenate[S, P], None]) -> Callable[Concatenate[S, P], None]:
    """Makes a method a hook: nothing comes of it in the program but its cost. The program's frame is one
    further away in it."""

    def hook(self: S, /, *arguments: P.args, **named: P.kwargs) -> None:
        try:
            act(self, *arguments, **named)
        except RecursionError:
            # The program is about to reach its limit by itself, and shall do so in its own code. Even to
            # count would be one call too many.
            return
        except Exception as error:
            if is_the_programs(error):
                raise
            self.count_failure(error)

    return hook


def thread_name(ident: int) -> str:
    """Without `current_thread()`, which would register threads that the program made in its own way."""
    thread = threading._active.get(ident)  # type: ignore[attr-defined]
    name = getattr(thread, "_name", "")
    return name if type(name) is str else ""
