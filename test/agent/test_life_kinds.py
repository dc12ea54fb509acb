"""Functions in every wrapping that Python has, wherever they are kept."""

from __future__ import annotations

import gc
import importlib
import sys
import weakref
from types import CodeType

import pytest
from probing import SEES_OLD_CODE, Probing

from snappoint.engines.monitoring import TOOL_IDS
from snappoint.engines.origin import original_of

WRAPPED = """
    import contextlib, dataclasses, enum, functools, typing, weakref

    def shout(function):
        @functools.wraps(function)
        def wrapper(*args):
            return function(*args)  # @wrapper
        return wrapper

    @shout
    def wrapped(x):
        return x  # @wrapped

    add = functools.partial(lambda x, y: x + y, 1)
    def subtracted(x, y):
        return x - y  # @partial
    subtract = functools.partial(subtracted, 1)
    del subtracted

    @functools.lru_cache
    def cached(x):
        return x  # @cached

    @functools.singledispatch
    def show(x):
        return "other"  # @dispatch
    @show.register
    def _(x: int):
        return "int"  # @registered

    @contextlib.contextmanager
    def managed():
        yield 1  # @managed

    @dataclasses.dataclass(order=True)
    class Point:
        x: int = 0
        def __post_init__(self):
            self.y = self.x  # @post

    @functools.total_ordering
    class Version:
        def __init__(self, n):
            self.n = n
        def __eq__(self, other):
            return self.n == other.n
        def __lt__(self, other):
            return self.n < other.n  # @less
        @functools.cached_property
        def once(self):
            return self.n  # @once
        @property
        def value(self):
            return self.n  # @getter
        @value.setter
        def value(self, n):
            self.n = n  # @setter
        @staticmethod
        def static():
            return 1  # @static
        @classmethod
        def make(cls):
            return cls(1)  # @make
        @functools.singledispatchmethod
        def kind(self, x):
            return "other"  # @kind
        @kind.register
        def _(self, x: str):
            return "str"  # @str
        def __init_subclass__(cls):
            cls.sub = True  # @subclass

    class Meta(type):
        def __call__(cls, *args):
            return super().__call__(*args)  # @meta
    class Made(metaclass=Meta):
        __slots__ = ("call",)
        def __call__(self):
            return 1  # @call

    class Color(enum.Enum):
        RED = 1
        def shade(self):
            return self.name  # @enum

    handlers = {}
    weak = weakref.WeakValueDictionary()
    def keep():
        def hidden():
            return 1  # @hidden
        def weakly():
            return 2  # @weakly
        handlers["a"] = [(hidden,)]
        weak["b"] = weakly
        return weakly
    kept = keep()
"""

CALLS = {
    "wrapper": "wrapped(1)",
    "wrapped": "wrapped(1)",
    "partial": "subtract(1)",
    "cached": "cached(object())",
    "dispatch": "show('')",
    "registered": "show(1)",
    "managed": "managed().__enter__()",
    "post": "Point(1)",
    "less": "Version(1) >= Version(2)",
    "once": "Version(1).once",
    "getter": "Version(1).value",
    "setter": "setattr(Version(1), 'value', 2)",
    "static": "Version.static()",
    "make": "Version.make()",
    "kind": "Version(1).kind(1)",
    "str": "Version(1).kind('')",
    "subclass": "type('Sub', (Version,), {})",
    "meta": "Made()",
    "call": "Made()()",
    "enum": "Color.RED.shade()",
    "hidden": "handlers['a'][0][0]()",
    "weakly": "weak['b']()",
}


def test_every_wrapping_is_seen_through_and_gets_its_own_code_back(probing: Probing) -> None:
    module = probing.load(WRAPPED)
    functions = [one for one in gc.get_referrers(vars(module)) if hasattr(one, "__code__")]
    originals = {id(one): one.__code__ for one in functions}
    probing.arm(module, *CALLS)
    assert {mark: probing.status(mark).status for mark in CALLS} == dict.fromkeys(CALLS, "armed")
    for mark, call in CALLS.items():
        before = probing.hits(mark)
        eval(call, vars(module))
        assert probing.hits(mark) == before + 1, mark
    probing.arm()
    assert [one for one in functions if one.__code__ is not originals[id(one)]] == []


def test_a_weakly_referenced_function_still_goes(probing: Probing) -> None:
    module = probing.load(WRAPPED)
    probing.arm(module, "weakly")
    assert module.weak["b"]() == 2
    module.kept = None
    gc.collect()
    assert "b" not in module.weak


def test_functions_that_the_program_compiles_itself(probing: Probing) -> None:
    """Code of another text has no place in the file, even if it lives in the file's module."""
    module = probing.load(
        """
        import dataclasses
        exec("def made(x):\\n    return x  # here\\n")
        def real():
            return 1  # @real
        @dataclasses.dataclass
        class Point:
            x: int
        """
    )
    made = module.made.__code__, module.Point.__init__.__code__
    probing.arm_text(module, "made", "return 1", kind="count")
    status = probing.status("return 1")
    assert (status.status, module.made(1)) == ("pending", 1)
    assert status.reason == "made was made by the program itself, from another text (<string>)"
    assert (module.made.__code__, module.Point.__init__.__code__) == made


def test_nothing_is_left_of_a_probe_that_was_taken_away(probing: Probing) -> None:
    module = probing.load("def f(x):\n    return x  # @r\n\ndef numbers():\n    yield 1  # @y\n    yield 2\n")
    original = module.f.__code__
    references = sys.getrefcount(original)
    suspended = module.numbers()
    next(suspended)
    for _ in range(3):
        probing.arm(module, "r", "y", expressions=[])
        module.f(1)
    recorder = weakref.ref(probing.registry.entries("test")["r"].recorder)
    instrumented = weakref.ref(module.f.__code__)
    probing.arm()
    assert list(suspended) == [2]
    gc.collect()
    assert module.f.__code__ is original_of(original) is original
    assert recorder() is None
    assert instrumented() in (None, original)
    assert sys.getrefcount(original) == references
    if SEES_OLD_CODE:
        assert "snappoint" not in {sys.monitoring.get_tool(tool) for tool in range(6)}
        assert events_left(original) == 0


def events_left(code: CodeType) -> int:
    """What is switched on in a code object under the ids that are nobody's."""
    found = 0
    for tool in TOOL_IDS:
        sys.monitoring.use_tool_id(tool, "looks")
        found |= sys.monitoring.get_local_events(tool, code)
        sys.monitoring.free_tool_id(tool)
    return found


@pytest.mark.parametrize("reloads", [1, 3])
def test_functions_of_a_module_that_is_loaded_anew(probing: Probing, reloads: int) -> None:
    module = probing.load("def f():\n    return 1  # @r\n")
    probing.arm(module, "r")
    every = [module.f]
    for _ in range(reloads):
        importlib.reload(module)
        every.append(module.f)
    assert [f() for f in every] == [1] * len(every)
    assert probing.hits("r") == len(every)
    del sys.modules[module.__name__]
    again = importlib.import_module(module.__name__)
    every.append(again.f)
    again.f()
    assert probing.hits("r") == len(every)
    probing.arm()
    assert [f for f in every if f.__code__ is not original_of(f.__code__)] == []
