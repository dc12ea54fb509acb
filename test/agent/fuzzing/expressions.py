"""Random expressions. They keep to numbers, lists of numbers and truth values, so that most of them work."""

from __future__ import annotations

from collections.abc import Callable

from .choices import Choices
from .scope import Made, Scope

DEEPEST = 2


class Expressions:
    """Writes expressions for places that a scope describes."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def number(self, scope: Scope, depth: int = 0) -> str:
        simple = [self._constant, self._name]
        if depth >= DEEPEST or self._choices.chance(40):
            return self._choices.one_of(simple)(scope, depth)
        ways: list[Callable[[Scope, int], str]] = [
            *simple, self._noted, self._arithmetic, self._arithmetic, self._unary, self._conditional,
            self._either, self._element, self._folded, self._walrus, self._lambda, self._formatted,
            self._call, self._suspended, self._suspended,
        ]  # fmt: skip
        return self._choices.one_of(ways)(scope, depth + 1)

    def truth(self, scope: Scope, depth: int = 0) -> str:
        if depth >= DEEPEST:
            return f"{self._name(scope, depth)} > {self._constant(scope, depth)}"
        ways = [self._compared, self._compared, self._chained, self._negated, self._joined, self._contained]
        return self._choices.one_of(ways)(scope, depth + 1)

    def items(self, scope: Scope, depth: int = 0) -> str:
        ways = [self._range, self._display]
        if depth < DEEPEST:
            ways += [
                self._starred, self._sliced, self._comprehension, self._nested_comprehension, self._set,
                self._dictionary, self._generated, self._mapped, self._iterated, self._awaited,
            ]  # fmt: skip
        return self._choices.one_of(ways)(scope, depth + 1)

    def _constant(self, _scope: Scope, _depth: int) -> str:
        return self._choices.one_of(["0", "1", "2", "3", "7", "300", "True", "-1"])

    def _name(self, scope: Scope, _depth: int) -> str:
        return self._choices.one_of([*scope.names, *scope.outer])

    def _noted(self, scope: Scope, depth: int) -> str:
        return f"note({self.number(scope, depth)})"

    def _arithmetic(self, scope: Scope, depth: int) -> str:
        operator = self._choices.one_of(["+", "-", "*", "&", "|", "^", "+", "-", "*", "%", "//", ">>"])
        gap = "\n    " if self._choices.chance(15) else " "
        left, right = self.number(scope, depth), self.number(scope, depth)
        return (
            f"(({left}{gap}{operator} {right}) % 1000)"
            if operator == "*"
            else f"({left}{gap}{operator} {right})"
        )

    def _unary(self, scope: Scope, depth: int) -> str:
        return self._choices.one_of(["-({})", "+({})", "~({})", "int(not ({}))"]).format(
            self.number(scope, depth)
        )

    def _conditional(self, scope: Scope, depth: int) -> str:
        parts = self.number(scope, depth), self.truth(scope, depth), self.number(scope, depth)
        return "({} if {} else {})".format(*parts)

    def _either(self, scope: Scope, depth: int) -> str:
        operators = [self._choices.one_of([" or ", " and "]) for _ in range(1 + self._choices.below(2))]
        rest = "".join(operator + self.number(scope, depth) for operator in operators)
        return f"({self.number(scope, depth)}{rest})"

    def _element(self, scope: Scope, depth: int) -> str:
        index = self.number(scope, depth)
        if self._choices.chance(20):
            return f"{self.items(scope, depth)}[{index}]"
        return f"({self.items(scope, depth)} + [1, 2])[{index} % 2]"

    def _folded(self, scope: Scope, depth: int) -> str:
        return self._choices.one_of(["len({})", "sum({})", "max(*{}, 0, 1)"]).format(self.items(scope, depth))

    def _walrus(self, scope: Scope, depth: int) -> str:
        if scope.kind == "class" or scope.in_comprehension or scope.in_iterable:
            return self._name(scope, depth)
        return f"({self._choices.one_of(scope.names)} := {self.number(scope, depth)})"

    def _lambda(self, scope: Scope, depth: int) -> str:
        inner = scope.inside(in_comprehension=True, names=("p", "q"), outer=(*scope.names, *scope.outer))
        default, body = self.number(scope, depth), self.number(inner, depth)
        return f"(lambda p, q={default}: {body})({self.number(scope, depth)})"

    def _formatted(self, scope: Scope, depth: int) -> str:
        return f"len(f'{{{self._name(scope, depth)}!r:>{{3}}}}-{{{self._name(scope, depth)}}}')"

    def _call(self, scope: Scope, depth: int) -> str:
        callable_here = scope.of("function")
        if not callable_here:
            return self._noted(scope, depth)
        first, second = self.number(scope, depth), self.number(scope, depth)
        arguments = self._choices.one_of(
            [
                f"{first}, {second}",
                f"{first}, b={second}",
                f"*[{first}, {second}]",
                f"**{{'a': {first}, 'b': {second}}}",
            ]
        )
        return f"as_number({self._choices.one_of(callable_here).name}({arguments}))"

    def _suspended(self, scope: Scope, depth: int) -> str:
        if scope.can_await:
            coroutines = scope.of("coroutine")
            if coroutines and self._choices.chance(40):
                name = self._choices.one_of(coroutines).name
                return f"as_number(await {name}({self.number(scope, depth)}, {self.number(scope, depth)}))"
            return f"(await pause({self.number(scope, depth)}))"
        if scope.can_yield:
            return f"as_number((yield {self.number(scope, depth)}))"
        return self._noted(scope, depth)

    def _compared(self, scope: Scope, depth: int) -> str:
        operator = self._choices.one_of(["<", "<=", "==", "!=", ">", ">=", "is not"])
        right = "None" if "is" in operator else self.number(scope, depth)
        return f"{self.number(scope, depth)} {operator} {right}"

    def _chained(self, scope: Scope, depth: int) -> str:
        parts = [self.number(scope, depth) for _ in range(3)]
        return f"({parts[0]} <= {parts[1]} != {parts[2]})"

    def _negated(self, scope: Scope, depth: int) -> str:
        return f"not ({self.truth(scope, depth)})"

    def _joined(self, scope: Scope, depth: int) -> str:
        count = 2 + self._choices.below(2)
        operator = self._choices.one_of([" and ", " or ", "\n    and "])
        return f"({operator.join(self.truth(scope, depth) for _ in range(count))})"

    def _contained(self, scope: Scope, depth: int) -> str:
        operator = self._choices.one_of(["in", "not in"])
        return f"({self.number(scope, depth)} {operator} {self.items(scope, depth)})"

    def _range(self, scope: Scope, depth: int) -> str:
        return f"[*range({self._name(scope, depth)} % 4)]"

    def _display(self, scope: Scope, depth: int) -> str:
        return f"[{', '.join(self.number(scope, depth) for _ in range(self._choices.below(3)))}]"

    def _starred(self, scope: Scope, depth: int) -> str:
        return f"[{self.number(scope, depth)}, *{self.items(scope, depth)}]"

    def _sliced(self, scope: Scope, depth: int) -> str:
        return (
            f"{self.items(scope, depth)}[{self.number(scope, depth)}:{self._choices.one_of(['', '2', '-1'])}]"
        )

    def _comprehension(self, scope: Scope, depth: int) -> str:
        inner = self._comprehended(scope, "x")
        condition = f" if {self.truth(inner, depth + 1)}" if self._choices.chance(40) else ""
        return f"[{self.number(inner, depth + 1)} for x in {self._iterable(scope, depth)}{condition}]"

    def _nested_comprehension(self, scope: Scope, depth: int) -> str:
        inner = self._comprehended(scope, "x", "y")
        value, first = self.number(inner, depth + 1), self._iterable(scope, depth)
        if self._choices.chance(50):
            return f"[{value} for x in {first} for y in [x, 1]]"
        return f"[sum([{value} for y in [x, 1]]) for x in {first}]"

    def _set(self, scope: Scope, depth: int) -> str:
        value = self.number(self._comprehended(scope, "x"), depth)
        return f"sorted({{{value} for x in {self._iterable(scope, depth)}}})"

    def _dictionary(self, scope: Scope, depth: int) -> str:
        value = self.number(self._comprehended(scope, "x"), depth)
        return f"[*{{x: {value} for x in {self._iterable(scope, depth)}}}.values()]"

    def _generated(self, scope: Scope, depth: int) -> str:
        value = self.number(self._comprehended(scope, "x"), depth)
        return f"[*({value} for x in {self._iterable(scope, depth)})]"

    def _mapped(self, scope: Scope, depth: int) -> str:
        value = self.number(self._comprehended(scope, "x"), depth)
        return f"[*map(lambda x: {value}, {self.items(scope, depth)})]"

    def _iterated(self, scope: Scope, depth: int) -> str:
        """What a generator of the program gives."""
        if scope.can_await and (several := scope.of("async generator")):
            return f"[x async for x in {self._called(several, scope, depth)}]"
        generators = scope.of("generator")
        if not generators:
            return self._range(scope, depth)
        return f"[*{self._called(generators, scope, depth)}]"

    def _called(self, made: list[Made], scope: Scope, depth: int) -> str:
        return f"{self._choices.one_of(made).name}({self.number(scope, depth)}, {self.number(scope, depth)})"

    def _awaited(self, scope: Scope, depth: int) -> str:
        if not scope.can_await:
            return self._display(scope, depth)
        return f"[await pause(x) for x in {self._iterable(scope, depth)}]"

    def _iterable(self, scope: Scope, depth: int) -> str:
        """What a comprehension goes over."""
        return self.items(scope.inside(in_iterable=True), depth)

    def _comprehended(self, scope: Scope, *names: str) -> Scope:
        return scope.inside(in_comprehension=True, names=(*names, *scope.names))
