import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import type { Position } from "../../../server/source-map/statement.js";
import { randomNumbers } from "../../conformance/sample.js";

beforeAll(loadGrammar);

const TEXT = `import os
class Order:
    def total(self, tax=0):
        """Docs."""
        return sum(line.price for line in self.lines) * (1 + tax)

    @property
    def open(self): return self.state == "open"

def main(argv):
    orders = [Order() for _ in argv]
    for order in orders:
        if order.open:
            print(f"{order.total():>{width}} é 🐍")
        else:
            continue
    return 0
`;

const PIECES = [
  "\n",
  "\r\n",
  "    ",
  "x",
  " ",
  ":",
  "(",
  ")",
  '"',
  '"""',
  "é",
  "🐍",
  "def f():",
  "return",
  "#",
  "\t",
  "\\",
  ";",
  "lambda: 0",
  "\r",
  "y = x\n",
  "    pass\n",
  "",
  "",
  "",
];

function outline(source: SourceText): string[] {
  return source.statements().map(({ start, end, function: name, reads }) => {
    return `${start.line}:${start.column}-${end.line}:${end.column} ${name} ${reads.join(" ")}`;
  });
}

test("an edit changes the text between two positions", () => {
  const source = new SourceText("a = 1\nb = 2\nc = 3\n");
  source.edit({ line: 0, column: 4 }, { line: 1, column: 4 }, "5 + ");
  expect(source.text).toBe("a = 5 + 2\nc = 3\n");
  source.edit({ line: 1, column: 0 }, { line: 1, column: 0 }, "if a:\n    ");
  expect(outline(source)).toEqual(["0:0-0:9  ", "1:0-1:5  a", "2:4-2:9  "]);
  source.replace("x = y");
  expect(outline(source)).toEqual(["0:0-0:5  y"]);
  source.dispose();
});

test("positions outside the text are taken to its nearest end", () => {
  const source = new SourceText("a = 1\nb = 2");
  source.edit({ line: 0, column: 99 }, { line: 0, column: 99 }, "2");
  source.edit({ line: 7, column: 3 }, { line: 9, column: 0 }, "3");
  expect(source.text).toBe("a = 12\nb = 23");
  source.edit({ line: 1, column: 4 }, { line: 1, column: 0 }, "4");
  expect(source.text).toBe("a = 12\nb = 423");
  source.dispose();
});

test("an edit between \\r and \\n stays in front of both", () => {
  const source = new SourceText("a = 1\r\nb = 2\r\n");
  source.edit({ line: 0, column: 6 }, { line: 0, column: 6 }, "0");
  expect(source.text).toBe("a = 10\r\nb = 2\r\n");
  source.dispose();
});

test("after any edits the text reads as if it had just been opened", () => {
  const random = randomNumbers(42);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let round = 0; round < 80; round++) {
    const source = new SourceText(round % 2 ? TEXT : TEXT.replaceAll("\n", "\r\n"));
    for (let edit = 0; edit < 6; edit++) {
      const [start, end] = positions(source.text, below);
      source.edit(start, end, PIECES[below(PIECES.length)] ?? "");
      const fresh = new SourceText(source.text);
      expect(outline(source), source.text).toEqual(outline(fresh));
      fresh.dispose();
    }
    source.dispose();
  }
});

function positions(text: string, below: (limit: number) => number): [Position, Position] {
  const lines = text.split(/\r\n|\n|\r/);
  const line = below(lines.length);
  const column = below((lines[line]?.length ?? 0) + 1);
  return [
    { line, column },
    { line: line + below(2), column: column + below(4) },
  ];
}
