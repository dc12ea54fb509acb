"""Which functions a module has, wherever they are kept, and that a large program is not held up to tell."""

from __future__ import annotations

import gc
from types import FunctionType, ModuleType

import pytest
from probing import Probing

from snappoint.behaviour import THREADS_RUN_AT_ONCE
from snappoint.locate import functions_of

KEPT = """
import functools

class Shop:
    def method(self): ...
    @property
    def prop(self): ...
    @staticmethod
    def static(): ...
    @functools.lru_cache
    def cached(self): ...
    class Inner:
        def deep(self): ...

def decorated(function):
    @functools.wraps(function)
    def wrapper(): ...
    return wrapper

@decorated
def plain(default=lambda: 1): ...

TABLE = {"row": [lambda: 2, functools.partial(lambda: 3)]}

@functools.singledispatch
def one(argument): ...
@one.register
def _(argument: int): ...
@one.register
def _(argument: str): ...
"""
NAMES = sorted(
    ["method", "prop", "static", "cached", "deep", "decorated", "wrapper", "plain", "one", "_", "_"]
    + ["<lambda>"] * 3
)


def names(module: ModuleType) -> list[str]:
    return sorted(function.__name__ for function in functions_of([module]))


def own_names(module: ModuleType) -> list[str]:
    """`wraps` gives a function another name than its code has; from 3.14 on annotations are code."""
    found = [function.__code__.co_name for function in functions_of([module])]
    return sorted(name for name in found if name != "__annotate__")


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with each pass of the collector over all that exists."""
    found: list[int] = []
    referrers = gc.get_referrers

    def counted(*objects: object) -> list[object]:
        found.append(len(objects))
        return referrers(*objects)

    monkeypatch.setattr(gc, "get_referrers", counted)
    return found


def test_a_modules_functions_are_found_from_its_namespace(probing: Probing, passes: list[int]) -> None:
    module = probing.load(KEPT)
    assert own_names(module) == NAMES
    assert len(passes) == int(THREADS_RUN_AT_ONCE)


def test_a_function_that_only_another_module_keeps_is_looked_for(probing: Probing, passes: list[int]) -> None:
    elsewhere = probing.load("HANDLERS = []")
    module = probing.load("def seen(): ...\ndef handler(): ...\n")
    elsewhere.HANDLERS.append(module.__dict__.pop("handler"))
    assert names(module) == ["handler", "seen"]
    assert len(passes) == 1


def test_functions_of_the_text_before_a_reload_are_found(probing: Probing) -> None:
    module = probing.load("def f(): ...\n")
    first = module.f
    exec("def f(): ...", module.__dict__)
    assert {id(one) for one in functions_of([module])} == {id(first), id(module.f)}


def test_a_suspended_generator_keeps_its_function_found(probing: Probing) -> None:
    module = probing.load("def numbers():\n    yield 1\n    yield 2\n")
    waiting = module.numbers()
    assert next(waiting) == 1
    del module.numbers
    assert names(module) == ["numbers"]
    assert next(waiting) == 2


def test_someone_else_who_holds_the_namespace_hides_nothing(probing: Probing) -> None:
    module = probing.load("def f(): ...\nown = globals()\n")
    assert names(module) == ["f"]


def test_a_function_that_died_is_not_found(probing: Probing) -> None:
    module = probing.load("def f(): ...\ndef g(): ...\n")
    del module.f
    assert names(module) == ["g"]


def test_a_module_without_functions(probing: Probing, passes: list[int]) -> None:
    module = probing.load("import os\nfrom os import path\nLIMIT = 3\n")
    assert functions_of([module]) == []
    assert len(passes) == int(THREADS_RUN_AT_ONCE)


def test_a_module_of_a_very_large_table(probing: Probing) -> None:
    module = probing.load("TABLE = [[n] for n in range(30_000)]\nTABLE.append([lambda: 1])\n")
    found = functions_of([module])
    assert [type(one) for one in found] == [FunctionType]
