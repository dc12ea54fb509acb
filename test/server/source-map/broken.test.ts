import { beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import type { Statement } from "../../../server/source-map/statement.js";
import { mark, marked } from "./fixture.js";

beforeAll(loadGrammar);

/** The statements offered are those marked, no more and no fewer. */
function check(fixture: string): void {
  const { text } = marked(fixture);
  const source = new SourceText(text);
  expect(mark(text, source.statements())).toBe(fixture);
  source.dispose();
}

describe("while something is half typed, what is clear is offered", () => {
  test("a line without an end", () => {
    check(`⟦def f(self):⟧
    ⟦x = 1⟧
    x = [1,
    ⟦return x⟧
⟦def g():⟧
    ⟦return 2⟧`);
  });

  test("a condition without a colon", () => {
    check(`⟦class A:⟧
    ⟦def f(self):⟧
        ⟦x = 1⟧
        if x.
        y = 2
    ⟦def g(self):⟧
        ⟦return 1⟧`);
  });

  test("a bracket that is not closed", () => {
    check(`⟦def f():⟧
    ⟦return 1⟧
def g():
    h(a,
    y = 2
def i():
    return 3`);
  });

  test("a definition without a name, a file that is one word", () => {
    check("def\nx = 1\n⟦y = 2⟧");
    check("⟦clas⟧");
    check("if");
    check("");
  });
});

test("syntax newer than the grammar does not hide what is around it", () => {
  check(`⟦lazy import a⟧
⟦lazy from b import c⟧
⟦class A[T = int]:⟧
    ⟦def f[*Ts = *tuple[int]](self):⟧
        ⟦return t"{self.x}"⟧
⟦try:⟧
    ⟦f()⟧
⟦except A, B:⟧
    ⟦g()⟧`);
});

const PROGRAM = `import os

class Order:
    """An order."""
    kinds = ["a", "b"]

    def total(self, tax=0):
        if tax:
            for line in self.lines:
                yield line.price * tax
        return sum(self.prices)

    @property
    def open(self):
        try:
            return self.state == "open"
        except AttributeError:
            return False

def main(argv):
    orders = [Order() for _ in argv]
    while orders:
        order = orders.pop()
        print(order.total())
    return 0
`;

const BEGINNINGS = [
  "if x.",
  "f(a,",
  "if x",
  "x = '",
  "for a in",
  "x = [",
  "self.",
  "return (",
  "import ",
  "with open(",
  "x = {'a': ",
  "else:",
  'f"{',
  '"""',
  "lambda",
  ")",
  "    $",
];

/** `line:column` → the function that runs the statement. */
function functions(statements: readonly Statement[], shift: (line: number) => number): Map<string, string> {
  return new Map(
    statements.map(({ start, function: name }) => [`${shift(start.line)}:${start.column}`, name]),
  );
}

test("whatever is begun on whatever line, no other statement is taken for another function's", () => {
  const whole = new SourceText(PROGRAM);
  const right = functions(whole.statements(), (line) => line);
  const lines = PROGRAM.split("\n");
  let kept = 0;
  let all = 0;
  for (const [at, line] of lines.entries()) {
    for (const begun of BEGINNINGS) {
      const indentation = /^ */.exec(line)?.[0] ?? "";
      const source = new SourceText(lines.toSpliced(at, 0, indentation + begun).join("\n"));
      const others = source.statements().filter(({ start }) => start.line !== at);
      const found = functions(others, (row) => (row > at ? row - 1 : row));
      for (const [place, name] of found) {
        if (right.has(place)) expect(name, `${place} with ${begun} on line ${at}`).toBe(right.get(place));
      }
      kept += [...found.keys()].filter((place) => right.has(place)).length;
      all += right.size;
      source.dispose();
    }
  }
  expect(kept / all).toBeGreaterThan(0.5);
  whole.dispose();
});

test("no depth overflows the stack", () => {
  const nested = Array.from({ length: 400 }, (_, depth) => `${" ".repeat(depth)}if x:`).join("\n");
  const texts = [
    `x = ${"a + ".repeat(5000)}a`,
    `x = ${"(".repeat(3000)}a${")".repeat(3000)}`,
    `x = ${"[(".repeat(3000)}`,
    `def f():\n  x = ${"[(".repeat(2000)} $ ${")]".repeat(2000)}\n  y = 1`,
    `if ${"not ".repeat(5000)}x:\n  y = 1`,
    `if ${"a or ".repeat(5000)}b:\n  y = 1`,
    `if ${"a if b else ".repeat(3000)}c:\n  y = 1`,
    `a${".b".repeat(5000)}\n`,
    `x = ${"lambda: ".repeat(3000)}y`,
    `x = ${"[".repeat(1000)}a${" for a in b]".repeat(1000)}`,
    `match x:\n  case ${"(".repeat(6000)}a${")".repeat(6000)}:\n    y = 1`,
    `if x:\n  y\n${"elif a:\n  y\n".repeat(2000)}`,
    `${nested}\n${" ".repeat(400)}y = z`,
  ];
  for (const text of texts) {
    const source = new SourceText(text);
    for (const statement of source.statements()) expect(statement.reads.length).toBeLessThan(10);
    source.nameAt({ line: 0, column: text.length >> 1 });
    source.dispose();
  }
});
