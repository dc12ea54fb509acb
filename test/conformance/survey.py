"""What there is to probe in a module, for `modules.ts`.

`survey.py ENGINE PROBES MODULE[:TEST[+TEST…]|:pytest]` prints `{"tests": […], "frozen": […], "files":
[{"path", "hash", "skipped"}], "statements": [{"file", "function", "firstLine", "span", "hasCode",
"expressions", "forms", "names", "refused"}]}`. `frozen` are modules that come without their file, a
statement's `file` is an index, `span` is four numbers (1-based lines, UTF-8 columns), an expression is
`[span, kind, parts, name]`, `forms` are what `ast` calls each, and `refused` is the reason why the engine
finds no place before a statement that has code, or "". Prints `{"error"}` when the module or its tests are
not there. Nothing of the module is run.
"""

import json
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

from compiled import CompiledFile
from engines import engine_of, inserts
from hooks import hooks_of
from library import NotFoundError, has_test, source_files, spec_of, tests_of
from statements import Statement, statements_of

from snappoint.engines.base import Engine, Place
from snappoint.plan import Order, Plan
from snappoint.source import text_hash

VALUES = ("values", "truth", "completed")
"""The kinds of probes that are about expressions."""


def survey(engine: Engine, probes: str, module: str) -> dict[str, Any]:
    if objection := engine.objection():
        raise NotFoundError(f"{engine.name}: {objection}")
    name, _, named = module.partition(":")
    spec = spec_of(name)
    tests = _tests(name, named, spec)
    surveyed = [_file(engine, probes, path, index) for index, path in enumerate(source_files(spec))]
    statements = [one for _, found in surveyed for one in found]
    if not statements:
        raise NotFoundError(f"{name} has no statement in a function: there is nothing to probe")
    frozen = [name] if spec.origin == "frozen" else []
    return {
        "tests": tests,
        "frozen": frozen,
        "files": [file for file, _ in surveyed],
        "statements": statements,
    }


def _tests(name: str, named: str, spec: ModuleSpec) -> list[str]:
    if named == "pytest":
        return [f"pytest:{name}"]
    tests = named.split("+") if named else tests_of(name, spec)
    for test in tests:
        if not has_test(test):
            raise NotFoundError(f"there is no test.{test}")
    return tests


def _file(engine: Engine, probes: str, path: Path, index: int) -> tuple[dict[str, str], list[dict[str, Any]]]:
    try:
        compiled = CompiledFile(path)
    except (SyntaxError, ValueError) as error:
        return {"path": str(path), "hash": "", "skipped": f"{type(error).__name__}: {error}"}, []
    statements = statements_of(compiled)
    refused = refusals(engine, compiled, statements, probes)
    described = [
        {
            "file": index,
            "function": one.function,
            "firstLine": one.first_line,
            "span": [*one.head.start, *one.head.end],
            "hasCode": one.has_code,
            "expressions": one.expressions if probes in VALUES else [],
            "forms": one.forms if probes in VALUES else [],
            "names": one.names,
            "refused": refused.get(number, ""),
        }
        for number, one in enumerate(statements)
    ]
    return {"path": str(path), "hash": text_hash(compiled.source), "skipped": ""}, described


def refusals(
    engine: Engine, file: CompiledFile, statements: list[Statement], probes: str = "count"
) -> dict[int, str]:
    """Why the engine does not instrument a statement that has code, by the statement's number."""
    with_code = {number: one for number, one in enumerate(statements) if one.has_code}
    orders = [_order(number, one, probes, insert=inserts(engine)) for number, one in with_code.items()]
    plan = Plan(engine, orders)
    plan.code_for(file.module)
    return {
        number: str(plan.problems.get(number, "the engine finds no place before its instructions"))
        for number in with_code
        if not plan.locations[number] or number in plan.problems
    }


def _order(number: int, one: Statement, probes: str, *, insert: bool) -> Order:
    place = Place(*one.head.start, *one.head.end)
    hooks = hooks_of(probes, number)
    inserted = hooks.request(place, one.expressions, one.names) if insert else None
    return Order(number, one.function, place, hooks.hook, inserted)


def main() -> None:
    engine, probes, module = sys.argv[1:]
    try:
        found: dict[str, Any] = survey(engine_of(engine), probes, module)
    except NotFoundError as error:
        found = {"error": str(error)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
