/** From the hit to the screen: a real program, the real server, and what an editor shows. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPythons } from "../pythons.js";
import { until } from "../until.js";
import { FakeEditor } from "./editor.js";
import type { EditorOptions } from "./introduction.js";
import { marked, TILL, Till } from "./till.js";

const ADD = "Snappoint: add snapshot point";
const REMOVE = "Snappoint: remove snapshot point";
const TOTAL = marked("total");
const AT_TOTAL = { file: TILL, line: TOTAL, spread: "" };

const pythons = findPythons().filter(({ version }) => /^3\.1[123]\./.test(version));
const newest = pythons.at(-1)?.path ?? "python3";

let folder: string;
let runtimeDir: string;
/** Sales that the probe of the test can have seen. */
let hitsBefore: number;
let running: { editors: FakeEditor[]; tills: Till[] };

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  runtimeDir = join(folder, "run");
  mkdirSync(runtimeDir, { mode: 0o700 });
  hitsBefore = 0;
  running = { editors: [], tills: [] };
});

afterEach(async () => {
  for (const editor of running.editors) await editor.kill();
  for (const till of running.tills) await till.end();
  rmSync(folder, { recursive: true });
});

async function startTill(python = newest, script = TILL): Promise<Till> {
  const till = await Till.start(python, runtimeDir, script);
  running.tills.push(till);
  return till;
}

async function startEditor(options: EditorOptions = {}, file = TILL): Promise<FakeEditor> {
  const editor = await FakeEditor.start({ ...options, env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } });
  running.editors.push(editor);
  editor.open(file);
  return editor;
}

/**
 * Hits the line until the editor shows the values of the last hit. The agent may refuse to capture one, as on
 * a busy machine a capture can cost more than its budget; the count of hits is exact all the same.
 */
async function sellAndSee(
  till: Till,
  editor: FakeEditor,
  price: number,
  count: number,
  at = AT_TOTAL,
): Promise<void> {
  const values = `total=${price * count} · price=${price} · count=${count} `;
  for (let attempt = 0; attempt < 100; attempt++) {
    expect(await till.sell(price, count)).toBe(price * count);
    hitsBefore += 1;
    await editor.waitForBeside(at.file, at.line, new RegExp(`×${hitsBefore}${at.spread}$`));
    if (editor.beside(at.file, at.line) === `${values}×${hitsBefore}${at.spread}`) return;
  }
  throw new Error(`${values} was never shown, but ${editor.beside(at.file, at.line)}`);
}

/** Programs send no word when a code object is put back, so they are asked until it is. */
function originalAgain(till: Till): Promise<string | undefined> {
  return until(
    "the original code object",
    () => till.code(),
    (code) => code === "original",
  );
}

describe.each(pythons)("Python $version", ({ path }) => {
  test("values follow each hit, and removal takes everything back", async () => {
    const till = await startTill(path);
    const editor = await startEditor();
    expect(await till.code()).toBe("original");

    await editor.choose(TILL, TOTAL, ADD);
    await editor.waitForBeside(TILL, TOTAL, "no hit yet");
    expect(await till.code()).toBe("changed");
    await sellAndSee(till, editor, 7, 2);
    await sellAndSee(till, editor, 5, 3);

    await editor.choose(TILL, TOTAL, REMOVE);
    await editor.waitForBeside(TILL, TOTAL, "");
    await originalAgain(till);
    expect(await till.sell(2, 2)).toBe(4);
    expect(await editor.hints(TILL)).toEqual([]);
    expect(await editor.quit()).toBe(0);
    expect(await till.end()).toBe(0);
  });
});

test("an editor that repaints diagnostics sees the same", async () => {
  const till = await startTill();
  const editor = await startEditor({ refreshesHints: false });
  await editor.choose(TILL, TOTAL, ADD);
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  for (const count of [1, 2, 3]) {
    await sellAndSee(till, editor, 7, count);
  }
});

