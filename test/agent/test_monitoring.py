"""Calls that began before the probe came, and code that no function runs any more: seen from 3.12 on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import targets
from probing import SEES_OLD_CODE, Probing
from programs import Programs
from running import Paused

from snappoint.engines.monitoring import TOOL_IDS

pytestmark = pytest.mark.skipif(not SEES_OLD_CODE, reason="needs sys.monitoring, from 3.12 on")

monitoring: Any = getattr(sys, "monitoring", None)


def test_a_loop_that_is_running_is_seen_as_new_calls_are(probing: Probing) -> None:
    module = probing.load(
        """
        from contextlib import nullcontext

        def work(pause, n):
            pause()
            for i in range(n):  # @loop
                with nullcontext(i) as x:  # @with
                    x += 1  # @body
            while True:  # @while
                n -= 1  # @less
                if n < 0:
                    break
            return n  # @end
        """
    )
    marks = ["loop", "with", "body", "while", "less", "end"]
    old = Paused(module.work, 3)
    probing.arm(module, *marks, kind="count")
    assert {probing.status(mark).status for mark in marks} == {"armed"}
    old.finish()
    seen = {mark: probing.hits(mark) for mark in marks}
    module.work(lambda: None, 3)
    assert {mark: probing.hits(mark) - seen[mark] for mark in marks} == seen
    assert seen == {"loop": 4, "with": 3, "body": 3, "while": 4, "less": 4, "end": 1}


def test_statements_that_share_a_line(probing: Probing) -> None:
    """LINE events come once for a line; what begins inside one is seen all the same."""
    source = """
        def f(pause, n):
            pause()
            while n:
                a = n; b = a
                if a: c = b
                for q in (1, 2): d = q
                n -= 1; e = d
    """
    module = probing.load(source)
    old = Paused(module.f, 3)
    texts = ["b = a", "c = b", "d = q", "e = d", "a = n"]
    probing.arm_text(module, "f", *texts, kind="count")
    old.finish()
    seen = {text: probing.hits(text) for text in texts}
    module.f(lambda: None, 3)
    assert seen == {"a = n": 3, "b = a": 3, "c = b": 3, "d = q": 6, "e = d": 3}
    assert {text: probing.hits(text) for text in texts} == {text: 2 * seen[text] for text in texts}


def test_the_values_are_those_of_the_running_frame(probing: Probing) -> None:
    module = probing.load("def f(pause):\n    x = 5\n    pause()\n    return x  # @r\n")
    old = Paused(module.f)
    probing.arm(module, "r")
    old.finish()
    assert probing.values("r")[0]["x"] == "5"
    _, capture = probing.captures[0]
    assert capture["stack"][0]["function"] == "f"


def test_suspended_generators_and_coroutines(probing: Probing) -> None:
    module = probing.load(
        """
        def numbers():
            yield 1
            yield 2  # @y

        async def wait(gate):
            await gate
            return 7  # @r
        """
    )
    suspended = module.numbers()
    next(suspended)

    async def main() -> object:
        gate = asyncio.get_running_loop().create_future()
        task = asyncio.ensure_future(module.wait(gate))
        await asyncio.sleep(0)
        probing.arm(module, "y", "r")
        gate.set_result(None)
        return await task

    assert asyncio.run(main()) == 7
    assert next(suspended) == 2
    assert (probing.hits("y"), probing.hits("r")) == (1, 1)


def test_lines_that_come_later_are_armed_too(probing: Probing) -> None:
    module = probing.load(
        """
        def f(step):
            while step():
                a = 1  # @a
                b = a  # @b
        """
    )
    turns = iter([lambda: None, lambda: probing.arm(module, "a", "b", kind="count"), lambda: None])

    def step() -> bool:
        turn = next(turns, None)
        if turn is not None:
            turn()
        return turn is not None

    original = module.f.__code__
    probing.arm(module, "a", kind="count")
    module.f.__code__ = original
    module.f(step)
    assert (probing.hits("a"), probing.hits("b")) == (3, 2)


def test_two_probes_at_one_statement(probing: Probing) -> None:
    module = probing.load("def f(pause):\n    pause()\n    return 1  # @r\n")
    old = Paused(module.f)
    probing.arm(module, "r")
    probes = [entry.probe for entry in probing.registry.entries("test").values()]
    probing.registry.set_wanted("another", probes)
    old.finish()
    assert probing.hits("r") == 1
    assert probing.registry.entries("another")["r"].recorder.outcomes()["hits"] == 1
    probing.registry.drop("another")


def test_removal_gives_the_tool_back_and_stops_at_once(probing: Probing) -> None:
    module = probing.load("def f(pause):\n    pause()\n    return 1  # @r\n")
    old = Paused(module.f)
    probing.arm(module, "r")
    entry = probing.registry.entries("test")["r"]
    assert "snappoint" in {monitoring.get_tool(tool) for tool in TOOL_IDS}
    probing.arm()
    old.finish()
    assert entry.recorder.outcomes()["hits"] == 0
    assert {monitoring.get_tool(tool) for tool in TOOL_IDS} == {None}


def test_another_tool_keeps_what_it_switched_off(probing: Probing) -> None:
    module = probing.load("def f():\n    a = 1  # @a\n    return a  # @r\n")
    seen: list[int] = []

    def once(_code: object, line: int) -> object:
        seen.append(line)
        return monitoring.DISABLE

    other = monitoring.COVERAGE_ID
    monitoring.use_tool_id(other, "another")
    try:
        monitoring.register_callback(other, monitoring.events.LINE, once)
        monitoring.set_local_events(other, module.f.__code__, monitoring.events.LINE)
        original = module.f.__code__
        # When a second tool comes to a code object, the interpreter asks the first one again, once.
        probing.arm(module, "a")
        module.f.__code__ = original
        module.f()
        seen.clear()
        for marks in (["a", "r"], ["r"], []):
            probing.arm(module, *marks)
            module.f.__code__ = original
            module.f()
        assert seen == []
    finally:
        monitoring.set_local_events(other, module.f.__code__, 0)
        monitoring.register_callback(other, monitoring.events.LINE, None)
        monitoring.free_tool_id(other)


@pytest.fixture
def no_free_tool() -> Iterator[None]:
    """Other tools hold the ids that are nobody's."""
    for tool in TOOL_IDS:
        monitoring.use_tool_id(tool, f"tool {tool}")
    yield
    for tool in TOOL_IDS:
        monitoring.free_tool_id(tool)


def test_without_a_free_tool_the_status_says_what_is_not_seen(probing: Probing, no_free_tool: None) -> None:
    module = probing.load("def f(pause):\n    pause()\n    return 1  # @r\n")
    old = Paused(module.f)
    try:
        probing.arm(module, "r")
        status, why = probing.status("r"), "the tools 'tool 3' and 'tool 4' hold the monitoring ids"
        assert why in status.reason
        assert status.status == ("rejected" if probing.alone else "partly armed")
    finally:
        old.finish()
    module.f(lambda: None)
    assert probing.hits("r") == (0 if probing.alone else 1)


def test_a_loop_at_the_top_of_a_script(programs: Programs) -> None:
    program = programs.start(
        """
        import sys
        total = 0
        for line in sys.stdin:
            total += int(line)  # @add
            print(total, flush=True)
        """
    )
    server = program.server()
    assert program.say("1") == "1"
    server.set(targets.probe(program.source, program.file, "add"))
    server.until_status("add", "armed")
    assert program.say("2") == "3"
    server.until(lambda: server.captures, "a capture of the running script")
    named = {one["name"]: one["value"]["text"] for one in server.captures[0]["locals"]}
    assert (named["total"], named["line"]) == ("1", "'2\\n'")
