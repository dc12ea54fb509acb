"""Code objects that other tools exchange, before, while and after there are probes: their change stays."""

from __future__ import annotations

from types import CodeType
from typing import Any

import pytest
from probing import Probing
from running import Paused

from snappoint._vendor.bytecode import Bytecode, Instr
from snappoint.engines.origin import original_of

SOURCE = """
    def f(x):
        y = x + 1000  # @y
        def inner():
            return y  # @inner
        return inner()  # @r
"""


def renamed(code: CodeType) -> CodeType:
    """As tools do that describe code anew."""
    return code.replace(co_name="theirs")


def exchanged(code: CodeType) -> CodeType:
    """As tools do that exchange a constant."""
    return code.replace(co_consts=tuple(2000 if const == 1000 else const for const in code.co_consts))


def injected(code: CodeType) -> CodeType:
    """As ddtrace does: their own call at the beginning, written in by an assembler."""
    items = Bytecode.from_code(code)
    items.argnames = list(code.co_varnames)
    resume = next(i for i, item in enumerate(items) if isinstance(item, Instr) and item.name == "RESUME")
    mine = Bytecode.from_code(compile("called()", "<injected>", "eval"))
    call = []
    for one in mine:
        if isinstance(one, Instr) and one.name not in ("RESUME", "RETURN_VALUE"):
            is_name = one.name == "LOAD_NAME"
            name, arg = ("LOAD_GLOBAL", (False, one.arg)) if is_name else (one.name, one.arg)
            call.append(Instr(name, arg, location=items[resume].location))
    items[resume + 1 : resume + 1] = [*call, Instr("POP_TOP")]
    return items.to_code(stacksize=code.co_stacksize + 4)


CHANGES = {"renamed": (renamed, 1003), "exchanged": (exchanged, 2003), "injected": (injected, 1003)}


@pytest.fixture(params=CHANGES)
def change(request: pytest.FixtureRequest) -> Any:
    return CHANGES[request.param]


def loaded(probing: Probing) -> Any:
    module = probing.load(SOURCE)
    module.calls = []
    module.called = lambda: module.calls.append(1)
    return module


def is_theirs(module: Any, how: Any) -> bool:
    """Whether their change has its effect."""
    if how is renamed:
        return bool(module.f.__code__.co_name == "theirs")
    module.calls.clear()
    return module.f(3) == 2003 if how is exchanged else module.f(3) == 1003 and module.calls == [1]


def test_changed_before_there_are_probes(probing: Probing, change: Any) -> None:
    how, result = change
    module = loaded(probing)
    module.f.__code__ = theirs = how(module.f.__code__)
    probing.arm(module, "y", "inner", "r")
    assert (module.f(3), probing.hits("y"), probing.hits("inner"), probing.hits("r")) == (result, 1, 1, 1)
    assert is_theirs(module, how)
    probing.arm()
    assert module.f.__code__ is theirs


@pytest.mark.parametrize("again", [["y"], ["y", "r"], ["r"], ["inner"]], ids=" ".join)
def test_changed_while_there_are_probes(probing: Probing, change: Any, again: list[str]) -> None:
    """They build on the code with our calls: none is made twice, and none is lost."""
    how, result = change
    module = loaded(probing)
    probing.arm(module, "y", "inner", kind="count")
    module.f.__code__ = how(module.f.__code__)
    probing.arm(module, *again, kind="count")
    before = {mark: probing.hits(mark) for mark in again}
    assert module.f(3) == result
    assert {mark: probing.hits(mark) - before[mark] for mark in again} == dict.fromkeys(again, 1)
    assert is_theirs(module, how)
    probing.arm()
    assert is_theirs(module, how)
    if how is not injected:
        assert module.f.__code__ is original_of(module.f.__code__)
        assert not any(callable(const) for const in module.f.__code__.co_consts)


def test_put_back_to_their_own_while_there_are_probes(probing: Probing, change: Any) -> None:
    """They made their code from the original and put it in place over ours."""
    how, result = change
    module = loaded(probing)
    theirs = how(module.f.__code__)
    probing.arm(module, "y")
    module.f.__code__ = theirs
    probing.arm(module, "y", "r")
    assert (module.f(3), probing.hits("y"), probing.hits("r")) == (result, 1, 1)
    probing.arm()
    assert module.f.__code__ is theirs


def test_changed_after_the_probes_are_gone(probing: Probing, change: Any) -> None:
    how, result = change
    module = loaded(probing)
    probing.arm(module, "y")
    probing.arm()
    module.f.__code__ = theirs = how(module.f.__code__)
    probing.arm(module, "r")
    assert (module.f(3), probing.hits("r")) == (result, 1)
    probing.arm()
    assert module.f.__code__ is theirs


def test_a_probe_in_code_that_was_built_on_ours_is_silent_after_its_removal(probing: Probing) -> None:
    module = loaded(probing)
    probing.arm(module, "y")
    module.f.__code__ = injected(module.f.__code__)
    probing.arm()
    told = len(probing.captures)
    assert module.f(3) == 1003
    assert len(probing.captures) == told


def test_a_call_under_way_is_silent_after_the_removal(probing: Probing) -> None:
    module = probing.load("def f(pause):\n    pause()\n    return 1  # @r\n")
    probing.arm(module, "r")
    call = Paused(module.f)
    probing.arm()
    call.finish()
    assert probing.captures == []


def test_a_function_or_method_that_is_replaced_by_another(probing: Probing) -> None:
    module = probing.load(
        """
        def f():
            return 1  # @f
        def other():
            return 2  # @other
        class A:
            def method(self):
                return 3  # @method
        """
    )
    probing.arm(module, "f", "other", "method")
    first, method = module.f, module.A.method
    module.f = module.other
    module.A.method = lambda self: method(self) + 1
    assert (module.f(), first(), module.A().method()) == (2, 1, 4)
    assert {mark: probing.hits(mark) for mark in ("f", "other", "method")} == {
        "f": 1,
        "other": 1,
        "method": 1,
    }
    probing.arm()
    for one in (first, module.f, method):
        assert one.__code__ is original_of(one.__code__)
