"""What is under way, waits, or is called: one line each, with its state, and nothing of it is moved."""

from __future__ import annotations

import asyncio
import functools
import queue
import sys
import threading
import weakref
from collections.abc import AsyncIterator, Generator
from concurrent.futures import Future
from typing import Any

import pytest
from rendered import preview, tree


def call(a: int, b: int = 1, /, c: int = 2, *rest: int, d: int, e: int = 3, **named: int) -> int:
    return a


def only(*, flag: bool) -> None: ...


class Shop:
    limit = 3

    def order(self, number: int) -> None: ...

    @classmethod
    def opened(cls) -> None: ...


def adder(amount: int) -> Any:
    def add(to: int) -> int:
        return to + amount

    return add


def test_functions_have_a_signature() -> None:
    assert preview(call) == "<function call(a, b=…, /, c=…, *rest, d, e=…, **named)>"
    assert preview(only) == "<function only(*, flag)>"
    assert preview(lambda: 0).endswith("<lambda>()>")
    assert tree(call)["module"] == "'test_types_running'"
    assert {name: tree(call)[name] for name in "bce"} == {"b": "1", "c": "2", "e": "3"}
    assert f"test_types_running.py:{call.__code__.co_firstlineno}" in tree(call)["defined at"]


def test_a_default_with_a_secret_name_is_withheld() -> None:
    def connect(password: str = "k1") -> None: ...

    assert "k1" not in str(tree(connect))


def test_a_closure_tells_what_it_holds() -> None:
    assert tree(adder(5))["amount"] == "5"


def test_methods_tell_whose_they_are() -> None:
    assert preview(Shop().order) == "<method Shop.order(self, number)>"
    assert preview(Shop.opened) == "<method Shop.opened(cls)>"
    assert tree(Shop().order)["self"] == "Shop()"
    assert preview([1].append) == "<method append of list>"
    assert preview(len) == "<function len>"
    assert preview(int.__add__) == "<method int.__add__>"


def test_classes_modules_and_what_is_made_of_functions() -> None:
    assert preview(Shop) == "<class Shop>"
    assert tree(Shop)["limit"] == "3"
    assert tree(Shop)["bases"] == "(<class object>,)"
    assert "order" not in tree(Shop)
    assert preview(sys) == "<module sys>"
    assert "test_types_running.py" in tree(sys.modules[__name__])["file"]
    assert preview(functools.partial(only, flag=True)) == (
        "partial(func=<function only(*, flag)>, args=(), keywords={'flag': True})"
    )
    assert preview(call.__code__) == "<code call>"
    assert preview(functools.lru_cache(call)) == f"_lru_cache_wrapper(function={preview(call)})"


def test_a_weak_reference_tells_whether_its_object_is_there() -> None:
    shop = Shop()
    reference = weakref.ref(shop)
    assert preview(reference) == "<weakref to Shop>"
    del shop
    assert preview(reference) == "<dead weakref>"


def count() -> Generator[int]:
    yield 1


def test_a_generator_tells_its_state_and_line() -> None:
    generator = count()
    assert preview(generator) == "<generator count created>"
    next(generator)
    line = count.__code__.co_firstlineno + 1
    assert preview(generator) == f"<generator count suspended at line {line}>"
    assert tree(generator)["state"] == "'suspended'"
    assert next(generator, "over") == "over"
    assert preview(generator) == "<generator count finished>"


def test_a_running_generator() -> None:
    def looks_at_itself() -> Generator[str]:
        yield preview(itself)

    itself = looks_at_itself()
    assert "running at line" in next(itself)


def test_asynchronous_generators_and_coroutines() -> None:
    async def numbers() -> AsyncIterator[int]:
        yield 1

    async def main() -> list[str]:
        found = numbers()
        states = [preview(found)]
        await anext(found)
        return [*states, preview(found)]

    coroutine = main()
    assert preview(coroutine).endswith("main created>")
    created, suspended = asyncio.run(coroutine)
    assert created.endswith("numbers created>")
    assert "numbers suspended at line" in suspended
    assert preview(coroutine).endswith("main finished>")


def test_tasks_and_futures_tell_what_became_of_them() -> None:
    async def main() -> None:
        waits = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(asyncio.wait_for(waits, None), name="order 7")
        await asyncio.sleep(0)
        assert preview(task) == "Task(name='order 7', state='pending')"
        assert tree(task)["waiting for"] == preview(waits) == "Future(state='pending')"
        assert tree(task)["coroutine"].startswith("<coroutine wait_for suspended at line ")
        waits.set_result(3)
        assert await task == 3
        assert tree(task)["result"] == "3"
        assert preview(waits) == "Future(state='finished', result=3)"

    asyncio.run(main())


def test_to_look_at_an_exception_of_a_future_does_not_count_as_having_seen_it() -> None:
    complaints: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: complaints.append(context["message"]))
        future = loop.create_future()
        future.set_exception(ValueError("no"))
        assert preview(future) == "Future(state='finished', exception=ValueError('no'))"

    asyncio.run(main())
    assert complaints == ["Future exception was never retrieved"]


def test_futures_of_threads() -> None:
    future: Future[int] = Future()
    assert preview(future) == "Future(state='pending')"
    future.set_result(3)
    assert preview(future) == "Future(state='finished', result=3)"


def test_locks_tell_whether_they_are_held_and_stay_as_they_are() -> None:
    lock, again = threading.Lock(), threading.RLock()
    assert (preview(lock), preview(again)) == ("<lock free>", "<reentrant lock free>")
    with lock, again, again:
        assert (preview(lock), preview(again)) == ("<lock held>", "<reentrant lock held 2×>")
        assert tree(again) == {"owner": str(threading.get_ident()), "count": "2"}
    assert not lock.locked()
    assert preview(threading.Condition(lock)) == "Condition(lock=<lock free>, waiting=0)"
    assert preview(threading.Semaphore(3)) == "Semaphore(value=3)"
    assert preview(threading.Barrier(2)) == "Barrier(parties=2, waiting=0)"
    event = threading.Event()
    assert preview(event) == "<Event not set>"
    event.set()
    assert preview(event) == "<Event set>"


@pytest.mark.parametrize(
    ("obj", "line"),
    [(asyncio.Lock(), "<Lock free>"), (asyncio.Event(), "<Event not set>")],
    ids=["lock", "event"],
)
def test_what_tasks_wait_for(obj: object, line: str) -> None:
    assert (preview(obj), tree(obj)) == (line, {"waiting": "0"})


def test_threads_tell_their_state() -> None:
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="worker")
    assert preview(thread) == "Thread(name='worker', state='not started')"
    thread.start()
    assert preview(thread) == "Thread(name='worker', state='running')"
    release.set()
    thread.join()
    assert preview(thread) == "Thread(name='worker', state='ended')"
    assert tree(thread)["daemonic"] == "False"


def test_queues_tell_their_size_and_items() -> None:
    jobs: queue.Queue[int] = queue.Queue(5)
    jobs.put(1)
    assert (preview(jobs), tree(jobs)["items"]) == ("Queue(size=1, maxsize=5)", "deque([1])")
    simple: queue.SimpleQueue[int] = queue.SimpleQueue()
    assert preview(simple) == "SimpleQueue(size=0)"
    assert preview(asyncio.Queue()) == "Queue(size=0, maxsize=0)"
