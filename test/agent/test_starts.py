"""Where statements start, with the interpreter's own line tracing as the judge."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from types import CodeType, FunctionType
from typing import Any

import pytest
import targets
from engines_zoo import ZOO
from probing import Probing, lines_run

from snappoint.engines.base import Engine, Place, Request


@pytest.mark.parametrize("argument", [0, 1, 2, 3])
@pytest.mark.parametrize("name", ["loops", "tries", "matches", "generator"])
def test_a_statement_is_hit_as_often_as_its_line_starts(probing: Probing, name: str, argument: int) -> None:
    module = probing.load(ZOO)
    function = getattr(module, name)
    marks = {mark: site for mark, site in targets.sites(ZOO).items() if site.function == name}
    traced = lines_run(function, argument)
    probing.arm(module, *marks, kind="count")
    result = function(argument)
    if name == "generator":
        list(result)
    hits = {mark: probing.hits(mark) for mark in marks}
    assert hits == {mark: traced[site.place.line] for mark, site in marks.items()}


def test_the_result_is_the_same_with_a_probe_on_every_statement(probing: Probing) -> None:
    module = probing.load(ZOO)
    calls = [(f, n) for f in (module.loops, module.tries, module.matches) for n in (0, 1, 2, 3)]
    before = [repr(f(n)) for f, n in calls]
    probing.arm(module, *targets.sites(ZOO))
    assert [repr(f(n)) for f, n in calls] == before


def check_hits(engine: Engine, source: str, call: str, expected: dict[str, int]) -> None:
    """Counts the hooks that `call` reaches in the function `f` of `source`."""
    space: dict[str, Any] = {"nullcontext": nullcontext}
    exec(compile(source, "<check>", "exec"), space)
    f: FunctionType = space["f"]
    hits = dict.fromkeys(expected, 0)

    def hook_of(mark: str) -> Any:
        return lambda _depth=1, /: hits.__setitem__(mark, hits[mark] + 1)

    wanted = [
        Request(site.place, hook_of(mark)) for mark, site in targets.sites(source).items() if mark in hits
    ]
    f.__code__ = engine.instrument(f.__code__, wanted).code
    eval(call, space)
    assert hits == expected


def test_leaving_a_with_block_is_not_a_start_of_it(engine: Engine) -> None:
    source = "def f(c):\n    with c as x:  # @head\n        y = 1  # @body\n    return x  # @after\n"
    check_hits(engine, source, "f(nullcontext())", {"head": 1, "body": 1, "after": 1})


def test_a_comprehension_is_part_of_its_statement(engine: Engine) -> None:
    source = "def f(n):\n    for x in [i for i in range(n)]:  # @loop\n        x\n"
    check_hits(engine, source, "f(3)", {"loop": 4})


def test_statements_on_one_line_are_hit_apart(engine: Engine) -> None:
    source = "def f(n):\n    a = 1; b = a  # @first\n    if n: c = b; d = c\n    return b\n"
    check_hits(engine, source, "f(1)", {"first": 1})


def test_a_loop_whose_body_stands_on_its_line(engine: Engine) -> None:
    """The end of the body and the start of the condition may be one instruction, for which monitoring has
    one event only: on the line before it."""
    source = "def f(n):\n    i = 0\n    while i < n and n: i = i + 1  # @loop\n    return i\n"
    is_seen = engine.name == "insertion" or sys.version_info < (3, 13)
    check_hits(engine, source, "f(3)", {"loop": 4 if is_seen else 1})


def test_a_statement_whose_first_line_has_no_code(engine: Engine) -> None:
    source = "def f(n):\n    if (  # @head\n        n\n    ):\n        return 1  # @body\n"
    check_hits(engine, source, "f(1)", {"head": 1, "body": 1})


def test_async_statements(engine: Engine) -> None:
    source = (
        "import asyncio\n"
        "class A:\n"
        "    async def __aenter__(self): return 1\n"
        "    async def __aexit__(self, *a): return None\n"
        "async def numbers(n):\n"
        "    for i in range(n):\n"
        "        yield i\n"
        "async def f(n):\n"
        "    async with A() as a:  # @enter\n"
        "        async for i in numbers(n):  # @loop\n"
        "            await asyncio.sleep(0)  # @wait\n"
        "    return a  # @leave\n"
    )
    check_hits(engine, source, "asyncio.run(f(3))", {"enter": 1, "loop": 4, "wait": 3, "leave": 1})


def test_lines_beyond_column_255_and_characters_beyond_ascii(engine: Engine) -> None:
    source = f"def f():\n    a = {'é' * 300!r}; b = 1  # @wide\n    return {'1 + ' * 200} len(a)  # @long\n"
    check_hits(engine, source, "f()", {"wide": 1, "long": 1})


def test_many_locals_constants_and_jumps_beyond_one_byte(engine: Engine) -> None:
    names = "".join(f"        v{i} = {i}.5; w{i} = v{i}\n" for i in range(400))
    uses = " + ".join(f"v{i} * w{i}" for i in range(400))
    loop = f"    for i in range(n):  # @loop\n{names}        s = {uses}  # @sum\n"
    source = f"def f(n):\n{loop}    assert s == {sum((i + 0.5) ** 2 for i in range(400))}\n"
    check_hits(engine, source, "f(2)", {"loop": 3, "sum": 2})


def test_code_without_columns(engine: Engine) -> None:
    """As with `-X no_debug_ranges`: then the lines decide."""
    space: dict[str, Any] = {}
    exec("def f(n):\n    m = n\n    return m\n", space)
    code = space["f"].__code__
    lines = bytes(_without_columns(code.co_linetable))
    bare = code.replace(co_linetable=lines)
    assert {position[2] for position in bare.co_positions()} == {None}
    hits: list[int] = []
    space["f"].__code__ = engine.instrument(
        bare, [Request(Place(3, 4, 3, 12), lambda _depth=1, /: hits.append(1))]
    ).code
    assert (space["f"](5), hits) == (5, [1])


def _without_columns(table: bytes) -> list[int]:
    """The location table with every entry in its form without columns (code 13)."""
    out: list[int] = []
    for code, length, line_delta in _entries(table):
        if code == 15:
            out.append(0x80 | 15 << 3 | length - 1)
            continue
        out.append(0x80 | 13 << 3 | length - 1)
        value = (-line_delta << 1 | 1) if line_delta < 0 else line_delta << 1
        while value > 63:
            out.append(value & 63 | 64)
            value >>= 6
        out.append(value)
    return out


def _entries(table: bytes) -> list[tuple[int, int, int]]:
    """Code, length and line delta of each entry; the format is in CPython's `Objects/locations.md`."""
    found, index = [], 0
    while index < len(table):
        head = table[index]
        end = index + 1
        while end < len(table) and not table[end] & 0x80:
            end += 1
        code, delta = head >> 3 & 15, 0
        if code in (11, 12):
            delta = code - 10
        elif code in (13, 14):
            raw, shift = 0, 0
            for byte in table[index + 1 : end]:
                raw |= (byte & 63) << shift
                shift += 6
                if not byte & 64:
                    break
            delta = -(raw >> 1) if raw & 1 else raw >> 1
        found.append((code, (head & 7) + 1, delta))
        index = end
    return found


