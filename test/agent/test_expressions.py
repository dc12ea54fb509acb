"""Values as the program computed them: each test names expressions of a marked line and what they were."""

from __future__ import annotations

import asyncio

import pytest
import targets
from probing import Probing

from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion


@pytest.fixture(params=[Insertion()], ids=["insertion"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The value stack is only seen by what is inserted."""
    chosen: Engine = request.param
    return chosen


def seen(probing: Probing, source: str, call: str, mark: str = "here") -> dict[str, str]:
    """What the first capture of the marked line says, by the text of each expression."""
    module = probing.load(source)
    text = probing.source_of(module)
    expressions = targets.expressions(text, mark)
    probing.arm(module, mark, expressions=expressions)
    try:
        eval(call, {**vars(module), "asyncio": asyncio})
    except Exception as error:
        probing.error = error
    capture = probing.captures[0][1]
    places = [one.place for one in targets.sites(text)[mark].expressions]
    values = {
        targets.text_at(text, places[one["expression"]]): one["value"]["text"]
        for one in capture.get("values", ())
    }
    for group in ("assigned",):
        values |= {f"{one['name']} =": one["value"]["text"] for one in capture.get(group, ())}
    if "raised" in capture:
        values["raised"] = capture["raised"]["text"]
    return values


def check(probing: Probing, line: str, call: str, expected: dict[str, str], before: str = "") -> None:
    """`line` is the marked line of `def f(a, b, c):`; `before` stands above it in the function."""
    source = f"def f(a, b=2, c=None):\n    {before or 'pass'}\n    {line}  # @here\n"
    assert seen(probing, source, call) == expected


def test_a_call_is_not_called_again(probing: Probing) -> None:
    source = """
        calls = []
        def tax(order):
            calls.append(order)
            return 7
        def f(price, order):
            total = price + tax(order)  # @here
            return total
    """
    found = seen(probing, source, "f(35, 'o')")
    assert {k: v for k, v in found.items() if k not in ("tax",)} == {
        "price": "35",
        "order": "'o'",
        "tax(order)": "7",
        "price + tax(order)": "42",
        "total =": "42",
    }


LINES: list[tuple[str, str, dict[str, str]]] = [
    ("x = a and b", "f(0)", {"a": "0", "a and b": "0", "x =": "0"}),
    ("x = a and b", "f(1)", {"a": "1", "b": "2", "a and b": "2", "x =": "2"}),
    ("x = a or b or c", "f(0, 0)", {"a": "0", "b": "0", "c": "None", "a or b or c": "None", "x =": "None"}),
    ("x = a or 5", "f(0)", {"a": "0", "5": "5", "a or 5": "5", "x =": "5"}),
    ("x = b if a else c", "f(1)", {"a": "1", "b": "2", "b if a else c": "2", "x =": "2"}),
    ("x = b if a else c", "f(0)", {"a": "0", "c": "None", "b if a else c": "None", "x =": "None"}),
    ("x = not a", "f(0)", {"a": "0", "not a": "True", "x =": "True"}),
    ("x = a < b < 3", "f(1)", {"a": "1", "b": "2", "3": "3", "a < b < 3": "True", "x =": "True"}),
    ("x = a < b < 3", "f(5)", {"a": "5", "b": "2", "a < b < 3": "False", "x =": "False"}),
    (
        "x = (y := a + b)",
        "f(1)",
        {"a": "1", "b": "2", "a + b": "3", "y := a + b": "3", "x =": "3", "y =": "3"},
    ),
    ("x = [i * b for i in a]", "f([1, 2])", {"a": "[1, 2]", "[i * b for i in a]": "[2, 4]", "x =": "[2, 4]"}),
    ("x = {i for i in a}", "f([1])", {"a": "[1]", "{i for i in a}": "{1}", "x =": "{1}"}),
    ("x, *y = a", "f([1, 2, 3])", {"a": "[1, 2, 3]", "x =": "1", "y =": "[2, 3]"}),
    ("a += b", "f(1)", {"b": "2", "a =": "3"}),
    ("return a.real", "f(4)", {"a": "4", "a.real": "4"}),
    ("return a[b:]", "f('abcd')", {"a": "'abcd'", "b": "2", "a[b:]": "'cd'"}),
    ("return -a", "f(4)", {"a": "4", "-a": "-4"}),
    ("return f'{a!r:>{b}}'", "f(4)", {"a": "4", "b": "2", "f'{a!r:>{b}}'": "' 4'"}),
    ("x = [*a, b]", "f('cd')", {"a": "'cd'", "b": "2", "[*a, b]": "['c', 'd', 2]", "x =": "['c', 'd', 2]"}),
    ("x = {'k': a, **b}", "f(1, {'l': 2})", {"a": "1", "b": "{'l': 2}", "x =": "{'k': 1, 'l': 2}"}),
    ("del a[b]", "f([1, 2, 3])", {"a": "[1, 2, 3]", "b": "2"}),
    ("assert a, b", "f(1)", {"a": "1"}),
]


@pytest.mark.parametrize(("line", "call", "expected"), LINES, ids=lambda value: str(value)[:40])
def test_every_kind_of_expression(probing: Probing, line: str, call: str, expected: dict[str, str]) -> None:
    source = f"def f(a, b=2, c=None):\n    {line}  # @here\n"
    found = seen(probing, source, call)
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("if a and not b:", {"a": "1", "b": "2", "not b": "False", "a and not b": "False"}),
        ("if c is None and a:", {"c": "None", "c is None": "True", "a": "1", "c is None and a": "1"}),
        (
            "if not (a in [b]):",
            {"a": "1", "b": "2", "[b]": "(2,)", "a in [b]": "False", "not (a in [b])": "True"},
        ),
        ("if a == 1 or b:", {"a": "1", "a == 1": "True", "a == 1 or b": "True"}),
        ("while a > b:", {"a": "1", "b": "2", "a > b": "False"}),
        ("for x in range(a):", {"a": "1", "range(a)": "range(0, 1)", "x =": "0"}),
        ("with open(__file__) as x:", {"x =": "<…>"}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_heads_of_blocks(probing: Probing, line: str, expected: dict[str, str]) -> None:
    source = f"def f(a, b=2, c=None):\n    {line}  # @here\n        b = 3\n    return b\n"
    found = seen(probing, source, "f(1)")
    if "with" in line:
        assert "x =" in found
        return
    assert {key: found.get(key) for key in expected} == expected


def test_a_statement_that_raises_keeps_what_was_computed(probing: Probing) -> None:
    source = "def f(a, b):\n    return len(a) / b  # @here\n"
    found = seen(probing, source, "f('abc', 0)")
    assert {key: found[key] for key in ("len(a)", "b")} == {"len(a)": "3", "b": "0"}
    assert "a" in found
    assert found["raised"].startswith("ZeroDivisionError(")


def test_a_statement_that_raises_inside_of_a_try_is_told_and_caught(probing: Probing) -> None:
    module = probing.load(
        """
        def f(a):
            for i in [1, 2]:
                try:
                    x = [a / (i - 1) for _ in range(1)]  # @here
                except ZeroDivisionError as error:
                    step = error.__traceback__
                    told = step.tb_lineno, step.tb_lasti >= 0, step.tb_frame.f_lineno
            return told, x
        """
    )
    plain = module.f(5)
    probing.arm(module, "here")
    assert module.f(5) == plain
    first, second = (capture for _, capture in probing.captures)
    assert first["raised"]["text"].startswith("ZeroDivisionError(")
    assert "raised" not in second


def test_a_wait_is_part_of_the_statement(probing: Probing) -> None:
    source = """
        import asyncio
        async def get(n):
            await asyncio.sleep(0)
            return n + 1
        async def f(n):
            x = await get(n)  # @here
            return x
    """
    found = seen(probing, source, "asyncio.run(f(1))")
    assert {key: found[key] for key in ("n", "await get(n)", "x =")} == {
        "n": "1",
        "await get(n)": "2",
        "x =": "2",
    }


def test_what_is_sent_into_a_generator(probing: Probing) -> None:
    source = "def f(n):\n    x = yield n  # @here\n    yield x\n"
    found = seen(probing, source, "(lambda g: (next(g), g.send(9)))(f(1))")
    assert found == {"n": "1", "yield n": "9", "x =": "9"}


def test_a_name_that_two_fused_instructions_load(probing: Probing) -> None:
    known = {"b": "{3: 4}", "c": "3", "c in b": "True", "b[c]": "4", "b[c] if c in b else 0": "4", "a =": "5"}
    check(probing, "a += b[c] if c in b else 0", "f(1, {3: 4}, 3)", known)


def test_a_loop_whose_body_stands_on_its_line(probing: Probing) -> None:
    """The body's last store and the condition's first load are one instruction from 3.13 on."""
    source = "def f(n):\n    i = 0\n    while i < n: i = i + 1  # @here\n    return i\n"
    module = probing.load(source)
    probing.arm(module, "here", expressions=targets.expressions(source, "here"))
    assert module.f(3) == 3
    told = [[one["value"]["text"] for one in hit["values"]] for _, hit in probing.captures]
    assert told == [[str(i), "3", str(i < 3)] for i in range(4)]


def test_recursion_keeps_the_hits_apart(probing: Probing) -> None:
    source = "def f(n):\n    return n and n + f(n - 1)  # @here\n"
    module = probing.load(source)
    probing.arm(module, "here", expressions=targets.expressions(source, "here"))
    assert module.f(3) == 6
    sums = []
    for _, capture in probing.captures:
        values = {one["expression"]: one["value"]["text"] for one in capture["values"]}
        sums.append((next(one["value"]["text"] for one in capture["locals"]), values[max(values)]))
    assert sorted(sums) == [("0", "0"), ("1", "1"), ("2", "3"), ("3", "6")]


def test_a_chain_over_several_lines(probing: Probing) -> None:
    source = "def f(a):\n    return (a  # @here\n        .strip()\n        .split(',')\n        [0])\n"
    module = probing.load(source)
    probing.arm(module, "here", expressions=targets.expressions(source, "here"))
    module.f(" x,y ")
    texts = [one["value"]["text"] for one in probing.captures[0][1]["values"]]
    assert [text for text in texts if not text.startswith("<")] == [
        "' x,y '",
        "'x,y'",
        "','",
        "['x', 'y']",
        "0",
        "'x'",
    ]


def test_a_loop_over_a_comprehension_is_not_the_comprehensions_own(probing: Probing) -> None:
    source = (
        "def f(a=(1, 2)):\n    for b in [1 for x in a]:  # @here\n        pass\n"
        "    if b == 3:\n        unbound = 1\n    return b\n"
    )
    module = probing.load(source)
    probing.arm(module, "here", expressions=targets.expressions(source, "here"))
    assert module.f() == 1
    values = [one["value"]["text"] for one in probing.captures[0][1]["values"]]
    assert values == ["(1, 2)", "[1, 1]"]


def test_a_secret_stays_one(probing: Probing) -> None:
    source = "def f(user):\n    return (user.password, user.name)  # @here\n"
    module = probing.load("class User:\n    password = 'p4ss'\n    name = 'n'\n" + source)
    text = probing.source_of(module)
    probing.arm(module, "here", expressions=targets.expressions(text, "here"))
    module.f(module.User())
    values = {
        targets.text_at(text, targets.sites(text)["here"].expressions[one["expression"]].place): one["value"]
        for one in probing.captures[0][1]["values"]
    }
    assert values["user.password"]["text"] == "‹redacted›"
    assert values["user.name"]["text"] == "'n'"
