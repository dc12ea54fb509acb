import { beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import { mark, marked } from "./fixture.js";

beforeAll(loadGrammar);

/** The statements offered are those marked, no more and no fewer. */
function check(fixture: string): void {
  const { text } = marked(fixture);
  const source = new SourceText(text);
  expect(mark(text, source.statements())).toBe(fixture);
  source.dispose();
}

/** The statement under the cursor is the marked one, or none when none is marked. */
function checkCursor(fixture: string): void {
  const { text, heads, cursor } = marked(fixture);
  if (!cursor) throw new Error("the fixture has no cursor");
  const source = new SourceText(text);
  const found = source.statementAt(cursor);
  expect(found && { start: found.start, end: found.end }).toEqual(heads[0]);
  source.dispose();
}

describe("simple statements", () => {
  test("each is offered whole", () => {
    check(`⟦import os, sys⟧
⟦from a.b import (
    c,
    d as e,
)⟧
⟦x = 1⟧
⟦x: int = 1⟧
⟦a = b = c⟧  # a comment is no part of it
⟦x += 1⟧
⟦print(x)⟧
⟦del x, y[0]⟧
⟦assert x, "why"⟧
⟦raise ValueError(x) from None⟧`);
  });

  test("several on a line are offered each for itself", () => {
    check("⟦a = 1⟧; ⟦b = f(\n  a)⟧; ⟦c = b⟧;");
  });

  test("what CPython makes no code for is not", () => {
    check(`"""Docs."""
⟦x = 0⟧`);
    check(`⟦def f():⟧
    """Docs."""
    global a
    ⟦def g():⟧
        nonlocal b
        x: int
        ⟦return⟧
    del ()
    ⟦return g⟧`);
    check(`⟦class A:⟧
    ("docs" "of it")
    field: int
    ⟦other: int = 1⟧`);
  });

  test("a string that is no documentation is", () => {
    check(`⟦def f():⟧
    ⟦f"no docs"⟧
    ⟦"nor this"⟧`);
    check(`⟦class A:⟧
    ⟦b"no docs"⟧`);
  });

  test("an annotated attribute is evaluated, an annotated name is not", () => {
    check(`⟦def f(self):⟧
    ⟦self.x: int⟧
    y: int`);
  });

  test("what leaves only a place in the source is offered when it has the line for itself", () => {
    check(`⟦if x:⟧ pass
⟦for y in x:⟧
    ⟦pass⟧
⟦for y in x:⟧
    ⟦if y:⟧ continue
    ⟦if y:⟧
        ⟦break⟧
    else: ⟦pass⟧
⟦...⟧
⟦f()⟧; 1 + 1
⟦-1⟧  # alone`);
  });
});

describe("compound statements are offered with their heads", () => {
  test("if, while, for", () => {
    check(`⟦if a and (
    b
):⟧
    ⟦x = 1⟧
⟦elif c:⟧ ⟦x = 2⟧
else:
    ⟦x = 3⟧
⟦while x:⟧
    ⟦f()⟧
else:
    ⟦g()⟧
⟦async def h():⟧
    ⟦async for i, j in x:⟧
        ⟦f(i)⟧`);
  });

  test("try and with", () => {
    check(`⟦try:⟧
    ⟦f()⟧
⟦except (A, B) as e:⟧
    ⟦g()⟧
⟦except:⟧
    ⟦raise⟧
else:
    ⟦h()⟧
finally:
    ⟦i()⟧
try: ⟦f()⟧
⟦except* A:⟧ ⟦g()⟧
⟦with a as b, c() as d:⟧
    ⟦f()⟧
⟦with (
    a as b,
    c,
):⟧
    ⟦f()⟧`);
  });

  test("match", () => {
    check(`⟦match a, b:⟧
    ⟦case 1, [x, *_] if x > 1:⟧
        ⟦f()⟧
    ⟦case {"a": A(b=c)} | None:⟧ ⟦g()⟧
    ⟦case _:⟧
        ⟦h()⟧
⟦match = 1⟧`);
  });

  test("def and class, decorators included", () => {
    check(`⟦@a.b
# why
@c(d)
def f(x: int = 1, *args: dict[str, int]) -> "A":⟧
    ⟦return x⟧
⟦@dataclass
class A(B, metaclass=C):⟧
    ⟦x = 1⟧
    ⟦async def f(self):⟧ ⟦return 1⟧`);
  });

  test("type parameters and aliases", () => {
    check(`⟦type A[T] = list[T]⟧
⟦def f[T: (int, str)](x: T) -> T:⟧
    ⟦return x⟧
⟦class B[T = int]:⟧
    ⟦x = 1⟧`);
  });
});

describe("code that CPython drops is not offered", () => {
  test("behind a statement that never completes", () => {
    check(`⟦def f():⟧
    ⟦if a:⟧
        ⟦return 1⟧
        x = 1
    ⟦elif b:⟧
        ⟦raise A⟧
    else:
        ⟦assert False⟧
    x = 2
⟦while a:⟧
    ⟦continue⟧
    x = 3
⟦x = 4⟧`);
  });

  test("behind a loop that has no end, unless something breaks out", () => {
    check(`⟦def f():⟧
    ⟦while True:⟧
        ⟦while 1:⟧
            ⟦break⟧
        ⟦x = 1⟧
    x = 2`);
    check(`⟦while True:⟧
    ⟦if x:⟧
        ⟦break⟧
⟦y = 1⟧`);
  });

  test("under a condition that is known", () => {
    check(`⟦if 0:⟧
    a()
⟦elif __debug__ and not "":⟧
    ⟦b()⟧
else:
    c()
⟦if TYPE_CHECKING or None:⟧
    ⟦d()⟧
⟦while False:⟧
    e()
else:
    ⟦f()⟧
if 1: ⟦g()⟧`);
  });

  test("nor code of which it is not clear", () => {
    check(`⟦if 2 - 2:⟧
    a()
else:
    b()
⟦c()⟧`);
  });

  test("try: what is behind it is reached through the body or a handler", () => {
    check(`⟦def f():⟧
    ⟦try:⟧
        ⟦return 1⟧
    ⟦except A:⟧
        ⟦pass⟧
    else:
        x = 1
    finally:
        ⟦y = 1⟧
    ⟦try:⟧
        ⟦return 1⟧
    finally:
        ⟦y = 2⟧
    x = 2`);
  });

  test("with: its manager may swallow what ended the body", () => {
    check(`⟦def f():⟧
    ⟦with a:⟧
        ⟦return 1⟧
    ⟦x = 1⟧`);
  });

  test("match: a last case that takes everything leaves nothing behind it", () => {
    check(`⟦def f():⟧
    ⟦match a:⟧
        ⟦case 1:⟧
            ⟦return 1⟧
        ⟦case 2 if False:⟧
            x = 1
        ⟦case other:⟧
            ⟦return 2⟧
    x = 2`);
  });
});

describe("a position means", () => {
  test("the statement on any of whose lines it is", () => {
    checkCursor("⟦x = f(\n    a,‸\n    # why\n)⟧");
    checkCursor("⟦x = f(\n    a,\n    # w‸hy\n)⟧");
    checkCursor("⟦x = 1⟧  # comm‸ent");
    checkCursor("if a:\n  ‸  ⟦x = 1⟧");
  });

  test("of several on a line the one at the column, or the first", () => {
    checkCursor("⟦a = 1⟧;‸ b = 2");
    checkCursor("a = 1; ⟦b ‸= 2⟧");
    checkCursor("if x:\n ‸   ⟦a = 1⟧; b = 2");
    checkCursor("⟦if x:⟧ p‸ass");
    checkCursor("if x: ⟦f(‸)⟧");
    checkCursor("f(\n1); ⟦g(‸)⟧");
    checkCursor("⟦f(\n1)‸⟧; g()");
  });

  test("on a decorator or a def line the definition's head", () => {
    checkCursor("⟦@a‸\n@b\ndef f():⟧\n    pass");
    checkCursor("⟦@a\n@b\ndef f()‸:⟧\n    pass");
  });

  test("nothing on a line without code", () => {
    checkCursor("a = 1\n‸\nb = 2");
    checkCursor("# com‸ment\na = 1");
    checkCursor('def f():\n    """Do‸cs."""\n    return 1');
    checkCursor('def f():\n    """Docs.\n ‸\n    """\n    return 1');
    checkCursor("if a:\n    b()\nel‸se:\n    c()");
    checkCursor("try:\n    b()\nfin‸ally:\n    c()");
    checkCursor("def f():\n    glo‸bal x\n    x = 1");
    checkCursor("x = 1\n‸");
  });
});
