"""Which engine sees what, and what is said where one can't."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import CodeType
from typing import Any

import pytest
import targets
from probing import SEES_OLD_CODE, Probing

from snappoint.engines.base import Engine, Expression, Flag, Instrumented, Place, RefusedError, Request, Watch
from snappoint.engines.choose import Chooser
from snappoint.engines.insertion import Insertion
from snappoint.engines.monitoring import MONITORING
from snappoint.imports import Wish
from snappoint.loaded import LoadedFile
from snappoint.plan import Order
from snappoint.text_hash import text_hash

needs_monitoring = pytest.mark.skipif(not SEES_OLD_CODE, reason="needs sys.monitoring, from 3.12 on")


class Failing:
    """An assembler that meets what it does not know."""

    name = "failing"

    def objection(self) -> str:
        return ""

    def instrument(self, code: CodeType, wanted: Sequence[Request]) -> Instrumented:
        raise KeyError("LOAD_SOMETHING_NEW")

    def forget(self, *codes: CodeType) -> None:
        pass


class Objecting(Failing):
    """An engine that can do nothing here."""

    name = "objecting"

    def objection(self) -> str:
        return "not on a Tuesday"


SOURCE = "def f(x):\n    y = x\n    return y\n"
PLACE = Place(3, 4, 3, 12)


def function(source: str = SOURCE) -> Any:
    space: dict[str, Any] = {}
    exec(source, space)
    return space["f"]


def test_the_first_engine_without_an_objection_does_it() -> None:
    f, hits = function(), []
    chooser = Chooser(Objecting(), Insertion())
    assert chooser.objection() == ""
    f.__code__ = chooser.instrument(f.__code__, [Request(PLACE, lambda _depth=1, /: hits.append(1))]).code
    assert (f(3), hits) == (3, [1])


def test_where_no_engine_can_every_reason_is_given() -> None:
    chooser = Chooser(Failing(), Objecting())
    with pytest.raises(RefusedError) as refused:
        chooser.instrument(function().__code__, [Request(PLACE, None)])
    assert str(refused.value) == "failing: KeyError: 'LOAD_SOMETHING_NEW'; objecting: not on a Tuesday"
    assert Chooser(Objecting()).objection() == "objecting: not on a Tuesday"


@needs_monitoring
def test_monitoring_takes_over_what_insertion_cannot_build() -> None:
    f, hits = function(), []
    original = f.__code__
    watch = Watch(Flag(), (Expression(Place(3, 11, 3, 12), "name"),), print, print, print)
    request = Request(PLACE, None, watch=watch, alone=lambda _depth=1, /: hits.append(1))
    chooser = Chooser(Failing(), MONITORING)
    done = chooser.instrument(original, [request])
    assert (done.code, done.locations, f(3), hits) == (original, (1,), 3, [1])
    why = "monitoring sees statements start, not what they compute (failing: KeyError: 'LOAD_SOMETHING_NEW')"
    assert done.missed == ({0: why},)
    chooser.forget(original)
    assert (f(3), hits) == (3, [1])


@needs_monitoring
def test_a_file_whose_code_cannot_be_built_is_armed_and_released(probing: Probing) -> None:
    module = probing.load("def f(x):\n    return x  # @r\n")
    source, hits = probing.source_of(module), []
    site = targets.sites(source)["r"]
    order = Order("r", site.function, site.place, lambda _depth=1, /: hits.append(1))
    wish = Wish(order, text_hash(source.encode()))
    loaded = LoadedFile(module.__file__, Chooser(Failing(), MONITORING), MONITORING)
    original = module.f.__code__
    loaded.refresh([wish], [module])
    assert (module.f(1), hits, loaded.status(wish).status) == (1, [1], "armed")
    loaded.refresh([], [module])
    assert (module.f(1), hits, module.f.__code__) == (1, [1], original)
    assert "snappoint" not in {sys.monitoring.get_tool(tool) for tool in range(6)}


NEW_SYNTAX = {
    (3, 12): ["def f[T: int, *Ts, **P](x: T) -> T:\n    return x  # @here\n"],
    (3, 13): ["def f(x):\n    type A[T = int, *Ts = *tuple[int]] = T  # @here\n    return x\n"],
    (3, 14): [
        "def f(x):\n    y = t'{x!r:>{x}} {x!s} {x!a} {x:>3} {x}'  # @here\n    return y.values[0]\n",
        "def f(x):\n    for y in t'{x!a}'.values:  # @here\n        return y\n",
    ],
}


@pytest.mark.parametrize(
    "source", [one for version, many in NEW_SYNTAX.items() if sys.version_info >= version for one in many]
)
def test_syntax_that_is_newer_than_the_assembler(engine: Engine, source: str) -> None:
    f, hits = function(source), []
    request = Request(targets.sites(source)["here"].place, lambda _depth=1, /: hits.append(1))
    original = f.__code__
    f.__code__ = engine.instrument(original, [request]).code
    assert (f(3), hits) == (3, [1])
    engine.forget(original)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="defaults of type parameters came with 3.13")
def test_type_parameters_with_defaults_are_built_anew() -> None:
    """They have a code object of their own, which makes them."""
    module = compile("def f[T = int, *Ts = *tuple[int], **P = [int]](x: T): return x\n", "<new>", "exec")
    inner = next(const for const in module.co_consts if type(const) is CodeType)
    calls: list[int] = []
    request = Request(PLACE, lambda _depth=1, /: calls.append(1), of_function=True)
    made = Insertion().instrument(inner, [request]).code
    space: dict[str, Any] = {}
    exec(module.replace(co_consts=tuple(made if c is inner else c for c in module.co_consts)), space)
    assert space["f"].__type_params__[0].__default__ is int
    assert calls == [1]
