/** Nothing flickers: while a value changes twenty times a second, and the user types, the line is never without one. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folder, python } from "../server/cli/snappoint.js";
import { FakeEditor } from "./editor.js";
import { labelOf } from "./screen.js";
import { marked, TILL, Till } from "./till.js";

const TOTAL = marked("total");
const SALES = 200;
/** On a busy machine words may follow: how old the value is, how captures are thinned. */
const VALUE = /^total=(\d+) · price=\d+ · count=2 ×[\d,]+( |$)/;

let till: Till;
let editor: FakeEditor;
/** Where the statement stands in each version of the document. */
let lineIn: Map<number, number>;
let isTyping: boolean;
/** What stood beside the statement, with each answer or publication; "" where nothing did. */
let shown: string[];

async function start(refreshesHints: boolean): Promise<void> {
  const runtimeDir = path.join(folder(), "rt");
  mkdirSync(runtimeDir, { mode: 0o700 });
  till = await Till.start(python(), runtimeDir);
  editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir }, refreshesHints });
  editor.open(TILL);
  await editor.choose(TILL, TOTAL, "Snappoint: add snapshot point");
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
}

beforeEach(() => {
  lineIn = new Map([[1, TOTAL]]);
  shown = [];
  isTyping = true;
});

afterEach(async () => {
  await editor.kill();
  await till.end();
});

/** Types a line above the statement, as often as something was shown. */
function typeAbove(): void {
  if (!isTyping || shown.length % 4 !== 0) return;
  const top = { line: 0, character: 0 };
  editor.change(TILL, { start: top, end: top }, "# typed\n");
  lineIn.set(editor.version(TILL), TOTAL + lineIn.size);
}

/** From the first value on there must be one each time, and they must have followed the program. */
async function sellAndCheck(): Promise<void> {
  await till.sellSteadily(SALES);
  isTyping = false;
  const last = lineIn.get(editor.version(TILL)) ?? TOTAL;
  await editor.waitForBeside(TILL, last, new RegExp(`^total=\\d+ .*×${SALES}( |$)`));
  const values = shown.slice(shown.findIndex((text) => VALUE.test(text)));
  expect(values.filter((text) => !VALUE.test(text))).toEqual([]);
  const totals = values.map((text) => Number(VALUE.exec(text)?.[1]));
  expect(totals).toEqual(totals.toSorted((one, other) => one - other));
  expect(new Set(totals).size).toBeGreaterThan(5);
  expect(lineIn.size).toBeGreaterThan(3);
}

test("every answer with hints has one for the statement, on the line where it stands by then", async () => {
  await start(true);
  editor.onHints = (hints, version) => {
    const here = hints.filter(({ position }) => position.line === lineIn.get(version));
    shown.push(here.map(labelOf).join(" | "));
    expect(hints.length).toBe(here.length);
    typeAbove();
  };
  await sellAndCheck();
});

test("every publication of diagnostics has one for the statement", async () => {
  await start(false);
  editor.onDiagnostics = (_uri, diagnostics) => {
    const lines = [...lineIn.values()];
    const here = diagnostics.filter(({ range }) => lines.includes(range.start.line));
    shown.push(here.map(({ message }) => message).join(" | "));
    typeAbove();
  };
  await sellAndCheck();
});