def test_a_place_without_code_leaves_the_code_alone(engine: Engine) -> None:
    code = check_hits.__code__
    done = engine.instrument(code, [Request(Place(1, 0, 1, 5), lambda _depth=1, /: None)])
    assert done.code is code
    assert done.locations == (0,)


def test_the_local_variables_keep_their_order(engine: Engine) -> None:
    space: dict[str, Any] = {}
    exec("def f(a, *, b=1, **c):\n    z = y = 1\n    del z\n    return locals()\n", space)
    f = space["f"]
    before = list(f(1))
    f.__code__ = engine.instrument(f.__code__, [Request(Place(2, 4, 2, 13), lambda _depth=1, /: None)]).code
    assert list(f(1)) == before
    assert f.__code__.co_varnames == ("a", "b", "c", "z", "y")


def test_tracing_tools_see_no_line_more(probing: Probing) -> None:
    module = probing.load(ZOO)
    before = lines_run(module.loops, 2)
    probing.arm(module, *(m for m in targets.sites(ZOO) if m.startswith("a")), kind="count")
    assert lines_run(module.loops, 2) == before
    assert sys.gettrace() is None or sys.gettrace()


@pytest.mark.skipif(sys.version_info < (3, 13), reason="comprehensions in type parameters came with 3.13")
def test_a_name_that_is_local_and_free_at_once(engine: Engine) -> None:
    source = "def F[T: [lambda: T for T in (T, [1])[1]]]():\n    return [lambda: T for T in T.__name__]\n"
    space: dict[str, Any] = {}
    exec(source, space)
    expected = [one() for one in space["F"]()]
    code: CodeType = space["F"].__code__
    hits: list[int] = []

    def hook(_depth: int = 1, /) -> None:
        hits.append(1)

    space["F"].__code__ = engine.instrument(code, [Request(Place(2, 4, 2, 42), hook)]).code
    assert [one() for one in space["F"]()] == expected
    assert hits == [1]
