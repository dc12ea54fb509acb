"""Conditions: compiled into the function, read without running its code, and harmless when they fail."""

from __future__ import annotations

import pytest
from probing import Probing

from snappoint.capture import conditions
from snappoint.capture.conditions import SubsetError, condition_of

SOURCE = """
    class Order:
        kind = "order"
        def __init__(self, total, lines=()):
            self.total = total
            self.lines = list(lines)
        @property
        def tax(self):
            log.append("tax")
            return self.total / 5
        def __getattr__(self, name):
            log.append(name)
            return 1
        def __len__(self):
            log.append("len")
            return 1

    class Slotted:
        __slots__ = ("x",)
        def __init__(self, x):
            self.x = x

    log = []
    LIMIT = 2

    def f(n, order=None, names=()):
        def inner():
            return order
        out = []
        for i in range(n):
            try:
                with open(__file__):
                    out.append(i)  # @here
                later = i
            finally:
                out.append(-i)
        return out

    class Body:
        def method(self, n):
            def closure():
                return n, self  # @closure
            return closure()
"""


def hits_where(probing: Probing, condition: str, call: str, mark: str = "here") -> list[str]:
    """The values of `i` at the hits that the condition let pass."""
    module = probing.load(SOURCE)
    plain = eval(call, vars(module))
    probing.arm(module, mark, condition=condition)
    assert repr(eval(call, vars(module))) == repr(plain)
    assert module.log == []
    return [values.get("i", "") for values in probing.values(mark)]


@pytest.mark.parametrize(
    ("condition", "call", "expected"),
    [
        ("i > 1", "f(4)", ["2", "3"]),
        ("i in (0, 3) and n == 4", "f(4)", ["0", "3"]),
        ("not i or i == n - 1", "f(4)", ["0", "3"]),
        ("1 <= i < LIMIT", "f(4)", ["1"]),
        ("order.total > 10 and i", "f(3, Order(11))", ["1", "2"]),
        ("order.total > 10 and i", "f(3, Order(1))", []),
        ("order.lines[0] == 'tea' and len(order.lines) == 1", "f(1, Order(1, ['tea']))", ["0"]),
        ("order.kind == 'order'", "f(1, Order(1))", ["0"]),
        ("order.x == 3", "f(1, Slotted(3))", ["0"]),
        ("names['a'] == 1", "f(1, None, {'a': 1})", ["0"]),
        ("names[1:] == ['b']", "f(1, None, ['a', 'b'])", ["0"]),
        ("isinstance(order, Order)", "f(1, Order(1))", ["0"]),
        ("type(order).__name__ == 'Order'", "f(1, Order(1))", ["0"]),
        ("order is None if i else True", "f(3, 5)", ["0"]),
        ("max(i, 2) == 2 and abs(-i) == 2", "f(4)", ["2"]),
        ("out == [0, 0]", "f(3)", ["1"]),
        ("i * 2 % 3 == 1 and i * 2.5 < 6 and 3 % n", "f(4)", ["2"]),
        ("order.total * i % 7 == 1", "f(3, Order(4))", ["2"]),
        ("round(i * 12.34, 1) == 24.7 and round(123 + i, -1) == 120", "f(4)", ["2"]),
    ],
)
def test_a_hit_is_captured_only_where_the_condition_holds(
    probing: Probing, condition: str, call: str, expected: list[str]
) -> None:
    assert hits_where(probing, condition, call) == expected
    outcomes = probing.outcomes("here")
    assert outcomes["conditionFalse"] == outcomes["hits"] - len(expected)
    assert outcomes["conditionFailed"] == 0


def test_free_variables_have_their_values(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "closure", condition="n == 2 and self is not None")
    for n in (1, 2, 3):
        module.Body().method(n)
    assert [values["n"] for values in probing.values("closure")] == ["2"]


