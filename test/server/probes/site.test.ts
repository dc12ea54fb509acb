import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { siteAt, textHash } from "../../../server/probes/site.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";

beforeAll(loadGrammar);

/** The site of the statement that begins at `|` in the text. */
function siteIn(marked: string) {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  const source = new SourceText(marked.replace("|", ""));
  const statement = source.statementAt({ line: before.length - 1, column: before.at(-1)?.length ?? 0 });
  if (statement === undefined) throw new Error("there is no statement at the mark");
  return siteAt("/srv/shop/orders.py", source.text, statement);
}

test("a statement of a method, over two lines, with wide characters before its end", () => {
  const text = 'class Cart:\n    def total(self):\n        |note = ("größe",\n            self.items)\n';
  expect(siteIn(text)).toEqual({
    file: "/srv/shop/orders.py",
    hash: createHash("sha256").update(text.replace("|", "")).digest("hex"),
    head: { start: { line: 2, column: 8 }, end: { line: 3, column: 23 } },
    wire: { start: { line: 3, column: 8 }, end: { line: 4, column: 23 } },
    function: "Cart.total",
    reads: ["self.items"],
    text: 'note = ("größe",',
  });
});

test("columns on the wire are bytes", () => {
  const { head, wire } = siteIn('|size = "größe"\n');
  expect(head.end).toEqual({ line: 0, column: 14 });
  expect(wire.end).toEqual({ line: 1, column: 16 });
});

test("the hash depends neither on line ends nor on a byte order mark", () => {
  const plain = textHash("a = 1\nb = 2\n");
  for (const text of ["a = 1\r\nb = 2\r\n", "a = 1\rb = 2\r", "\uFEFFa = 1\nb = 2\n"]) {
    expect(textHash(text)).toBe(plain);
  }
  expect(textHash("a = 1\nb = 2")).not.toBe(plain);
});
