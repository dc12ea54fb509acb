/** Probe comments typed into the text of a program that runs already: no line of it moves, and nothing is restarted. */
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPythons } from "../pythons.js";
import { until } from "../until.js";
import { FakeEditor } from "./editor.js";
import { marked, TILL, Till } from "./till.js";

const TOTAL = marked("total");
const RETURN = marked("sold") + 1;
const SELL = TOTAL - 1;

const pythons = findPythons();
const newest = pythons.at(-1)?.path ?? "python3";

let folder: string;
let file: string;
let till: Till;
let editor: FakeEditor;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  file = join(folder, "till.py");
  copyFileSync(TILL, file);
});

afterEach(async () => {
  await editor.kill();
  await till.end();
  rmSync(folder, { recursive: true });
});

async function start(python = newest): Promise<void> {
  const runtimeDir = join(folder, "run");
  till = await Till.start(python, runtimeDir, file);
  editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } });
  editor.open(file);
}

/** Writes the editor's text to the disk, as saving does. */
function save(): void {
  writeFileSync(file, editor.text(file));
  editor.save(file);
}

/** Sells until the line shows the values of the last sale: on a busy machine a hit may be left uncaptured. */
async function sellAndSee(line: number, price: number, count: number, values: string): Promise<void> {
  await until(
    `${values} beside line ${line + 1}`,
    async () => {
      await till.sell(price, count);
      return editor.beside(file, line);
    },
    (beside) => beside.startsWith(values),
  );
}

function codeIs(wanted: string): Promise<unknown> {
  return until(
    `the ${wanted} code`,
    () => till.code(),
    (code) => code === wanted,
  );
}

describe.each(pythons)("Python $version", ({ path }) => {
  test("typed, changed and deleted while the program runs", async () => {
    await start(path);
    expect(await till.code()).toBe("original");
    editor.edit(file, "# @total", "#? total  # @total");
    await editor.waitForBeside(file, TOTAL, "no hit yet");
    expect(await till.code()).toBe("changed");
    await sellAndSee(TOTAL, 7, 2, "total=14 · price=7 · count=2");

    editor.edit(file, "#? total", "#? if price > 5");
    await editor.waitForBeside(file, TOTAL, "no hit yet");
    await till.sell(3, 1);
    await editor.waitForBeside(file, TOTAL, "never true in 1 hit");
    await sellAndSee(TOTAL, 8, 2, "total=16 · price=8 · count=2");

    editor.edit(file, "#? if price > 5", '#? "{count} for {price}"');
    await editor.waitForBeside(file, TOTAL, "no hit yet");
    await sellAndSee(TOTAL, 5, 3, "3 for 5");

    editor.edit(file, '#? "{count} for {price}"  ', "");
    await editor.waitForBeside(file, TOTAL, "");
    await codeIs("original");
    expect(await till.sell(2, 2)).toBe(4);
  });
});

test("typed and saved at once, before the program was asked for anything else", async () => {
  await start();
  // What a program says of a later question, it says when it has answered the one about the open file.
  const other = join(folder, "other.py");
  writeFileSync(other, "x = 1\n");
  editor.open(other);
  await editor.choose(other, 0, "Snappoint: add snapshot point");
  await editor.waitForBeside(other, 0, /^waiting: other\.py/);
  editor.edit(file, "# @total", "#? total  # @total");
  save();
  await editor.waitForBeside(file, TOTAL, "no hit yet");
  await sellAndSee(TOTAL, 7, 2, "total=14 · price=7 · count=2");
});

test("saved and typed on, several in one file, on a definition too", async () => {
  await start();
  editor.edit(file, "# @total", "#? price  # @total");
  await sellAndSee(TOTAL, 7, 2, "price=7 · total=14 · count=2");
  editor.edit(file, "#? price", "#? price, self.");
  const [sold] = (await editor.completions(file, "#? price, self.")) ?? [];
  expect(`${sold?.label}: ${sold?.detail}`).toMatch(/^sold: int = \d+$/);
  const names = (await editor.completions(file, "#? price, ")) ?? [];
  expect(names.map(({ label, detail }) => `${label}: ${detail}`)).toContain("count: int = 2");
  editor.edit(file, "#? price, self.", "#? price");
  save();
  editor.edit(file, "return total", "return total  #? total if total > 20");
  await editor.waitForBeside(file, RETURN, "no hit yet");
  await sellAndSee(RETURN, 7, 4, "total=28 · → 28");
  editor.edit(file, "price, count):", "price, count):  #? price * 2 if count > 1");
  await editor.waitForBeside(file, SELL, "no hit yet");
  await till.sell(3, 1);
  await sellAndSee(SELL, 3, 2, "price * 2=6");
});
