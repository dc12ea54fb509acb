/** One server in the editor's eyes: Snappoint before Ruff's language server, and before one that ends. */
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TOOLS_PYTHON } from "../../scripts/prepare.mjs";
import { findPythons } from "../pythons.js";
import { FakeEditor } from "./editor.js";
import { marked, TILL, Till } from "./till.js";

const RUFF = ["--wrap", TOOLS_PYTHON, "-m", "ruff", "server", "--isolated"];
const UNUSED = /^`textwrap` imported but unused/;
const ADD = "Snappoint: add snapshot point";
const TOTAL = marked("total");

const python = findPythons().at(-1)?.path ?? "python3";

let folder: string;
let script: string;
let till: Till;
let editor: FakeEditor;
/** The last line, on which there is something for Ruff to say. */
let last: number;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  script = join(folder, "till.py");
  copyFileSync(TILL, script);
  appendFileSync(script, "import textwrap\n");
  till = await Till.start(python, join(folder, "run"), script);
});

afterEach(async () => {
  await editor.kill();
  await till.end();
  rmSync(folder, { recursive: true });
});

async function open(serverArgs: string[], refreshesHints = false): Promise<void> {
  const env = { SNAPPOINT_RUNTIME_DIR: join(folder, "run") };
  editor = await FakeEditor.start({ serverArgs, env, refreshesHints });
  editor.open(script);
  last = editor.text(script).split("\n").length - 2;
}

test("diagnostics, actions, hovers and commands of both, beside a running program", async () => {
  await open(RUFF);
  expect(editor.initialized.capabilities).toMatchObject({
    documentFormattingProvider: true,
    inlayHintProvider: true,
  });
  await editor.waitForBeside(script, last, UNUSED);
  await editor.choose(script, TOTAL, ADD);
  await editor.waitForBeside(script, TOTAL, "no hit yet");
  await till.sell(7, 6);
  await editor.waitForBeside(script, TOTAL, /total=42/);
  expect(editor.beside(script, last)).toMatch(UNUSED);
  expect(await editor.hover(script, TOTAL, 4)).toContain("total");

  const actions = await editor.codeActions(script, { line: last, character: 8 });
  const titles = actions.map(({ title }) => title);
  expect(titles).toEqual(expect.arrayContaining([expect.stringContaining("Ruff"), ADD]));
  const edits = await editor.request("textDocument/formatting", {
    textDocument: { uri: `file://${script}` },
    options: { tabSize: 4, insertSpaces: true },
  });
  expect(edits).toBeDefined();

  editor.change(script, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, "\n");
  await editor.waitForBeside(script, last + 1, UNUSED);
  expect(await editor.quit()).toBe(0);
});

test("an editor that refreshes hints gets them through the other server", async () => {
  await open(RUFF, true);
  await editor.choose(script, TOTAL, ADD);
  await editor.waitForBeside(script, TOTAL, "no hit yet");
  await till.sell(7, 6);
  await editor.waitForBeside(script, TOTAL, /total=42/);
  await till.sell(2, 4);
  await editor.waitForBeside(script, TOTAL, /total=8/);
});

test("a server that ends, or never begins, takes nothing of ours with it", async () => {
  for (const [command, how] of [
    [[process.execPath, "-e", "process.exit(3)"], "has ended (exit code 3)"],
    [[join(folder, "nothing-here")], "could not be started"],
  ] as const) {
    await open(["--wrap", ...command], true);
    await editor.waitFor(`word that it ${how}`, () =>
      editor.messages.some(({ shown, text }) => shown && text.includes(how)),
    );
    await editor.choose(script, TOTAL, ADD);
    await editor.waitForBeside(script, TOTAL, "no hit yet");
    await till.sell(7, 6);
    await editor.waitForBeside(script, TOTAL, /total=42/);
    expect(
      await editor.request("textDocument/rename", { textDocument: { uri: `file://${script}` } }),
    ).toBeNull();
    expect(await editor.quit()).toBe(0);
  }
});
