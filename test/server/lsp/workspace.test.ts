/** Workspaces of several folders: each has its own settings and its own kept points. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeEditor } from "../../e2e/editor.js";
import type { EditorOptions } from "../../e2e/introduction.js";
import { until } from "../../until.js";
import { lineOf, SHOP } from "./fixture.js";

const WHY = "no running program";
const WHOLE = "no running program: start one with `snappoint run -- …`";
const WRITTEN = SHOP.replace("return total", "return total  #?");
const RETURN = lineOf("return total");

let top: string;
let [front, back] = ["", ""];
let editors: FakeEditor[];

beforeEach(() => {
  top = mkdtempSync(path.join(tmpdir(), "snappoint-folders-"));
  [front = "", back = ""] = ["front end", "back"].map((name) => path.join(top, name));
  for (const folder of [path.join(top, "run"), front, back]) mkdirSync(folder, { mode: 0o700 });
  for (const file of [shopIn(front), shopIn(back)]) writeFileSync(file, WRITTEN);
  editors = [];
});

afterEach(async () => {
  for (const editor of editors) await editor.kill();
  rmSync(top, { recursive: true });
});

function shopIn(folder: string): string {
  return path.join(folder, "shop.py");
}

async function start(options: EditorOptions): Promise<FakeEditor> {
  const env = { SNAPPOINT_RUNTIME_DIR: path.join(top, "run"), SNAPPOINT_STATE_DIR: path.join(top, "state") };
  const editor = await FakeEditor.start({ env, ...options });
  editors.push(editor);
  for (const folder of [front, back]) editor.open(shopIn(folder));
  return editor;
}

async function files(editor: FakeEditor): Promise<string[]> {
  const probes = await editor.execute<{ uri: string }[]>("snappoint.listProbes");
  return probes.map(({ uri }) => path.basename(path.dirname(new URL(uri).pathname)));
}

function hasPointsIn(editor: FakeEditor, folders: string[]): Promise<string[]> {
  return until(
    `points in ${folders}`,
    () => files(editor),
    (found) => found.join() === folders.join(),
  );
}

test("what is set for a folder holds for its files, and what is set later from then on", async () => {
  const folderSettings: Record<string, unknown> = {
    [back]: { comments: false, display: "diagnostics", codeLens: false },
  };
  const editor = await start({ folders: [front, back], settings: {}, folderSettings });
  await editor.waitForBeside(shopIn(front), RETURN, WHY);
  await editor.execute("snappoint.addProbe", { uri: `file://${shopIn(back)}`, line: RETURN });
  await editor.waitForBeside(shopIn(back), RETURN, WHOLE);
  expect(editor.diagnostics(shopIn(front))).toEqual([]);
  const lenses = [front, back].map((folder) =>
    editor.request<object[]>("textDocument/codeLens", { textDocument: { uri: `file://${shopIn(folder)}` } }),
  );
  expect((await Promise.all(lenses)).map(({ length }) => length)).toEqual([1, 0]);

  delete folderSettings[back];
  editor.notify("workspace/didChangeConfiguration", { settings: null });
  await editor.waitForBeside(shopIn(back), RETURN, `${WHY} | ${WHY}`);
  expect(await editor.quit()).toBe(0);
});

test("a folder that is closed takes its points along, and brings them when it is opened again", async () => {
  for (const file of [shopIn(front), shopIn(back)]) writeFileSync(file, SHOP);
  const editor = await start({ folders: [front, back], settings: {} });
  await editor.waitFor("the settings", () => editor.happenings.counts.has("workspace/configuration"));
  for (const folder of [front, back]) {
    await editor.execute("snappoint.addProbe", { uri: `file://${shopIn(folder)}`, line: RETURN });
  }
  editor.changeFolders({ removed: [front] });
  await hasPointsIn(editor, ["back"]);
  editor.changeFolders({ added: [front] });
  await hasPointsIn(editor, ["back", "front%20end"]);
  editor.changeFolders({ removed: [back], added: [front] });
  await hasPointsIn(editor, ["front%20end"]);
  expect(await editor.quit()).toBe(0);

  const alone = await start({ folder: back });
  await hasPointsIn(alone, ["back"]);
  expect(await alone.quit()).toBe(0);
});

test("settings that can't be what they are to be are told, and nothing is lost of the others", async () => {
  const folderSettings = { [back]: { codeLens: "no", comments: false } };
  const editor = await start({ folders: [front, back], settings: "hints", folderSettings });
  for (const warning of [
    'snappoint: an object with settings is wanted, not "hints"',
    'snappoint.codeLens: true or false is wanted, not "no"',
  ]) {
    await editor.waitFor(warning, () => editor.messages.some(({ shown, text }) => shown && text === warning));
  }
  await hasPointsIn(editor, ["front%20end"]);
  expect(await editor.quit()).toBe(0);
});
