"""Random programs with probes, in every way that probes get into code."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

from compiled import CompiledFile
from hooks import ENDINGS, hooks_of
from statements import Statement, statements_of

from snappoint.engines.base import Engine, Flag, Gate, Hook, Place
from snappoint.engines.monitoring import MONITORING
from snappoint.engines.origin import original_of
from snappoint.imports import Wish
from snappoint.loaded import LoadedFile
from snappoint.locate import all_nested, functions_of
from snappoint.plan import Order, Plan
from snappoint.text_hash import text_hash

from .behaviour import behaviour
from .scope import Made
from .world import World

TOGETHER = "together"


class Program(NamedTuple):
    """A text that Python accepts, in a file, and the functions to call."""

    file: CompiledFile
    path: str
    functions: Sequence[Made]
    statements: Sequence[Statement]


def compiled(source: str, functions: Sequence[Made], path: Path) -> Program:
    """Raises `SyntaxError` where the writers were wrong."""
    path.write_text(source, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = CompiledFile(path)
        statements = [one for one in statements_of(file) if one.has_code]
    return Program(file, str(path), functions, statements)


def orders_for(program: Program, kind: str, seed: int) -> list[Order]:
    """Probes of one kind on every statement, or on some where the seed is odd; a few have a gate. `together`:
    of all kinds that are told how things end."""
    if kind == TOGETHER:
        kinds = ["values", *ENDINGS]
        return [
            order._replace(key=(each, order.key))
            for at, each in enumerate(kinds)
            for order in orders_for(program, each, seed + at)
        ]
    chance = random.Random(seed)
    share = 0.3 if seed % 2 else 1.0
    places = program.statements
    if kind.endswith("of calls"):
        places = list({one.function: one for one in places if one.function}.values())
    chosen = [one for one in places if chance.random() < share]
    return [_order(number, one, kind, chance) for number, one in enumerate(chosen)]


def _order(number: int, statement: Statement, kind: str, chance: random.Random) -> Order:
    place, hooks = Place(*statement.head.start, *statement.head.end), hooks_of(kind, number)
    request = hooks.request(place, statement.expressions, statement.names)
    if chance.random() < 0.2 and kind not in ENDINGS:
        gate = Gate(count(), Flag([None] if chance.random() < 0.5 else []), count())
        request = request._replace(gate=gate)
    hook = None if kind in ENDINGS else _for_watching(hooks.hook)
    return Order(number, statement.function, place, hook, request)


def _for_watching(hook: Any) -> Hook:
    """Counters in C take no depth."""
    if isinstance(hook, MethodType):
        return hook

    def without_depth(_depth: int = 1, /) -> object:
        return hook()

    return without_depth


def bare(program: Program) -> list[str]:
    """What it does without probes."""
    return _run(program, program.file.module, lambda _module: lambda: None)


def probed_from_the_start(program: Program, engine: Engine, orders: list[Order]) -> list[str]:
    """Everything is made from code that has the probes."""
    plan = Plan(engine, orders)
    code = plan.code_for(program.file.module)
    check_plan(plan)
    try:
        return _run(program, code, lambda _module: lambda: None)
    finally:
        engine.forget(*all_nested(program.file.module))


def probed_meanwhile(program: Program, engine: Engine, orders: list[Order], period: int) -> list[str]:
    """The probes come and go, all at once, at every so many turns of the program."""
    modules: list[ModuleType] = []
    loaded = LoadedFile(program.path, engine, MONITORING)
    wishes = [Wish(order, text_hash(program.file.source)) for order in orders]
    turns = count(1)

    def change(module: ModuleType) -> Callable[[], None]:
        modules.append(module)

        def at_step() -> None:
            turn = next(turns)
            if turn % period == 0 and turn < 8 * period:
                loaded.refresh(wishes if turn // period % 2 else (), modules)

        return at_step

    done = _run(program, program.file.module, change)
    loaded.refresh((), modules)
    left = [f.__qualname__ for f in _functions(modules) if original_of(f.__code__) is not f.__code__]
    assert not left, f"still with probes: {left}"
    return done


def check_plan(plan: Plan) -> None:
    """Nothing that has code may be refused."""
    assert not plan.problems, f"refused: {set(plan.problems.values())}"
    missing = [order for order in plan.orders if not plan.locations[order.key]]
    assert not missing, f"no place found for: {[(order.function, order.place) for order in missing]}"


def _run(program: Program, code: Any, step_of: Callable[[ModuleType], Callable[[], None]]) -> list[str]:
    module = ModuleType("program")
    world = World(step_of(module))
    module.__dict__.update(world.names(), __file__=program.path)
    try:
        exec(code, module.__dict__)
    except Exception as error:
        # The rest of the module can't be called then, and that is the same with probes.
        world.events.append(f"loading raised {type(error).__name__}")
    functions = [module.__dict__.get(made.name) for made in program.functions]
    return behaviour(world, [function for function in functions if function], program.path)


def _functions(modules: list[ModuleType]) -> list[FunctionType]:
    return [f for f in functions_of(modules) if f.__code__.co_filename == modules[0].__file__]
