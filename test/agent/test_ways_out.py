"""Statements that the compiler has copied, and exceptions that come from elsewhere."""

from contextlib import suppress
from types import FunctionType

import pytest
from probing import Probing

from snappoint.engines.base import Engine, Expression, Flag, Place, Request, Watch
from snappoint.engines.insertion import Insertion


@pytest.fixture
def engine() -> Engine:
    return Insertion()


def test_what_is_thrown_into_a_wait_reaches_the_handlers_around_it(probing: Probing) -> None:
    module = probing.load(
        """
        class Wait:
            def __await__(self):
                yield
        async def f(ends):
            try:
                return await Wait()  # @here
            finally:
                ends.append("finally")
        def run():
            ends = []
            waiting = f(ends)
            waiting.send(None)
            try:
                waiting.throw(KeyError("thrown"))
            except KeyError as error:
                return ends, error.__traceback__.tb_next.tb_lineno
        """
    )
    plain = module.run()
    probing.arm(module, "here")
    assert module.run() == plain
    assert probing.captures[0][1]["raised"]["text"].startswith("KeyError(")


def test_copies_that_the_compiler_fused_differently_are_hit_alike(probing: Probing) -> None:
    """Until 3.14 `self` and `kept` are loaded by one instruction where both are known to have a value, and by
    two in the copy for exceptions."""
    module = probing.load(
        """
        class Item:
            name = 1
            def run(self, error):
                try:
                    kept = self.name
                    if error:
                        raise error
                finally:
                    self.name = kept  # @here
        def run():
            Item().run(None)
            try:
                Item().run(KeyError())
            except KeyError:
                return "raised"
        """
    )
    probing.arm(module, "here")
    assert module.run() == "raised"
    assert probing.hits("here") == 2


def test_a_store_and_the_load_of_the_next_statement_are_seen_apart(engine: Engine) -> None:
    """From 3.13 on one instruction binds `x` and loads `tell` for what comes behind it on the line."""
    code = compile("def f(a, tell):\n    x = a + 1; tell(x)\n", "f.py", "exec").co_consts[0]
    seen: list[tuple[int, object]] = []
    store, call = Place(2, 4, 2, 13), Place(2, 15, 2, 22)
    name = Expression(Place(2, 15, 2, 19), "name", name="tell")
    watches = [Watch(Flag([None]), names, lambda *one: seen.append(one), int, id) for names in ((), (name,))]
    wanted = [Request(place, None, watch=one) for place, one in zip((store, call), watches, strict=True)]
    made = engine.instrument(code, wanted)
    FunctionType(made.code, {})(1, str)
    assert made.locations == (1, 1)
    assert seen == [(0, str)]


ENDS = """
def f(value):
    with suppress(ValueError):  # 3
        int(value)
    try:
        int(value)
    finally:
        last = None  # 8
"""


@pytest.mark.parametrize("line", [3, 8])
@pytest.mark.parametrize("value", ["1", "x"])
def test_leaving_a_block_is_no_end_of_a_statement(engine: Engine, value: str, line: int) -> None:
    """What leaves a `with` block or a `finally` has the position of its head, or of its last statement."""
    code = compile(ENDS, "f.py", "exec").co_consts[0]
    place = Place(3, 4, 4, 8) if line == 3 else Place(8, 8, 8, 19)
    told: list[str] = []
    watch = Watch(
        Flag([None]), (), int, lambda _=1: told.append("ended"), lambda _error: told.append("raised")
    )
    made = engine.instrument(code, [Request(place, None, watch=watch)])
    with suppress(ValueError):
        FunctionType(made.code, {"suppress": suppress})(value)
    assert told == ["ended"]