@pytest.mark.parametrize(
    ("condition", "call", "trouble"),
    [
        ("later > 0", "f(1)", "later"),
        ("nosuch", "f(2)", "NameError: name 'nosuch' is not defined"),
        ("order.tax > 1", "f(2, Order(1))", "ReadingError: reading tax would run a property"),
        ("order.missing", "f(2, Order(1))", "ReadingError: Order has no attribute missing"),
        ("len(order) == 1", "f(2, Order(1))", "ReadingError: len() of Order would run the program's code"),
        ("order[0]", "f(2, Order(1))", "ReadingError: Order[…] would run the program's code"),
        ("i / 0", "f(2)", "ZeroDivisionError: "),
        ("i > 'a'", "f(2)", "TypeError: "),
        # What would fill the memory, or run the program's code to format it.
        ("[i] * 999_999_999_999", "f(2)", "TypeError: bad operand type for unary +: 'list'"),
        ("999_999_999_999 * 'x'", "f(2)", "TypeError: bad operand type for unary +: 'str'"),
        ("names * names[0]", "f(2, None, (2**60,))", "TypeError: bad operand type for unary +: 'tuple'"),
        ("round(i, -999_999_999)", "f(2)", "ReadingError: round() takes off at most 1000 digits"),
        ("'%s' % order", "f(2, Order(1))", "TypeError: bad operand type for unary +: 'str'"),
        ("names[0] % order", "f(2, Order(1), [b'%s'])", "TypeError: bad operand type for unary +: 'bytes'"),
    ],
)
def test_an_error_in_a_condition_is_contained_counted_and_told_once(
    probing: Probing, condition: str, call: str, trouble: str
) -> None:
    assert hits_where(probing, condition, call) == []
    outcomes = probing.outcomes("here")
    assert outcomes["conditionFailed"] == outcomes["hits"] > 0
    status = probing.status("here")
    assert status.status == "armed"
    assert status.reason.startswith("condition failed: ")
    assert trouble in status.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("f(x)", "column 1: only these can be called: "),
        ("a and x.pop()", "column 7: only these can be called: "),
        ("2 ** 9", "column 1: **, which can take for ever, is not allowed here"),
        ("1 << x", "column 1: <<, which can fill the memory, is not allowed here"),
        ("[i for i in x]", "column 1: a comprehension is not allowed here"),
        ("lambda: 1", "column 1: lambda is not allowed here"),
        ("(y := 1)", "column 2: an assignment is not allowed here"),
        ("f'{x}'", "column 1: an f-string is not allowed here"),
        ("x = 1", "column 3: invalid syntax"),
        ("a b", "column "),
        ("", "column "),
        ("len(*x)", "column 1: only plain arguments are allowed"),
        ("{**x}", "column 1: ** is not allowed here"),
        ("((" * 500, "column "),
        ("x" * 2001, "longer than 2000 characters"),
        ("a\0b", ""),
        ("x is 3", "column 1: values are compared by ==, not by `is`"),
        (r"x == '\d'", r"column 7: \d stands for nothing; write \\d"),
    ],
)
def test_what_is_outside_of_the_subset_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(SubsetError) as caught:
        condition_of(text, lambda _: None)
    assert reason in str(caught.value)


def test_a_condition_outside_of_the_subset_rejects_the_probe(probing: Probing) -> None:
    module = probing.load(SOURCE)
    before = module.f.__code__
    probing.arm(module, "here", condition="order.cancel()")
    assert probing.status("here").status == "rejected"
    assert probing.status("here").reason.startswith("column 1: only these can be called")
    assert module.f.__code__ is before


def test_a_condition_in_code_that_is_never_reached(probing: Probing) -> None:
    """The compiler keeps a copy of the `finally` body for exceptions, though nothing can raise."""
    body = "    try:\n        pass\n    finally:\n        a = 2  # @here\n"
    module = probing.load(f"def f(a=1):\n{body}    return a\n")
    probing.arm(module, "here", condition="a == 1")
    assert (module.f(), module.f(3)) == (2, 2)
    assert probing.outcomes("here")["conditionFalse"] == 1


def test_a_name_that_a_class_body_has_and_takes_from_outside(probing: Probing) -> None:
    module = probing.load(
        """
        def f(a=1):
            class C:
                a = [a for x in [1]]
                a = 0  # @here
            return C.a
        """
    )
    probing.arm(module, "here", condition="a == [1]")
    assert module.f() == 0
    assert (probing.hits("here"), len(probing.captures)) == (1, 1)


def test_an_exception_that_is_not_an_error_is_the_programs_own(
    probing: Probing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when Ctrl-C comes while a condition is worked out."""

    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(conditions._HELPERS, ".len", interrupted)
    module = probing.load(SOURCE)
    probing.arm(module, "here", condition="len(names) == 1")
    with pytest.raises(KeyboardInterrupt):
        module.f(1)
    assert probing.outcomes("here")["conditionFailed"] == 0


def test_what_is_shown_and_said(probing: Probing) -> None:
    module = probing.load(SOURCE)
    probing.arm(
        module,
        "here",
        show=["order.total * 2", "len(names)", "order.tax"],
        kind="log",
        message="{{i}}={i} of {order.lines} {names['k']} {nosuch}",
    )
    module.f(1, module.Order(4, ["tea"]), {"k": "v"})
    capture = probing.captures[0][1]
    assert [(one["name"], one["value"]["text"]) for one in capture["shown"]] == [
        ("order.total * 2", "8"),
        ("len(names)", "1"),
        ("order.tax", "ReadingError: reading tax would run a property of the program's"),
    ]
    assert capture["message"] == "{i}=0 of ['tea'] v <NameError: name 'nosuch' is not defined>"
    assert module.log == []


@pytest.mark.parametrize("message", ["{", "a }", "{x!r}", "{f(x)}", "{}"])
def test_a_message_that_cannot_be_read_rejects_the_probe(probing: Probing, message: str) -> None:
    module = probing.load(SOURCE)
    probing.arm(module, "here", kind="log", message=message)
    assert probing.status("here").status == "rejected"
    assert "column" in probing.status("here").reason


def test_a_secret_is_not_shown(probing: Probing) -> None:
    module = probing.load("class U:\n    token = 'abc'\ndef f(u):\n    return u  # @r\n")
    probing.arm(module, "r", show=["u.token"], kind="log", message="t={u.token}")
    module.f(module.U())
    assert "abc" not in repr(probing.captures)
