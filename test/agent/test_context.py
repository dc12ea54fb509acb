"""What is said of a hit beside its values: the stack, the task, the trace."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from probing import Probing

from snappoint.capture.context import add_context
from snappoint.capture.stack import MOST_WALKED


def context() -> dict[str, Any]:
    found: Any = {}
    add_context(found)
    return found  # type: ignore[no-any-return]


def functions(capture: Any) -> list[str]:
    """The stack as far as the test's own function, libraries by how many of them there were."""
    shown = [f"{one['folded']} folded" if "folded" in one else one["function"] for one in capture["stack"]]
    return shown[: shown.index("own")] if "own" in shown else shown


def test_time_by_both_clocks(probing: Probing) -> None:
    module = probing.load("def f():\n    return 1  # @r\n")
    probing.arm(module, "r")
    before = monotonic()
    module.f()
    assert before <= probing.captures[0][1]["monotonic"] <= monotonic()


def own(call: Any, *arguments: Any) -> Any:
    return call(*arguments)


def test_frames_of_libraries_between_own_ones_are_one(probing: Probing, tmp_path: Path) -> None:
    packages = tmp_path / "venv" / "site-packages" / "framework"
    packages.mkdir(parents=True)
    (packages / "__init__.py").write_text(
        "def serve(view): return route(view)\n"
        "def route(view): return call(view)\n"
        "def call(view): return view()\n"
    )
    module = probing.load(
        """
        import sys
        def view():
            return 1  # @view
        def handler(serve):
            return serve(view)
        """
    )
    sys.path.insert(0, str(packages.parent))
    try:
        import framework  # type: ignore[import-not-found]  # noqa: PLC0415
    finally:
        sys.path.pop(0)
    probing.arm(module, "view")
    own(module.handler, framework.serve)
    capture = probing.captures[0][1]
    assert functions(capture) == ["view", "3 folded", "handler"]
    assert capture["stack"][1]["file"].endswith("framework/__init__.py")
    assert capture["stack"][1]["line"] == 3


def test_deep_recursion_is_bounded(probing: Probing) -> None:
    module = probing.load("def f(n):\n    return f(n - 1) if n else 1  # @r\n")
    probing.arm(module, "r", condition="n == 0")
    module.f(200)
    stack = probing.captures[0][1]["stack"]
    assert [one["function"] for one in stack] == ["f"] * len(stack)
    assert len(stack) < MOST_WALKED


TASKS = """
    import asyncio

    async def pay(order):
        await asyncio.sleep(0)
        return order  # @pay

    async def main():
        named = asyncio.create_task(pay(1), name="payment of ann")
        plain = asyncio.create_task(pay(2))
        await asyncio.gather(named, plain, pay(3))
        return await pay(4)
"""


def test_the_name_of_the_task(probing: Probing) -> None:
    module = probing.load(TASKS)
    probing.arm(module, "pay")
    asyncio.run(module.main())
    found = {one["locals"][0]["value"]["text"]: one.get("task", "") for _, one in probing.captures}
    assert found["1"] == "payment of ann"
    assert all(found[order].startswith("Task-") for order in ("2", "3", "4"))
    assert len({found[order] for order in ("2", "3", "4")}) == 3


def test_outside_of_a_task_there_is_none(probing: Probing) -> None:
    module = probing.load("def f():\n    return 1  # @r\n")
    probing.arm(module, "r")
    module.f()
    loop = asyncio.new_event_loop()
    loop.call_soon(module.f)
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
    assert [one.get("task") for _, one in probing.captures] == [None, None]


def test_a_task_of_the_program_s_own_class_is_not_asked() -> None:
    class Own(asyncio.Task):  # type: ignore[type-arg]
        def get_name(self) -> str:
            raise AssertionError

    async def look() -> dict[str, Any]:
        return context()

    async def main() -> dict[str, Any]:
        return await Own(look(), loop=asyncio.get_running_loop(), name="mine")  # type: ignore[no-any-return]

    assert asyncio.run(main()) == {"task": "mine"}


class TrioTask:
    __slots__ = ("name",)


class RunContext(threading.local):
    """As Trio has it: each thread's own."""

    task: TrioTask


class Filling(threading.local):
    def __init__(self) -> None:
        raise AssertionError


def with_trio(monkeypatch: pytest.MonkeyPatch, running: object) -> None:
    module = types.ModuleType("trio._core._run")
    module.GLOBAL_RUN_CONTEXT = running  # type: ignore[attr-defined]
    for name in ("trio", "trio._core", module.__name__):
        monkeypatch.setitem(sys.modules, name, module)


def in_another_thread(act: Callable[[], object]) -> object:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(act()))
    thread.start()
    thread.join()
    return found[0]


def test_the_name_of_a_task_of_trio_s(monkeypatch: pytest.MonkeyPatch) -> None:
    running = RunContext()
    with_trio(monkeypatch, running)
    assert context() == {}
    running.task = TrioTask()
    running.task.name = "pay of ann"
    assert context() == {"task": "pay of ann"}
    assert in_another_thread(context) == {}


def test_nothing_is_made_for_a_thread_that_has_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    with_trio(monkeypatch, Filling.__new__(Filling))
    assert in_another_thread(context) == {}


class SpanContext(tuple[Any, ...]):
    """As OpenTelemetry has it: trace id, span id, and more."""

    __slots__ = ()
    trace_id = property(lambda self: 1 / 0)


class Span:
    def __init__(self, trace: int, number: int) -> None:
        self._context = SpanContext((trace, number, False))

    def get_span_context(self) -> SpanContext:
        raise AssertionError


class Context(dict[str, object]):
    def __getitem__(self, key: str) -> object:
        raise AssertionError


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"current-span-1f3": Span(0x4BF92F3577B34DA6A3CE929D0E0E4736, 0xF067AA0BA902B7)},
            {"trace": "4bf92f3577b34da6a3ce929d0e0e4736", "span": "00f067aa0ba902b7"},
        ),
        ({"current-span-1f3": Span(0, 0)}, {}),
        ({"current-span-1f3": "no span"}, {}),
        ({"other": Span(5, 6)}, {}),
    ],
)
def test_the_trace_that_opentelemetry_follows(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, object], expected: dict[str, str]
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", types.ModuleType("opentelemetry"))
    # It has no task in this thread, which is no reason to tell no trace.
    with_trio(monkeypatch, RunContext())
    variable: contextvars.ContextVar[object] = contextvars.ContextVar("current_context")

    def traced() -> dict[str, Any]:
        variable.set(Context(values))
        return context()

    assert contextvars.Context().run(traced) == expected
