"""After removal the program runs the very code objects that it had."""

from __future__ import annotations

import asyncio
import gc
import weakref
from importlib._bootstrap_external import SourceLoader  # type: ignore[import-not-found]

from probing import Probing

from snappoint.engines.origin import original_of

MODULE = """
    import functools

    def plain(x):
        return x + 1  # @plain

    class Shop:
        def method(self, x):
            return x  # @method
        @staticmethod
        def static(x):
            return x  # @static
        @classmethod
        def klass(cls, x):
            return x  # @klass
        @property
        def prop(self):
            return 7  # @prop

    def factory(n):
        def closure(x):
            return x + n  # @closure
        return closure

    def shout(function):
        @functools.wraps(function)
        def wrapper(*args):
            return function(*args)
        return wrapper

    @shout
    @functools.lru_cache
    def decorated(x):
        return x  # @decorated

    handlers = {}
    def register(function):
        handlers["only here"] = function

    @register
    def registered(x):
        return x  # @registered
    del registered

    def generator(n):
        for i in range(n):
            yield i  # @generator

    async def coroutine(x):
        return x  # @coroutine

    shortcut = lambda x: (
        x)
    first, second = factory(1), factory(2)
"""

FUNCTIONS = {
    "plain": lambda m: m.plain,
    "method": lambda m: m.Shop.method,
    "static": lambda m: m.Shop.static,
    "klass": lambda m: m.Shop.klass.__func__,
    "prop": lambda m: m.Shop.prop.fget,
    "closure": lambda m: m.first,
    "decorated": lambda m: m.decorated.__wrapped__.__wrapped__,
    "registered": lambda m: m.handlers["only here"],
    "generator": lambda m: m.generator,
    "coroutine": lambda m: m.coroutine,
}


def call_all(module: object) -> None:
    m = module
    m.plain(1), m.Shop().method(1), m.Shop.static(1), m.Shop.klass(1), m.Shop().prop  # type: ignore
    m.first(1), m.decorated(object()), m.handlers["only here"](1)  # type: ignore
    list(m.generator(1)), asyncio.run(m.coroutine(1))  # type: ignore


def test_every_kind_of_function_is_hit_and_gets_its_own_code_back(probing: Probing) -> None:
    module = probing.load(MODULE)
    originals = {mark: get(module).__code__ for mark, get in FUNCTIONS.items()}
    probing.arm(module, *FUNCTIONS)
    assert {mark: probing.status(mark).status for mark in FUNCTIONS} == dict.fromkeys(FUNCTIONS, "armed")
    call_all(module)
    assert {mark: probing.hits(mark) for mark in FUNCTIONS} == dict.fromkeys(FUNCTIONS, 1)
    probing.arm()
    for mark, get in FUNCTIONS.items():
        assert get(module).__code__ is originals[mark], mark


def test_all_closures_of_a_factory_and_those_made_later(probing: Probing) -> None:
    module = probing.load(MODULE)
    original, factory = module.first.__code__, module.factory.__code__
    probing.arm(module, "closure")
    third = module.factory(3)
    assert (module.first(1), module.second(1), third(1)) == (2, 3, 4)
    assert probing.hits("closure") == 3
    probing.arm()
    assert module.factory.__code__ is factory
    for closure in (module.first, module.second, third, module.factory(4)):
        assert closure.__code__ is original


def test_many_probes_in_one_function_in_any_order(probing: Probing) -> None:
    module = probing.load(
        """
        def f(x):
            a = x  # @a
            b = a  # @b
            return b  # @c
        """
    )
    original = module.f.__code__
    for marks in (["a"], ["a", "b"], ["b", "c"], ["c", "a", "b"], ["b"]):
        probing.arm(module, *marks)
        assert module.f(5) == 5
        assert all(probing.hits(mark) >= 1 for mark in marks)
    probing.arm()
    assert module.f.__code__ is original


def test_a_probe_that_stays_keeps_its_count_and_its_code(probing: Probing) -> None:
    module = probing.load("def f(x):\n    return x  # @r\n\ndef g(x):\n    return x  # @other\n")
    probing.arm(module, "r")
    module.f(1)
    probing.arm(module, "r", "other")
    module.f(1)
    assert probing.hits("r") == 2


def test_removal_leaves_nothing_behind(probing: Probing) -> None:
    get_code = SourceLoader.get_code.__code__
    module = probing.load("def f(x):\n    return x  # @r\n")
    probing.arm(module, "r")
    assert SourceLoader.get_code.__code__ is not get_code
    original = original_of(module.f.__code__)
    instrumented = weakref.ref(module.f.__code__)
    probing.arm()
    gc.collect()
    assert instrumented() in (None, original)
    assert SourceLoader.get_code.__code__ is get_code


def test_two_servers_have_probes_of_their_own(probing: Probing) -> None:
    module = probing.load("def f(x):\n    return x  # @r\n")
    original = module.f.__code__
    probing.arm(module, "r")
    probes = [entry.probe for entry in probing.registry.entries("test").values()]
    probing.registry.set_wanted("another", probes)
    module.f(1)
    assert probing.hits("r") == 1
    assert probing.registry.entries("another")["r"].recorder.outcomes()["hits"] == 1
    probing.registry.drop("another")
    assert module.f(1) == 1
    assert probing.hits("r") == 2
    probing.arm()
    assert module.f.__code__ is original
