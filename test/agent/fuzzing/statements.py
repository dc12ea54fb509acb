"""Random simple and compound statements, as lists of lines."""

from __future__ import annotations

from collections.abc import Callable

from .choices import Choices
from .expressions import Expressions
from .scope import Scope

DEEPEST = 3
ERRORS = ["ValueError", "KeyError", "ZeroDivisionError", "ArithmeticError", "Exception"]

Lines = list[str]


def indented(lines: Lines) -> Lines:
    """Lines that are broken inside of brackets stay broken."""
    return [f"    {line}" for line in lines]


class Statements:
    """Writes statements for places that a scope describes."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._expressions = Expressions(choices)
        self._number = self._expressions.number
        self._truth = self._expressions.truth
        self._items = self._expressions.items

    def block(self, scope: Scope, most: int = 2) -> Lines:
        count = 1 + self._choices.below(most)
        return [line for _ in range(count) for line in self.statement(scope)]

    def statement(self, scope: Scope) -> Lines:
        ways: list[Callable[[Scope], Lines]] = [
            self._assignment, self._assignment, self._note, self._rarer_assignment, self._one_line,
            self._leaving,
        ]  # fmt: skip
        if scope.depth < DEEPEST and self._choices.chance(60):
            ways += [self._if, self._while, self._for, self._try, self._try, self._with, self._match,
                     self._group, *self.definitions()]  # fmt: skip
        return self._choices.one_of(ways)(scope)

    def definitions(self) -> list[Callable[[Scope], Lines]]:
        """Statements that define; written by a subclass."""
        return []

    def _target(self, scope: Scope) -> str:
        return self._choices.one_of(scope.names)

    def _assignment(self, scope: Scope) -> Lines:
        return [f"{self._target(scope)} = {self._number(scope)}"]

    def _note(self, scope: Scope) -> Lines:
        return [self._choices.one_of(["note({})", "note({}, *locals())", "{}"]).format(self._number(scope))]

    def _rarer_assignment(self, scope: Scope) -> Lines:
        first, second = self._target(scope), self._target(scope)
        kind = self._choices.below(7)
        return [
            f"{first} += {self._number(scope)}",
            f"{first}, {second} = {self._number(scope)}, {self._number(scope)}",
            f"{first} = {second} = {self._number(scope)}",
            f"{first}, *rest = {self._number(scope)}, *{self._items(scope)}",
            f"rest = {self._items(scope)}",
            f"del {first}",
            f"assert {self._truth(scope)}, {self._number(scope)}",
        ][kind : kind + 1]

    def _one_line(self, scope: Scope) -> Lines:
        return [
            self._choices.one_of(
                [
                    f"{self._target(scope)} = 1; note({self._number(scope)}); pass",
                    f"if {self._truth(scope)}: {self._target(scope)} = {self._number(scope)}; note(1)",
                    f"for {self._target(scope)} in {self._items(scope)}: note({self._number(scope)})",
                    f"while step() and {self._truth(scope)}: {self._target(scope)} = {self._number(scope)}",
                ]
            )
        ]

    def _leaving(self, scope: Scope) -> Lines:
        ways = [f"raise {self._choices.one_of(ERRORS[:4])}({self._number(scope)})"]
        if scope.in_handler:
            ways += ["raise", f"{ways[0]} from None"]
        ways += ["break", "continue"] if scope.in_loop else []
        if not scope.in_group:
            ways += {"class": [], "async generator": ["return"]}.get(
                scope.kind, [f"return {self._number(scope)}", "return note"]
            )
        if scope.can_yield:
            ways.append(f"yield {self._number(scope)}")
        if scope.can_yield and scope.kind == "generator":
            ways.append(f"{self._target(scope)} = as_number((yield from {self._items(scope)}))")
        return [self._choices.one_of(ways)]

    def _if(self, scope: Scope) -> Lines:
        inner = scope.inside()
        lines = [self._head(f"if {self._truth(scope)}:"), *indented(self.block(inner))]
        if self._choices.chance(40):
            lines += [f"elif {self._truth(scope)}:", *indented(self.block(inner))]
        return lines + self._else(inner)

    def _head(self, line: str) -> str:
        """Now and then the first line has nothing but a word and a bracket."""
        word, _, rest = line.removesuffix(":").partition(" ")
        return f"{word} (\n    {rest}\n):" if self._choices.chance(20) else line

    def _else(self, inner: Scope) -> Lines:
        return ["else:", *indented(self.block(inner))] if self._choices.chance(40) else []

    def _while(self, scope: Scope) -> Lines:
        truth = self._choices.one_of(
            [f"step() and {self._truth(scope)}", f"({self._truth(scope)}) and step()"]
        )
        inner = scope.inside(in_loop=True)
        if self._choices.chance(20):
            body = ["if not step():", "    break", *self.block(inner)]
            return ["while True:", *indented(body)]
        return [self._head(f"while {truth}:"), *indented(self.block(inner)), *self._else(scope.inside())]

    def _for(self, scope: Scope) -> Lines:
        inner = scope.inside(in_loop=True)
        targets = f"{self._target(scope)}, {self._target(scope)}"
        heads = [
            f"for {self._target(scope)} in {self._items(scope)}:",
            f"for {targets} in zip({self._items(scope)}, {self._items(scope)}):",
        ]
        if scope.can_await:
            heads.append(f"async for {self._target(scope)} in paused({self._items(scope)}):")
        return [self._choices.one_of(heads), *indented(self.block(inner)), *self._else(scope.inside())]

    def _try(self, scope: Scope) -> Lines:
        inner = scope.inside()
        lines = ["try:", *indented(self.block(inner))]
        handlers = self._choices.below(3)
        for _ in range(handlers):
            kind = self._choices.one_of([*ERRORS, "(TypeError, LookupError)"])
            name = self._choices.one_of(["", " as error"])
            told = ["note(type(error).__name__)"] if name else []
            body = [*told, *self.block(scope.inside(in_handler=True), 2)]
            lines += [f"except {kind}{name}:", *indented(body)]
        if handlers and self._choices.chance(30):
            lines += ["else:", *indented(self.block(inner, 2))]
        if not handlers or self._choices.chance(40):
            lines += ["finally:", *indented(self.block(scope.inside(in_handler=False), 2))]
        return lines

    def _group(self, scope: Scope) -> Lines:
        inner = scope.inside(in_group=True, in_loop=False)
        raising = f"raise ExceptionGroup('two', [ValueError({self._number(scope)}), KeyError(1)])"
        lines = ["try:", *indented([*self.block(scope.inside(), 2), raising])]
        for kind in ("ValueError", "LookupError")[: 1 + self._choices.below(2)]:
            lines += [
                f"except* {kind} as error:",
                *indented(["note(len(error.exceptions))", *self.block(inner, 2)]),
            ]
        return lines

    def _with(self, scope: Scope) -> Lines:
        word = "async with" if scope.can_await and self._choices.chance(60) else "with"
        manager = "async_guard" if word != "with" else "guard"
        first = f"{manager}({self._number(scope)}) as {self._target(scope)}"
        heads = [
            f"{word} {first}:",
            f"{word} {manager}({self._number(scope)}):",
            f"{word} {first}, {manager}({self._number(scope)}):",
            f"{word} (\n    {first},\n    {manager}({self._number(scope)}),\n):",
        ]
        return [self._choices.one_of(heads), *indented(self.block(scope.inside()))]

    def _match(self, scope: Scope) -> Lines:
        subject = self._choices.one_of(
            [self._number(scope), self._items(scope), f"{{'k': {self._number(scope)}}}"]
        )
        lines = [f"match {subject}:"]
        captured = self._target(scope)
        patterns = ["0 | 1", f"int({captured}) if {self._truth(scope)}", "[]", f"[{captured}, *rest]",
                    f"{{'k': {captured}, **rest}}", f"[int() as {captured}, 1 | 2]"]  # fmt: skip
        for _ in range(1 + self._choices.below(3)):
            lines += indented(
                [f"case {self._choices.one_of(patterns)}:", *indented(self.block(scope.inside(), 2))]
            )
        if self._choices.chance(50):
            lines += indented(["case _:", *indented(self.block(scope.inside(), 2))])
        return lines
