/** Points outlive the editor, in the user's state folder and nowhere else. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeEditor } from "../../e2e/editor.js";
import type { EditorOptions } from "../../e2e/introduction.js";
import { until } from "../../until.js";
import { lineOf, SHOP } from "./fixture.js";

const TOTAL = lineOf("total = sum");
const RETURN = lineOf("return total");

let folder: string;
let shop: string;
let editors: FakeEditor[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "snappoint-keep-"));
  for (const each of ["run", "work"]) mkdirSync(path.join(folder, each), { mode: 0o700 });
  shop = path.join(folder, "work", "shop.py");
  writeFileSync(shop, SHOP);
  editors = [];
});

afterEach(async () => {
  for (const editor of editors) await editor.kill();
  rmSync(folder, { recursive: true });
});

async function start(options: EditorOptions = {}, file = shop): Promise<FakeEditor> {
  const [run, state] = [path.join(folder, "run"), path.join(folder, "state")];
  const env = { SNAPPOINT_RUNTIME_DIR: run, SNAPPOINT_STATE_DIR: state };
  const editor = await FakeEditor.start({ env, folder: path.join(folder, "work"), ...options });
  editors.push(editor);
  editor.open(file);
  return editor;
}

function add(editor: FakeEditor, line: number, more: object = {}): Promise<unknown> {
  return editor.execute("snappoint.addProbe", { uri: pathToFileURL(shop).href, line, ...more });
}

async function lines(editor: FakeEditor): Promise<number[]> {
  const probes = await editor.execute<{ line: number }[]>("snappoint.listProbes");
  return probes.map(({ line }) => line).sort((one, other) => one - other);
}

/** The points once there are as many as there are to be. */
function linesOf(editor: FakeEditor, count: number): Promise<number[]> {
  return until(
    "the points",
    () => lines(editor),
    (found) => found.length === count,
  );
}

/** Waits until the user is told why a point is not there. */
function toldOf(editor: FakeEditor, reason: string): Promise<void> {
  const text = `kept, but not set again: a point in shop.py: ${reason}`;
  return editor.waitFor(text, () => editor.messages.some((each) => each.shown && each.text === text));
}

function kept(): string[] {
  const folderOfAll = path.join(folder, "state", "probes");
  return readdirSync(folderOfAll).map((name) => path.join(folderOfAll, name));
}

test("they are there again, where their statements stand by then, with all that was asked", async () => {
  const first = await start();
  await add(first, TOTAL, { condition: "total > 1" });
  await add(first, RETURN);
  expect(await first.quit()).toBe(0);
  expect(kept().map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);

  writeFileSync(
    shop,
    SHOP.replace("import math", "import math\nimport os").replace("return total", "return 1"),
  );
  const second = await start();
  expect(await linesOf(second, 1)).toEqual([TOTAL + 1]);
  expect(await second.execute("snappoint.listProbes")).toMatchObject([{ condition: "total > 1" }]);
  expect(await second.quit()).toBe(0);

  // The other one was kept for the time when its statement is back.
  writeFileSync(shop, SHOP);
  expect(await linesOf(await start(), 2)).toEqual([TOTAL, RETURN]);
});

const TWINS = "def f(x):\n    x += 1\n    log(x)\n    x += 1\n    return x\n";

test("of statements that read alike each is told by its line while the text is the same", async () => {
  writeFileSync(shop, TWINS);
  const first = await start();
  for (const line of [1, 3]) await add(first, line);
  await first.quit();
  expect(await linesOf(await start(), 2)).toEqual([1, 3]);
});

test("one of several that read alike is not taken for the last that is left of them", async () => {
  writeFileSync(shop, TWINS);
  const first = await start();
  await add(first, 3);
  await first.quit();
  writeFileSync(shop, TWINS.replace("    log(x)\n    x += 1\n", ""));
  const second = await start();
  const reason = "no statement there is clearly the same";
  await toldOf(second, reason);
  expect(await lines(second)).toEqual([]);
  await second.quit();

  writeFileSync(shop, TWINS);
  expect(await linesOf(await start(), 1)).toEqual([3]);
});

test("a file that is gone is waited for", async () => {
  const first = await start();
  await add(first, TOTAL);
  await first.quit();
  rmSync(shop);
  const other = path.join(folder, "work", "other.py");
  writeFileSync(other, "x = 1\n");
  const second = await start({}, other);
  await toldOf(second, "it can't be read");
  await second.quit();
  writeFileSync(shop, SHOP);
  expect(await linesOf(await start(), 1)).toEqual([TOTAL]);
});

test("one that was removed is gone, and the last one takes the file with it", async () => {
  const first = await start();
  await add(first, TOTAL);
  await first.quit();
  const second = await start();
  expect(await linesOf(second, 1)).toEqual([TOTAL]);
  await second.execute("snappoint.removeAllProbes");
  await second.quit();
  expect(kept()).toEqual([]);
});

test("two editors keep what each has changed", async () => {
  const one = await start();
  await add(one, TOTAL);
  await until(
    "the file",
    async () => kept().length,
    (count) => count === 1,
  ).catch(() => 0);
  const other = await start();
  expect(await linesOf(other, 1)).toEqual([TOTAL]);
  await add(other, RETURN);
  await other.quit();
  await one.execute("snappoint.removeAllProbes");
  await one.quit();
  expect(await linesOf(await start(), 1)).toEqual([RETURN]);
});

test.each([
  ["no JSON", "{"],
  ["another version", '{"version":99,"probes":[]}'],
  ["other things", '{"version":1,"probes":[1,null,{"uri":"file:///x"},{"uri":3}]}'],
])("%s where they are kept does no harm", async (_, content) => {
  const first = await start();
  await add(first, TOTAL);
  await first.quit();
  const [file = ""] = kept();
  writeFileSync(file, content);
  const second = await start();
  expect(await lines(second)).toEqual([]);
  await add(second, RETURN);
  await second.quit();
  expect(readFileSync(file, "utf8")).toContain("return total");
});

test("points in a file that is not open follow what others write to it", async () => {
  for (const watchesFiles of [true, false]) {
    writeFileSync(shop, SHOP);
    const editor = await start({ watchesFiles, folder: path.join(folder, `work-${watchesFiles}`) });
    await add(editor, TOTAL);
    editor.close(shop);
    writeFileSync(shop, `import os\n\n${SHOP}`);
    const changes = [{ uri: pathToFileURL(shop).href, type: 2 }];
    if (watchesFiles) editor.notify("workspace/didChangeWatchedFiles", { changes });
    else {
      const other = path.join(folder, "work", "other.py");
      writeFileSync(other, "x = 1\n");
      editor.open(other);
    }
    expect(await lines(editor)).toEqual([TOTAL + 2]);
  }
});

test("nothing is kept where the user does not want it, or has opened no folder", async () => {
  for (const options of [{ initializationOptions: { keepProbes: false } }, { folder: undefined }]) {
    const editor = await start(options as EditorOptions);
    await add(editor, TOTAL);
    expect(await editor.quit()).toBe(0);
  }
  expect(readdirSync(folder)).not.toContain(path.join("state", "probes"));
  expect(kept).toThrow();
});
