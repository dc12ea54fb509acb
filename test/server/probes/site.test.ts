import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { SiteExpression, Span } from "../../../server/probes/probe.js";
import { siteAt } from "../../../server/probes/site.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";

beforeAll(loadGrammar);

type Corners = [line: number, column: number, endLine: number, endColumn: number];

/** The site of the statement that begins at `|` in the text. */
function siteIn(marked: string) {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  const source = new SourceText(marked.replace("|", ""));
  const statement = source.statementAt({ line: before.length - 1, column: before.at(-1)?.length ?? 0 });
  if (statement === undefined) throw new Error("there is no statement at the mark");
  return siteAt("/srv/shop/orders.py", source.text, statement);
}

function expression(at: Corners, wire: Corners, more: Partial<SiteExpression>): SiteExpression {
  return { span: between(at), wire: between(wire), kind: "other", parts: [], text: "", ...more };
}

function between([line, column, endLine, endColumn]: Corners): Span {
  return { start: { line, column }, end: { line: endLine, column: endColumn } };
}

test("a statement of a method, over two lines, with wide characters before its end", () => {
  const text = 'class Cart:\n    def total(self):\n        |note = ("größe",\n            self.items)\n';
  expect(siteIn(text)).toEqual({
    file: "/srv/shop/orders.py",
    hash: createHash("sha256").update(text.replace("|", "")).digest("hex"),
    head: { start: { line: 2, column: 8 }, end: { line: 3, column: 23 } },
    wire: { start: { line: 3, column: 8 }, end: { line: 4, column: 23 } },
    function: "Cart.total",
    normal: '(expression_statement (assignment note = (tuple (string  "größe") , (attribute self . items))))',
    reads: ["self.items"],
    expressions: [
      expression([2, 16, 2, 23], [3, 16, 3, 25], { kind: "constant", text: '"größe"' }),
      expression([3, 12, 3, 16], [4, 12, 4, 16], { kind: "name", name: "self", text: "self" }),
      expression([3, 12, 3, 22], [4, 12, 4, 22], { parts: [1], name: "items", text: "self.items" }),
      expression([2, 15, 3, 23], [3, 15, 4, 23], { parts: [0, 2], text: '("größe", self.items)' }),
    ],
    text: 'note = ("größe",',
  });
});

test("columns on the wire are bytes", () => {
  const { head, wire } = siteIn('|size = "größe"\n');
  expect(head.end).toEqual({ line: 0, column: 14 });
  expect(wire.end).toEqual({ line: 1, column: 16 });
});