test("the hover and the commands tell the whole", async () => {
  const till = await startTill();
  const editor = await startEditor();
  await editor.choose(TILL, TOTAL, ADD);
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  await sellAndSee(till, editor, 7, 2);
  await sellAndSee(till, editor, 5, 3);

  const character = "        total = pri".length;
  const text = await editor.hover(TILL, TOTAL, character);
  expect(text).toContain("```python\nprice = 5\n```");
  expect(text).toMatch(/\n {2}sold: int = \d+\n/);
  expect(text).toMatch(/Last values of `price`:\n\n- `5` .*\n- `7` /);

  const agents = [{ pid: till.pid, status: "armed", reason: "" }];
  expect(await editor.execute("snappoint.listProbes")).toMatchObject([
    { id: "p1", line: TOTAL, hits: hitsBefore, agents },
  ]);
  const captures = await editor.execute<Record<string, unknown>[]>("snappoint.captures", {
    id: "p1",
    limit: 1,
  });
  expect(captures).toMatchObject([
    {
      pid: till.pid,
      hit: hitsBefore,
      thread: { name: "MainThread" },
      values: [
        { name: "price", value: { type: "int", text: "5" } },
        { name: "count", value: { type: "int", text: "3" } },
        { name: "price * count", value: { type: "int", text: "15" } },
      ],
      assigned: [{ name: "total", value: { type: "int", text: "15" } }],
      locals: [{ name: "self" }, { name: "price" }, { name: "count" }],
      stack: [
        { function: "Till.sell", file: TILL, line: TOTAL + 1 },
        { function: "main" },
        { function: "<module>" },
      ],
    },
  ]);
  const processes = (await editor.execute("snappoint.listProcesses")) as { attached: boolean }[];
  expect(processes.filter(({ attached }) => attached)).toMatchObject([{ pid: till.pid, cwd: process.cwd() }]);
});

test("a program that is killed leaves its last values, marked as such, and the next one takes over", async () => {
  const till = await startTill();
  const editor = await startEditor();
  await editor.choose(TILL, TOTAL, ADD);
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  await sellAndSee(till, editor, 7, 2);
  await till.kill();
  await editor.waitForBeside(TILL, TOTAL, `total=14 · price=7 · count=2 ×${hitsBefore} ended`);

  const next = await startTill();
  await until(
    "the probe in the next program",
    () => next.code(),
    (code) => code === "changed",
  );
  await sellAndSee(next, editor, 5, 3);
});

test("a program that is killed in the middle of very many hits", async () => {
  const till = await startTill();
  const editor = await startEditor();
  await editor.choose(TILL, TOTAL, ADD);
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  till.rush();
  await editor.waitForBeside(TILL, TOTAL, /^total=1 · price=1 · count=1 ×[\d,]+,\d{3}$/);
  expect(await editor.hover(TILL, TOTAL, 0)).toContain("hits");
  await till.kill();
  // From a million hits on, the number leaves no room for the last value.
  await editor.waitForBeside(TILL, TOTAL, /^total=1 · price=1( · count=1)? ×[\d,]+ ended$/);
  expect(await editor.quit()).toBe(0);
});

test("two programs at once: the newest values, the hits of both", async () => {
  const [one, other] = [await startTill(), await startTill()];
  const editor = await startEditor();
  await editor.choose(TILL, TOTAL, ADD);
  for (const till of [one, other]) {
    await until(
      "the probe in both programs",
      () => till.code(),
      (code) => code === "changed",
    );
  }
  await sellAndSee(one, editor, 7, 2, { ...AT_TOTAL, spread: " · 1 of 2" });
  await sellAndSee(other, editor, 5, 3, { ...AT_TOTAL, spread: " · 2 of 2" });
  await one.kill();
  await sellAndSee(other, editor, 1, 1);
  const [probe] = await editor.execute<{ agents: { pid: number }[] }[]>("snappoint.listProbes");
  expect(probe?.agents.map(({ pid }) => pid)).toEqual([other.pid]);
});

