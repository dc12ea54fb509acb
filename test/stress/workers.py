"""Eight threads and an event loop that do known work for as long as they are told."""

import asyncio
import random
import threading
import time
import traceback

import busy

THREADS = 8
ARGUMENTS = range(12)
PAUSE = 0.003
"""Between two tasks; without one, the thread that changes the probes hardly ever gets its turn."""

MOST_TOLD = 10


class Workers:
    """`wrong` tells every result that was not the known one, and every exception."""

    def __init__(self) -> None:
        self.done = 0
        self.wrong: list[str] = []
        self._leaving = False
        self._tasks = {(task, n): task(n) for task in busy.TASKS for n in ARGUMENTS}
        self._coroutines = asyncio.run(_known_results())
        bodies = [*([self._work] * THREADS), lambda seed: asyncio.run(self._loop(seed))]
        self._threads = [
            threading.Thread(target=self._guarded, args=(body, seed)) for seed, body in enumerate(bodies)
        ]

    def __enter__(self) -> "Workers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving = True
        for thread in self._threads:
            thread.join()

    def _guarded(self, body, seed: int) -> None:
        try:
            body(seed)
        except BaseException:
            self._tell(traceback.format_exc())

    def _work(self, seed: int) -> None:
        chance, tasks = random.Random(seed), list(self._tasks.items())
        steady, again = busy.steady(seed), _steady_numbers(seed)
        while not self._leaving:
            (task, n), known = chance.choice(tasks)
            self._check(task, n, task(n), known)
            self._check(busy.steady, seed, next(steady), next(again))
            time.sleep(PAUSE)

    async def _loop(self, seed: int) -> None:
        chance, coroutines = random.Random(seed), list(self._coroutines.items())
        steady, again = busy.steady_coroutine(seed), _steady_numbers(seed)
        while not self._leaving:
            chosen = chance.choices(coroutines, k=4)
            results = await asyncio.gather(*(coroutine(n) for (coroutine, n), _ in chosen))
            for ((coroutine, n), known), result in zip(chosen, results, strict=True):
                self._check(coroutine, n, result, known)
            self._check(busy.steady_coroutine, seed, await anext(steady), next(again))
            await asyncio.sleep(PAUSE)
        await steady.aclose()

    def _check(self, task, n: int, result: object, known: object) -> None:
        self.done += 1
        if result != known:
            self._tell(f"{task.__name__}({n}) gave {result!r} and not {known!r}")

    def _tell(self, what: str) -> None:
        if len(self.wrong) < MOST_TOLD:
            self.wrong.append(what)


async def _known_results() -> dict:
    return {(coroutine, n): await coroutine(n) for coroutine in busy.COROUTINES for n in ARGUMENTS}


def _steady_numbers(state: int):
    """What `busy.steady` gives, from code that no probe is ever in."""
    while True:
        state = (state * 1103515245 + 12345) % 2**31
        yield from (-state,) if state % 5 == 0 else divmod(state, 1000)
