"""What random programs find around them, and the record of what they do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

MOST_STEPS = 60
"""Turns of `while` loops in one call of a function; everything else is finite by itself."""

MOST_EVENTS = 3000


class TooMuchError(BaseException):
    """Ends a program that goes on for too long; the same one always does at the same point."""


class Pause:
    """What a coroutine waits for: it comes out at the top, which sends a value in."""

    def __init__(self, number: object) -> None:
        self._number = number

    def __await__(self) -> Generator[object, object, object]:
        sent = yield self._number
        return self._number if sent is None else sent


class Base:
    """The class that all classes of the programs derive from."""

    start = 3

    def __init__(self, own: int) -> None:
        self.own = own

    def method(self, number: int) -> int:
        return number + self.own


class World:
    """Names for one program. `events` has what it did, in order; `at_step` is called now and then."""

    def __init__(self, at_step: Callable[[], object] = lambda: None) -> None:
        self.events: list[str] = []
        self._steps = 0
        self._at_step = at_step

    def names(self) -> dict[str, Any]:
        own = [self.note, self.step, self.guard, self.async_guard, paused, same, same_with, as_number]
        return {**{one.__name__: one for one in own}, "pause": Pause, "Base": Base}

    def restart(self) -> None:
        self._steps = 0

    def note(self, *values: object) -> object:
        """Tells what the program has reached."""
        if len(self.events) > MOST_EVENTS:
            raise TooMuchError
        self.events.append(f"noted {shape(values)}")
        self._at_step()
        return values[0] if values else 0

    def step(self) -> bool:
        """Whether a loop may go on."""
        self._steps += 1
        self._at_step()
        return self._steps < MOST_STEPS

    @contextmanager
    def guard(self, number: object) -> Iterator[object]:
        """Keeps some errors to itself."""
        self.note("enter", number)
        try:
            yield number
        except (ValueError, LookupError) as error:
            self.note("guarded", type(error).__name__)
            if number:
                raise
        finally:
            self.note("leave", number)

    def async_guard(self, number: object) -> Any:
        """The same, pausing at both ends."""
        return _AsyncGuard(self.guard(number))


class _AsyncGuard:
    def __init__(self, guard: Any) -> None:
        self._guard = guard

    async def __aenter__(self) -> object:
        await Pause("enter")
        return self._guard.__enter__()

    async def __aexit__(self, *error: object) -> object:
        await Pause("leave")
        return self._guard.__exit__(*error)


async def paused(items: Iterable[int]) -> AsyncIterator[int]:
    for item in items:
        await Pause("item")
        yield item


def same(function: Any) -> Any:
    return function


def same_with(_number: object) -> Callable[[Any], Any]:
    return same


def as_number(value: object) -> int:
    return value if type(value) is int else 0


def shape(value: object) -> str:
    """A value as text that is the same in every run: no addresses."""
    if value is None or type(value) in (int, bool, str):
        return repr(value)
    if type(value) in (list, tuple):
        return f"{type(value).__name__}[{', '.join(map(shape, value))}]"  # type: ignore[call-overload]
    if type(value) is dict:
        return f"{{{', '.join(f'{shape(key)}: {shape(one)}' for key, one in value.items())}}}"
    return type(value).__name__
