"""Why a line has code and the server offers nothing on it."""

import ast
import dis
from collections import Counter
from collections.abc import Iterable, Iterator
from types import CodeType

from compiled import CompiledFile, nested

# Instructions that have to do with a name or a call: what does without them works on constants only.
LOADS = ("LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF", "LOAD_ATTR")
NAMED = (*LOADS, "STORE_", "DELETE_", "IMPORT_", "CALL")

Jump = ast.Return | ast.Raise | ast.Break | ast.Continue


def explanations(file: CompiledFile, lines: set[int], unread: Iterable[tuple[int, int]]) -> dict[int, str]:
    """The reason for each of the lines that has one; `unread` are lines that tree-sitter cannot read."""
    reasons: dict[int, str] = {}
    # Generators: what comes late is slow, and worked out only when lines are left.
    found: dict[str, Iterable[int]] = {
        "docstring": docstrings(file.tree),
        "annotation without a value": bare_annotations(file.tree),
        "tree-sitter cannot read the statement": every_line(unread),
        "behind a statement that never completes": behind_jumps(file.tree),
        "constants only, on a line that statements share": shared_constants(file),
        "in a function or class that unreachable code defines": never_made(file.module),
    }
    for reason, explained in found.items():
        if lines <= reasons.keys():
            break
        for line in explained:
            reasons.setdefault(line, reason)
    return reasons


def blocks_of(tree: ast.Module) -> Iterator[ast.AST]:
    """The module, every statement, every handler and case: `ast.walk` without the expressions."""
    open_nodes: list[ast.AST] = [tree]
    while open_nodes:
        node = open_nodes.pop()
        yield node
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            nested_nodes = getattr(node, field, None)
            if isinstance(nested_nodes, list):
                open_nodes.extend(nested_nodes)


def docstrings(tree: ast.Module) -> Iterator[int]:
    """Modules and classes store theirs when they run."""
    for node in blocks_of(tree):
        if isinstance(node, ast.Module | ast.ClassDef) and node.body and is_text(node.body[0]):
            yield from lines_of(node.body[0])


def is_text(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def bare_annotations(tree: ast.Module) -> Iterator[int]:
    """Modules and classes keep them; from 3.14 on not even they run code for it."""
    for node in blocks_of(tree):
        if isinstance(node, ast.AnnAssign) and node.value is None:
            yield from lines_of(node)


def shared_constants(file: CompiledFile) -> Iterator[int]:
    """`if 1: pass`, `try: pass`: one instruction is left of it all, and which one differs."""
    named = {line for code in file.codes for line in lines_with_names(code.code)}
    lines = file.source.splitlines()
    nodes = [node for node in blocks_of(file.tree) if isinstance(node, ast.stmt)]
    count = Counter(node.lineno for node in nodes)
    for node in nodes:
        before = lines[node.lineno - 1][: node.col_offset]
        if node.lineno not in named and (count[node.lineno] > 1 or before.strip()):
            yield node.lineno


def lines_with_names(code: CodeType) -> Iterator[int]:
    for instruction in dis.get_instructions(code):
        line = instruction.positions.lineno if instruction.positions else None
        if line is not None and instruction.opname.startswith(NAMED):
            yield line


def behind_jumps(tree: ast.Module) -> Iterator[int]:
    """3.11 keeps an instruction of some statements that cannot be reached."""
    for node in blocks_of(tree):
        for block in ("body", "orelse", "finalbody"):
            statements = getattr(node, block, None)
            if isinstance(statements, list):
                jumps = [index for index, each in enumerate(statements) if isinstance(each, Jump)]
                for each in statements[jumps[0] + 1 :] if jumps else []:
                    yield from lines_of(each)


def never_made(module: CodeType) -> Iterator[int]:
    """3.11 keeps the code object among its parent's constants when it has dropped what would load it."""
    for code in nested(module):
        loaded = {id(each.argval) for each in dis.get_instructions(code) if isinstance(each.argval, CodeType)}
        for constant in code.co_consts:
            if isinstance(constant, CodeType) and id(constant) not in loaded:
                yield from (line for each in nested(constant) for _, _, line in each.co_lines() if line)


def every_line(stretches: Iterable[tuple[int, int]]) -> Iterator[int]:
    for first, last in stretches:
        yield from range(first, last + 1)


def lines_of(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
