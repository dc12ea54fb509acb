"""The program under stress: kinds of code whose results are known, for many threads and an event loop.

Every task takes a small number and always gives the same result for it, whatever happens around it.
"""

import asyncio
import functools
import itertools
import traceback
from collections.abc import Callable
from contextlib import contextmanager

HANDLERS = [abs] * 50
"""Functions that were made while probes came and went, and are called for a while after that."""


def recursion(n):
    def ackermann(m, k):
        if m == 0:
            return k + 1
        return ackermann(m - 1, 1) if k == 0 else ackermann(m - 1, ackermann(m, k - 1))

    def moves(size, source, target, spare):
        if size:
            yield from moves(size - 1, source, spare, target)
            yield source, target
            yield from moves(size - 1, spare, target, source)

    return ackermann(2, n % 4), list(moves(1 + n % 4, "a", "b", "c"))


def generators(n):
    def echo(first):
        received = []
        try:
            while True:
                got = yield first + len(received)
                received.append(got)
                if got is None:
                    continue
        except KeyError as error:
            yield "thrown", error.args
        finally:
            received.append("closed")
        return received

    def outer():
        return "returned", (yield from echo(n))

    source = outer()
    told = [next(source), source.send(n), source.send(None), source.throw(KeyError(n))]
    try:
        next(source)
    except StopIteration as end:
        told.append(end.value)
    return told


def exceptions(n):
    lines = []
    for turn in range(n % 5 + 1):
        try:
            try:
                if turn % 2:
                    raise ValueError(turn)
                lines.append(1 // (turn - 2))
            except ValueError as error:
                raise RuntimeError("outer") from error
            else:
                lines.append("no error")
            finally:
                lines.append(f"finally {turn}")
        except (RuntimeError, ZeroDivisionError) as error:
            while error is not None:
                lines += [line for _, line in traceback.walk_tb(error.__traceback__)]
                lines.append(repr(error))
                error = error.__cause__
    return lines


def groups(n):
    caught = []
    try:
        raise ExceptionGroup("several", [ValueError(n), TypeError(n), ExceptionGroup("in", [OSError(n)])])
    except* ValueError as group:
        caught.append(repr(group.exceptions))
    except* (TypeError, OSError) as group:
        caught.append(repr(group.exceptions))
    return caught


def closures(n):
    made = []
    for index in range(n % 7 + 2):

        def add(value, index=index):
            nonlocal total
            total += value * index
            return lambda: total + index

        total = index
        made.append(add)
    return [make(n)() for make in made]


def handlers(n):
    def handler(value):
        return value * n

    HANDLERS[id(handler) // 16 % len(HANDLERS)] = handler
    return handler(3), all(each(2) == 2 * each(1) for each in tuple(HANDLERS))


def blocks(n):
    log = []

    @contextmanager
    def noted(name, swallow=False):
        log.append(f"enter {name}")
        try:
            yield name
        except LookupError as error:
            log.append(f"{name} sees {error!r}")
            if not swallow:
                raise
        finally:
            log.append(f"leave {name}")

    with noted("outer", swallow=True) as first, noted("inner") as second:
        log.append(first + second)
        if n % 2:
            raise LookupError(n)
        log.append("not raised")
    return log


def comprehensions(n):
    pairs = {(a, b): a * b for a in range(n % 6) for b in range(a) if (a + b) % 2}
    rows = [[cell * row for cell in range(3)] for row in range(n % 4)]
    firsts = {row[0] if row else None for row in rows}
    lazy = sum(x * x for x in (y + n for y in range(5)) if x % 3)
    return pairs, rows, firsts, lazy, [last := value for value in range(n % 3 + 1)], last


def classes(n):
    class Account:
        fee = n % 3
        limits = tuple(limit * 10 for limit in range(3))

        def __init__(self, total):
            self._total = total

        @property
        def total(self):
            return self._total - self.fee

        @classmethod
        def of(cls, *parts):
            return cls(sum(parts))

        @staticmethod
        def sign(value):
            return (value > 0) - (value < 0)

    class Joint(Account):
        @property
        def total(self):
            return super().total * 2

    joint = Joint.of(*range(n % 9))
    return joint.total, joint.sign(joint.total), Joint.limits, [kind.__name__ for kind in Joint.__mro__]


def matching(n):
    found = []
    for subject in (n, [n, 1, 2], {"kind": "k", "value": n}, "word", (), None):
        match subject:
            case int() if subject % 2:
                found.append("odd")
            case int(number) | [int(number), *_]:
                found.append(("number", number))
            case {"kind": str() as kind, **rest}:
                found.append((kind, rest))
            case str():
                found.append(subject.upper())
            case _:
                found.append(subject)
    return found


def loops(n):
    total = 0
    for first, *rest in itertools.zip_longest(range(n % 8), "ab", fillvalue=n):
        while total < first:
            total += 1
            if total % 5 == 4:
                break
        else:
            total -= len(rest)
        if not (0 <= total < 50 or n) and rest:
            continue
        total += bool(first and rest or n) + (3 if total > 2 else -1)
    else:
        total *= 2
    return total


@functools.lru_cache(maxsize=2)
def remembered(n):
    return [*map(lambda each: each * n, range(3)), *sorted(str(n), key=lambda sign: -ord(sign))]


class Countdown:
    """Iterable and a context manager, asynchronously."""

    def __init__(self, count):
        self.count = count
        self.log = []

    async def __aenter__(self):
        await asyncio.sleep(0)
        self.log.append("enter")
        return self

    async def __aexit__(self, kind, error, trace):
        await asyncio.sleep(0)
        self.log.append(kind and kind.__name__)
        return kind is KeyError

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.count:
            raise StopAsyncIteration
        self.count -= 1
        await asyncio.sleep(0)
        return self.count


async def coroutines(n):
    async def squares(count):
        for each in range(count):
            try:
                yield each * each
            finally:
                await asyncio.sleep(0)

    async with Countdown(n % 4) as countdown:
        steps = [step async for step in countdown if step != 1]
        async for square in squares(n % 3):
            steps.append(square)
        else:
            steps.append(await asyncio.gather(*(asyncio.sleep(0, each) for each in steps)))
        if n % 2:
            raise KeyError(n)
    return steps, countdown.log


async def cancelled(n):
    log = []

    async def waiting():
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            log.append("cancelled")
            raise
        finally:
            log.append(n)

    task = asyncio.ensure_future(waiting())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        log.append(task.cancelled())
    return log


TASKS: list[Callable] = [
    recursion,
    generators,
    exceptions,
    groups,
    closures,
    handlers,
    blocks,
    comprehensions,
    classes,
    matching,
    loops,
    remembered,
]
"""For threads."""

COROUTINES: list[Callable] = [coroutines, cancelled]
"""For an event loop."""


def steady(seed):
    """Never ends: it is begun before any probe is there and goes on while they come and go."""
    state = seed
    while True:
        try:
            state = (state * 1103515245 + 12345) % 2**31
            if state % 5 == 0:
                raise OverflowError(state)
        except OverflowError as error:
            yield -error.args[0]
        else:
            for part in divmod(state, 1000):
                yield part


async def steady_coroutine(seed):
    for each in steady(seed):
        await asyncio.sleep(0)
        yield each