test("a probe that was set before the program was started", async () => {
  const editor = await startEditor();
  await editor.choose(TILL, TOTAL, ADD);
  await editor.waitForBeside(TILL, TOTAL, "no running program");
  const till = await startTill();
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  await sellAndSee(till, editor, 7, 2);
});

test("a file that the program has not loaded says so on its line", async () => {
  await startTill();
  const file = join(folder, "orders.py");
  writeFileSync(file, readFileSync(TILL));
  const editor = await startEditor({}, file);
  await editor.choose(file, TOTAL, ADD);
  await editor.waitForBeside(file, TOTAL, "waiting: orders.py is not imported");
});

test("a probe that is set in an edited text is armed at its statement in the text that the program has loaded", async () => {
  const till = await startTill();
  const editor = await startEditor();
  editor.edit(TILL, "import os\n", "import math\nimport os\n");
  await editor.choose(TILL, TOTAL + 1, ADD);
  await editor.waitForBeside(TILL, TOTAL + 1, "no hit yet");
  await sellAndSee(till, editor, 7, 2, { ...AT_TOTAL, line: TOTAL + 1 });
});

test("a changed statement is stale, and comes to life with a program that loads it, beside one that runs the old text", async () => {
  const script = join(folder, "till.py");
  copyFileSync(TILL, script);
  const old = await startTill(newest, script);
  const editor = await startEditor({}, script);
  editor.edit(script, "price * count", "price * count + 0");
  await editor.choose(script, TOTAL, ADD);
  await editor.waitForBeside(script, TOTAL, /^stale: /);

  writeFileSync(script, editor.text(script));
  editor.save(script);
  const next = await startTill(newest, script);
  await editor.waitForBeside(script, TOTAL, "no hit yet");
  await old.sell(2, 2);
  expect(await old.code()).toBe("original");
  await sellAndSee(next, editor, 7, 2, { file: script, line: TOTAL, spread: "" });
});

test("values stay on their statement while the user edits, and leave it when it is edited itself", async () => {
  const till = await startTill();
  const editor = await startEditor();
  await editor.choose(TILL, TOTAL, ADD);
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  await sellAndSee(till, editor, 7, 2);
  editor.edit(TILL, "import os\n", "import math\nimport os\n");
  await editor.waitForBeside(TILL, TOTAL + 1, `total=14 · price=7 · count=2 ×${hitsBefore}`);
  editor.edit(TILL, "price * count", "price * count * 2");
  await editor.waitForBeside(TILL, TOTAL + 1, "stale: edited since");
  editor.edit(TILL, "price * count * 2", "price * count");
  await editor.waitForBeside(TILL, TOTAL + 1, `total=14 · price=7 · count=2 ×${hitsBefore}`);
  await sellAndSee(till, editor, 5, 3, { ...AT_TOTAL, line: TOTAL + 1 });
});

test.each(["quit", "vanish"] as const)(
  "an editor that leaves (%s) takes its probes with it",
  async (leave) => {
    const till = await startTill();
    const editor = await startEditor();
    await editor.choose(TILL, TOTAL, ADD);
    await until(
      "the probe",
      () => till.code(),
      (code) => code === "changed",
    );
    await editor[leave]();
    await originalAgain(till);
    expect(await till.sell(2, 2)).toBe(4);
  },
);

test("two editors have their own probes on the same line", async () => {
  const till = await startTill();
  const [one, other] = [await startEditor(), await startEditor()];
  for (const editor of [one, other]) {
    await editor.choose(TILL, TOTAL, ADD);
    await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  }
  await sellAndSee(till, one, 7, 2);
  await sellAndSee(till, other, 5, 3);
  await one.quit();
  await sellAndSee(till, other, 7, 2);
});
