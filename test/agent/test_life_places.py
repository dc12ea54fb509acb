"""Code of every shape: lambdas, functions on one line, bodies of classes and modules."""

from __future__ import annotations

import importlib
import sys

import pytest
import targets
from probing import Probing


def test_a_class_body_and_a_module_body_that_run_later(probing: Probing) -> None:
    module = probing.load(
        "top = 1  # @top\ndef build():\n    class Local:\n        x = 1  # @class\n    return Local\n"
    )
    probing.arm(module, "class", "top", kind="count")
    module.build()
    importlib.reload(module)
    module.build()
    assert (probing.hits("class"), probing.hits("top")) == (2, 1)


ONE_LINERS = """
    double = lambda x: x * 2
    def one(x): y = x; return y
    class One: z = 1
    pick = [lambda x: x + i for i in range(3)]
    async def soon(x): return x
    def numbers(n): yield n; yield n + 1
"""


IN_COMPREHENSION = "<lambda>" if sys.version_info >= (3, 12) else "<listcomp>.<lambda>"


@pytest.mark.parametrize(
    ("function", "text", "call"),
    [
        ("<lambda>", "x * 2", "double(1)"),
        ("one", "y = x", "one(1)"),
        ("one", "return y", "one(1)"),
        (IN_COMPREHENSION, "x + i", "pick[1](1)"),
        ("soon", "return x", "next(soon(1).__await__(), None)"),
        ("numbers", "yield n + 1", "list(numbers(1))"),
    ],
)
def test_lambdas_and_functions_on_one_line(probing: Probing, function: str, text: str, call: str) -> None:
    module = probing.load(ONE_LINERS)
    probing.arm_text(module, function, text, kind="count")
    eval(call, vars(module))
    assert (probing.status(text).status, probing.hits(text)) == ("armed", 1)


def test_a_function_watch_in_code_that_stays(probing: Probing) -> None:
    """Monitoring sees calls begin; how they end is only seen by what is inserted."""
    module = probing.load("def f(n):  # @f\n    return n\n")
    span = targets.probe(probing.source_of(module), "", "f")["span"]
    probing.arm(module, "f", kind="function", function="f", span=span)
    assert (module.f(1), module.f(2)) == (1, 2)
    assert probing.hits("f") == 2
