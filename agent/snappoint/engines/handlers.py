"""Where an exception goes from each instruction: the exception table as one handler an instruction.

Regions of the table do not nest, so code can only be inserted under a handler of its own when the regions
around it are cut up; with a handler at every instruction that comes by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from .._vendor.bytecode import Bytecode, Instr, Label, TryBegin, TryEnd

Item: TypeAlias = Instr | Label


class Handler(NamedTuple):
    """Where an exception is caught: the stack is cut down to `depth`, then come the place where it happened,
    if `lasti`, and the exception."""

    label: Label
    depth: int
    lasti: bool

    def entry_depth(self) -> int:
        """How many values are on the stack where the handler begins."""
        return self.depth + 1 + self.lasti


class Body(NamedTuple):
    """The instructions of a code object and the labels between them, each with its handler."""

    items: list[Item]
    handlers: list[Handler | None]

    def add(self, items: Iterable[Item], handler: Handler | None) -> None:
        for item in items:
            self.items.append(item)
            self.handlers.append(handler)


def take_apart(code: Bytecode) -> Body:
    """The instructions with their handlers."""
    body, handler = Body([], []), None
    for item in code:
        if isinstance(item, TryBegin):
            assert isinstance(item.target, Label)
            assert isinstance(item.stack_depth, int)
            handler = Handler(item.target, item.stack_depth, item.push_lasti)
        elif isinstance(item, TryEnd):
            handler = None
        elif isinstance(item, Instr | Label):
            body.add([item], handler)
    return body


def put_together(body: Body, code: Bytecode) -> None:
    """Makes `code` consist of these instructions, with the table that their handlers ask for."""
    code.clear()
    region: TryBegin | None = None
    current: Handler | None = None
    for item, handler in zip(body.items, body.handlers, strict=True):
        if isinstance(item, Instr) and handler != current:
            if region is not None:
                code.append(TryEnd(region))
            current = handler
            region = TryBegin(handler.label, handler.lasti, handler.depth) if handler else None
            if region is not None:
                code.append(region)
        code.append(item)
    if region is not None:
        code.append(TryEnd(region))
