import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { TextLines } from "../../../server/source-map/positions.js";
import { SourceText } from "../../../server/source-map/source-text.js";

beforeAll(loadGrammar);

/** The spans of all statements as CPython counts them: `line:column-line:column`. */
function check(text: string, spans: string): void {
  const source = new SourceText(text);
  const found = source.statements().map((statement) => {
    const { start, end } = new TextLines(text).wireSpan(statement);
    return `${start.line}:${start.column}-${end.line}:${end.column}`;
  });
  expect(found.join(" ")).toBe(spans);
  source.dispose();
}

test("lines count from 1, columns in bytes of UTF-8", () => {
  check("x = 1\ny = 2", "1:0-1:5 2:0-2:5");
  check("é = 'ü'; y = 2", "1:0-1:9 1:11-1:16");
});

test("characters outside the basic plane have two units in the editor and four bytes in CPython", () => {
  check("x = '🐍🐍'; y = 2", "1:0-1:14 1:16-1:21");
});

test("a tab is one byte", () => {
  check("if x:\n\ty = 1\n\tif y:\n\t\tz = 'é'", "1:0-1:5 2:1-2:6 3:1-3:6 4:2-4:10");
});

test("lines end at \\n, \\r\\n and \\r", () => {
  check("x = 1\r\ny = (\r\n2)\r\nif x:\r\n    z = 1\r\n", "1:0-1:5 2:0-3:2 4:0-4:5 5:4-5:9");
  check("x = 1\rif x:\r    y = (\r1)\r", "1:0-1:5 2:0-2:5 3:4-4:2");
  check("x = 1\r\ny = 2\nz = 3\rw = 4", "1:0-1:5 2:0-2:5 3:0-3:5 4:0-4:5");
});

test("a line separator of Unicode ends no line", () => {
  check("x = '\u2028'; y = 1\nz = 2", "1:0-1:9 1:11-1:16 2:0-2:5");
});

test("a form feed is one byte, and indentation begins anew behind it", () => {
  check("x = 1\n\fy = 2\n\f\nif x:\n    z = 3", "1:0-1:5 2:1-2:6 4:0-4:5 5:4-5:9");
});

test("CPython does not count a byte order mark", () => {
  check("\uFEFFx = 'é'; y = 2\nz = 3", "1:0-1:8 1:10-1:15 2:0-2:5");
});

test("long lines", () => {
  check(`x = '${"é".repeat(300)}'; y = 2`, "1:0-1:606 1:608-1:613");
});
