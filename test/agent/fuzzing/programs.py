"""Random programs: functions of every kind, each of which may call those before it."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .scope import Kind, Made, Scope
from .statements import Lines, Statements, indented

KINDS: list[Kind] = ["function", "generator", "coroutine", "async generator"]
LOCALS = [("c", "d"), ("m", "n"), ("v", "w"), ("y", "z")]
"""Of functions, by how deep they are: so that inner ones see the outer ones' variables."""

HAS_TYPE_PARAMETERS = sys.version_info >= (3, 12)


class Programs(Statements):
    """Writes definitions too, and so whole programs."""

    _last = 0

    def program(self) -> tuple[str, list[Made]]:
        """The text of a module, and the functions to call, each with two numbers."""
        functions: list[Made] = []
        module = Scope("function", ("G",), ("G",), functions, depth=0)
        lines = ["G = 1"]
        for _ in range(1 + self._choices.below(3)):
            lines += self._function(module)
        return "\n".join([*lines, ""]), functions

    def definitions(self) -> list[Callable[[Scope], Lines]]:
        """See `Statements`."""
        return [self._local_function, self._class]

    def _local_function(self, scope: Scope) -> Lines:
        """A closure, called right away: its name means nothing elsewhere."""
        inner = Scope(scope.kind, scope.names, scope.outer, list(scope.functions), scope.depth)
        lines = self._function(inner)
        made = inner.functions[-1]
        arguments = f"({self._number(scope)}, {self._number(scope)})"
        if made.kind == "function":
            return [*lines, f"note(as_number({made.name}{arguments}))"]
        if made.kind == "generator":
            return [*lines, f"note(*map(as_number, {made.name}{arguments}))"]
        if made.kind == "coroutine" and scope.can_await:
            return [*lines, f"note(as_number(await {made.name}{arguments}))"]
        return [*lines, f"{made.name}{arguments}.close()" if made.kind == "coroutine" else "pass"]

    def _function(self, scope: Scope) -> Lines:
        kind = self._choices.one_of(KINDS)
        name = f"f{self._count()}"
        word = "async def" if kind in ("coroutine", "async generator") else "def"
        own = scope.kind != "class" and scope.depth > 0
        outer = tuple(dict.fromkeys([*(scope.names if own else ()), *scope.outer, "G"]))
        names = ("a", "b", *LOCALS[min(scope.depth, len(LOCALS) - 1)])
        inner = Scope(kind, names, outer, scope.functions.copy(), scope.depth + 1)
        shared = self._shared(scope, inner, own)
        body = [
            *shared,
            " = ".join([*names[2:], "a"]) if self._choices.chance(80) else "pass",
            *self.block(inner, 4),
        ]
        if kind in ("generator", "async generator"):
            body.append(f"yield {self._number(inner)}")
        body.append("return" if kind == "async generator" else f"return {self._number(inner)}")
        parameters = self._choices.one_of(["a, b=2", "a, b=2, *more, **other"])
        types = "[T]" if HAS_TYPE_PARAMETERS and self._choices.chance(15) else ""
        note = " -> int" if self._choices.chance(20) else ""
        decorators = self._choices.one_of(
            [[], [], ["@same"], ["@same", f"@same_with({self._number(scope)})"]]
        )
        scope.functions.append(Made(name, kind))
        return [*decorators, f"{word} {name}{types}({parameters}){note}:", *indented(body)]

    def _shared(self, scope: Scope, inner: Scope, own: bool) -> Lines:
        """Declarations that make assignments reach variables around."""
        lines = ["global G"] if self._choices.chance(20) else []
        around = set(scope.names) - {*inner.names, "G"} if own else set()
        if around and self._choices.chance(50):
            lines.append(f"nonlocal {min(around)}")
        return lines

    def _class(self, scope: Scope) -> Lines:
        name = f"C{self._count()}"
        outer = tuple(dict.fromkeys([*scope.names, *scope.outer]))
        body = Scope("class", ("a", "b"), outer, list(scope.functions), scope.depth + 1)
        lines = [f"a = b = {self._number(body)}", *self.block(body, 2)]
        inside = Scope("class", ("a", "b"), outer, list(scope.functions), scope.depth + 1)
        method = self._method(inside)
        types = "[T]" if HAS_TYPE_PARAMETERS and self._choices.chance(20) else ""
        call = f"note(as_number({name}(2).method({self._number(scope)})))"
        return [f"class {name}{types}(Base):", *indented([*lines, *method]), call]

    def _method(self, scope: Scope) -> Lines:
        inner = Scope("function", ("a", "c"), scope.outer, scope.functions, scope.depth + 1)
        start = self._choices.one_of(["c = super().method(a)", "c = __class__.start + self.own", "c = a"])
        body = [start, *self.block(inner, 2), f"return {self._number(inner)}"]
        return ["def method(self, a):", *indented(body)]

    def _count(self) -> int:
        self._last += 1
        return self._last
