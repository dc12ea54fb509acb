"""CPython judges the expressions that the server finds in statements; run by `expressions.ts`.

`judge_expressions.py judge` reads what the server finds, a file a line:
`{"path", "statements": [{"start": [line, column], "end": [line, column], "expressions":
[{"span": [line, column, line, column], "kind", "parts", "name"}]}]}` (1-based lines, UTF-8 columns) and
answers each with `{"path", "statements", "expressions", "findings": [{"line", "text", "missing",
"invented"}]}`, or with `{"path", "skipped"}` when CPython does not parse the file.
"""

import ast
import json
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "agent"))

from expressions_of import expressions_of

from snappoint.engines.base import Expression, Place

ORDERED = {"and", "or", "compare", "conditional"}
"""Kinds whose parts mean something by their order."""

TRUE_POSITIONS_IN_F_STRINGS = sys.version_info >= (3, 12)

Position = tuple[int, int]


class Found(NamedTuple):
    """An expression that can be compared: its parts by their places."""

    place: Place
    kind: str
    parts: tuple[Place, ...]
    name: str


def judge(request: dict[str, Any]) -> dict[str, Any]:
    path = Path(request["path"])
    try:
        source = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = WithoutTemplates().visit(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"path": request["path"], "skipped": f"{type(error).__name__}: {error}"}
    nodes = Nodes(tree)
    judged = [(each, nodes.of(each)) for each in request["statements"]]
    comparable = [(each, node) for each, node in judged if is_comparable(node)]
    lines = source.decode("latin-1").splitlines()
    return {
        "path": request["path"],
        "statements": len(comparable),
        "expressions": sum(len(each["expressions"]) for each, _ in comparable),
        "findings": [finding for each, node in comparable for finding in findings(each, node, lines)],
    }


class WithoutTemplates(ast.NodeTransformer):
    """Makes template strings f-strings: the values in them count alike, their pieces are no expressions."""

    def visit_TemplateStr(self, node: Any) -> ast.AST:
        self.generic_visit(node)
        return ast.copy_location(ast.JoinedStr([formatted(value) for value in node.values]), node)


def formatted(part: Any) -> ast.expr:
    if isinstance(part, ast.Constant):
        return part
    return ast.copy_location(ast.FormattedValue(part.value, part.conversion, part.format_spec), part)


class Nodes:
    """Finds the node of a statement."""

    def __init__(self, tree: ast.Module) -> None:
        self._starting: dict[Position, ast.AST] = {}
        self._cases: list[ast.match_case] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt | ast.ExceptHandler):
                self._starting[start_of(node)] = node
            elif isinstance(node, ast.match_case):
                self._cases.append(node)

    def of(self, statement: dict[str, Any]) -> ast.AST | None:
        start, end = tuple(statement["start"]), tuple(statement["end"])
        node = self._starting.get(start)
        # A case has no position of its own, its pattern has.
        return node or next((case for case in self._cases if start < pattern_of(case) < end), None)


def start_of(node: ast.stmt | ast.ExceptHandler) -> Position:
    decorators = getattr(node, "decorator_list", [])
    return (decorators[0].lineno if decorators else node.lineno), node.col_offset


def pattern_of(case: ast.match_case) -> Position:
    return case.pattern.lineno, case.pattern.col_offset


def is_comparable(node: ast.AST | None) -> bool:
    """Before 3.12 what stands in an f-string does not have its own position."""
    return TRUE_POSITIONS_IN_F_STRINGS or node is None or not holds_f_string(node)


def holds_f_string(node: ast.AST) -> bool:
    return any(isinstance(each, ast.JoinedStr) for each in ast.walk(node))


def findings(
    statement: dict[str, Any], node: ast.AST | None, lines: Sequence[str]
) -> Iterator[dict[str, Any]]:
    wanted = Counter(comparable(expected_in(node), lines)) if node else Counter()
    found = Counter(comparable([expression(each) for each in statement["expressions"]], lines))
    if wanted != found or node is None:
        line = statement["start"][0]
        yield {
            "line": line,
            "text": lines[line - 1].strip()[:80],
            "missing": [told(each) for each in (wanted - found).elements()],
            "invented": [told(each) for each in (found - wanted).elements()],
        }


def expected_in(node: ast.AST) -> list[Expression]:
    if not isinstance(node, ast.match_case):
        assert isinstance(node, ast.stmt | ast.ExceptHandler)
        return list(expressions_of(node))
    names = [each for pattern in ast.walk(node.pattern) for each in looked_up(pattern)]
    guard = [ast.copy_location(ast.Expr(node.guard), node.guard)] if node.guard else []
    roots = [ast.copy_location(ast.Expr(name), name) for name in names] + guard
    return joined(expressions_of(root) for root in roots)


def looked_up(pattern: ast.AST) -> Iterator[ast.expr]:
    """Names and dotted names that a pattern compares with; not its literals."""
    match pattern:
        case ast.MatchValue(value=ast.Attribute() as value) | ast.MatchClass(cls=value):
            yield value
        case ast.MatchMapping(keys=keys):
            yield from (key for key in keys if isinstance(key, ast.Attribute))


def joined(lists: Iterable[Sequence[Expression]]) -> list[Expression]:
    """One list of several, with parts that still refer to the right ones."""
    found: list[Expression] = []
    for each in lists:
        first = len(found)
        found.extend(one._replace(parts=tuple(part + first for part in one.parts)) for one in each)
    return found


def expression(told: dict[str, Any]) -> Expression:
    return Expression(Place(*told["span"]), told["kind"], tuple(told["parts"]), told.get("name", ""))


def comparable(expressions: Sequence[Expression], lines: Sequence[str]) -> Iterator[Found]:
    for place, kind, parts, name in expressions:
        is_escaped = any("\\" in line for line in lines[place.line - 1 : place.end_line])
        places = [expressions[part].place for part in parts]
        ordered = places if kind in ORDERED else sorted(places)
        yield Found(place, kind, tuple(ordered), "" if is_escaped or not is_plain(name) else name)


def is_plain(name: str) -> bool:
    """The server takes keys for names only when they are written without escapes, and are no long texts."""
    return name.isprintable() and len(name) <= 200


def told(found: Found) -> str:
    parts = " ".join(spelled(place) for place in found.parts)
    return f"{found.kind}{found.name and ' ' + found.name} {spelled(found.place)} of [{parts}]"


def spelled(place: Place) -> str:
    return f"{place.line}:{place.column}-{place.end_line}:{place.end_column}"


def main() -> None:
    if sys.argv[1:] != ["judge"]:
        sys.exit("usage: judge_expressions.py judge")
    for request in sys.stdin:
        print(json.dumps(judge(json.loads(request))), flush=True)


if __name__ == "__main__":
    main()
