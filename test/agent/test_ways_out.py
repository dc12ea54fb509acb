"""Statements that the compiler has copied, and exceptions that come from elsewhere."""

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
