/** What conditions may say: the agent's own check is held to the same cases (test/agent/test_subset.py). */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { flawIn } from "../../../server/source-map/subset.js";

interface Agreed {
  accepted: string[];
  refused: { text: string; column: number; reason: string }[];
  unreadable: string[];
}

const AGREED: Agreed = JSON.parse(
  readFileSync(new URL("../../agreed/expressions.json", import.meta.url), "utf8"),
);

beforeAll(loadGrammar);

test.each(AGREED.accepted)("accepted: %s", (text) => {
  expect(flawIn(text)).toBeUndefined();
});

test.each(AGREED.refused)("refused: $text", ({ text, column, reason }) => {
  const flaw = flawIn(text);
  expect({ column: flaw && flaw.start + 1, reason: flaw?.reason }).toEqual({ column, reason });
});

test.each(AGREED.unreadable)("no expression: %j", (text) => {
  expect(flawIn(text)).toBeDefined();
});

/** The text with what is wrong in it between « and ». */
function marked(text: string): string {
  const flaw = flawIn(text);
  return flaw
    ? `${text.slice(0, flaw.start)}«${text.slice(flaw.start, flaw.end)}»${text.slice(flaw.end)}`
    : text;
}

describe("the exact place", () => {
  test.each([
    ["total > tax(order) + 1", "total > «tax(order)» + 1"],
    ["a and (lambda: b)", "a and («lambda: b»)"],
    ["größe + f(ü)", "größe + «f(ü)»"],
    ["a + 2 ** b", "a + «2 ** b»"],
    ["a <> b", "a «<>» b"],
    ["x = 1", "«x = 1»"],
    ["x == '\\d'", "x == '«\\d»'"],
    ["a[f'{b}']", "a[«f'{b}'»]"],
    ["0777 + a", "«0777» + a"],
  ])("%s", (text, expected) => {
    expect(marked(text)).toBe(expected);
  });
});

test("an expression that is as deep as it may be long", () => {
  for (const text of ["(".repeat(1000), `${"-".repeat(1990)}a`, `${"a.".repeat(999)}b`, "not ".repeat(490)]) {
    expect(() => flawIn(text)).not.toThrow();
  }
  expect(flawIn("a".repeat(2001))?.reason).toBe("longer than 2000 characters");
});
