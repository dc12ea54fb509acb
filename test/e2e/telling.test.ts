/** What an editor draws, as text: by commands, of a real program. */
import { mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { folder, python } from "../server/cli/snappoint.js";
import { FakeEditor } from "./editor.js";
import { sellUntilSeen } from "./selling.js";
import { marked, TILL, Till } from "./till.js";

const TOTAL = marked("total");
const URI = pathToFileURL(TILL).href;

let till: Till;
let editor: FakeEditor;
let runtimeDir: string;
/** That the point has seen. */
let sales: number;

beforeEach(async () => {
  runtimeDir = path.join(folder(), "rt");
  mkdirSync(runtimeDir, { mode: 0o700 });
  till = await Till.start(python(), runtimeDir);
});

afterEach(async () => {
  await editor.kill();
  await till.end();
});

/** An editor on the till, after two sales. */
async function watching(showsDocuments: boolean): Promise<void> {
  const env = { SNAPPOINT_RUNTIME_DIR: runtimeDir };
  editor = await FakeEditor.start({ env, showsDocuments, markdown: false });
  editor.open(TILL);
  await editor.choose(TILL, TOTAL, "Snappoint: add snapshot point");
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  sales = await sellUntilSeen(till, editor, 7, 2, 0);
  sales = await sellUntilSeen(till, editor, 5, 3, sales);
}

test("all that a hint and a hover say is in the description", async () => {
  await watching(false);
  const character = "        total = pri".length;
  const text = await editor.execute<string>("snappoint.describe", { uri: URI, line: TOTAL, character });
  const hover = await editor.hover(TILL, TOTAL, character);
  for (const line of hover?.split("\n") ?? []) {
    if (!line.startsWith("Code actions: ")) expect(text).toContain(steady(line));
  }
  expect(text).toContain(`line ${TOTAL + 1}: ${editor.beside(TILL, TOTAL)}`);
  expect(text).toContain("price = 5");
  expect(text).toMatch(/\d+ captured values of price/);
});

test("the description is opened as a document for editors that show no answers", async () => {
  await watching(true);
  const text = await editor.execute("snappoint.describe", { uri: URI, line: TOTAL, open: true });
  await editor.waitFor("the document", () => editor.shown.length > 0);
  expect(readFileSync(fileURLToPath(editor.shown[0] ?? ""), "utf8")).toBe(`${text}\n`);
});

/** Without numbers that go on while one looks. */
function steady(line: string): string {
  return line.replace(/\d+ s ago.*/, "").replace(/ \(\d+ hits.*/, "");
}

test("the whole newest capture is opened as a document that only its owner reads", async () => {
  await watching(true);
  const { path: file } = await editor.execute<{ path: string }>("snappoint.openCapture", { id: "p1" });
  await editor.waitFor("the document", () => editor.shown.length > 0);
  expect(editor.shown.map((uri) => fileURLToPath(uri))).toEqual([file]);
  expect(statSync(file).mode & 0o777).toBe(0o400);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  const text = readFileSync(file, "utf8");
  expect(text).toContain(`Snappoint snapshot point p1\n\n${TILL}:${TOTAL + 1}\n\ntotal = price * count`);
  expect(text).toContain("Assigned:\n\ntotal: int = 15\n");
  expect(text).toMatch(/Stack, newest first:\n\n- Till\.sell \(.*till\.py:\d+\)\n- main /);
  await sellUntilSeen(till, editor, 1, 1, sales);
  await editor.choose(TILL, TOTAL, "Snappoint: open the newest capture");
  expect(readFileSync(file, "utf8")).toContain("total: int = 1\n");
});

test("an editor that opens no documents is told where it is", async () => {
  await watching(false);
  const { path: file } = await editor.execute<{ path: string }>("snappoint.openCapture", {
    uri: URI,
    line: TOTAL,
  });
  await editor.waitFor("a message", () => editor.messages.some(({ shown }) => shown));
  expect(editor.messages.filter(({ shown }) => shown).map(({ text }) => text)).toEqual([
    `the text is in ${file}`,
  ]);
});
