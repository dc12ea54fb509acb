"""How many values are on the stack: wrong, it would corrupt the program when a condition fails."""

from __future__ import annotations

import asyncio
import contextlib
import glob
import mailbox
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from snappoint.capture.conditions import condition_of
from snappoint.engines.base import Place, Request
from snappoint.engines.disassembly import disassemble
from snappoint.engines.flow import Flow, _ways, depths
from snappoint.engines.handlers import take_apart
from snappoint.engines.insertion import Insertion

SUSPENDED = """
async def waits(it, lock):
    async for a in it:
        async with lock as b:
            yield a, b
            await it
    return
def gives(it):
    for a in it:
        try:
            b = yield a
        except ValueError as error:
            yield from it
        finally:
            yield 3
    return 5
async def built(it):
    return [x async for x in it if await x] + [y for y in it], {z: [1 for _ in z] async for z in it}
"""


def all_code(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from all_code(const)


@pytest.mark.parametrize(
    "module", [None, asyncio.base_events, asyncio.tasks, contextlib, glob, mailbox], ids=str
)
def test_wherever_ways_meet_they_agree(module: ModuleType | None) -> None:
    source = Path(str(module.__file__)).read_text() if module else SUSPENDED
    for code in all_code(compile(source, "<depths>", "exec")):
        flow = Flow(take_apart(disassemble(code)))
        found = depths(flow)
        assert 0 <= min(found.values()) <= max(found.values()) <= code.co_stacksize
        for index, depth in found.items():
            meets = [(way, there) for way, there in _ways(flow, index, depth) if found[way] != there]
            assert meets == [], (code, flow.body.items[index])


def test_a_condition_that_fails_in_suspended_code_changes_nothing() -> None:
    space: dict[str, Any] = {}
    exec(SUSPENDED, space)
    failures: list[BaseException] = []
    line = SUSPENDED.split("\n").index("            b = yield a") + 1
    f, plain = space["gives"], list(space["gives"]([1, 2]))
    condition = condition_of("no_such_name > 1", failures.append)
    request = Request(Place(line, 12, line, 23), None, condition=condition)
    f.__code__ = Insertion().instrument(f.__code__, [request]).code
    assert list(f([1, 2])) == plain
    assert [type(one) for one in failures] == [NameError, NameError]
