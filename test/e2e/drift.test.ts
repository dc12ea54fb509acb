/** Values stay on their statements while the file changes under the editor and under the program: each tells where it is from. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WhereProgram, whereaboutsIn } from "../conformance/drift/program.js";
import { findPythons } from "../pythons.js";
import { until } from "../until.js";
import { FakeEditor } from "./editor.js";

const SHOP = `\
def total(a=LOAD):
    price = hit(a)
    if hit(a,  'if'):
        tax = hit(a, 1)
    return hit(a, 'sum')


def other(a=LOAD):
    price = hit(a)
    return price
`;

const TAX = "tax = hit(a, 1)";
const NEW_TAX = "tax = hit(a, 2)";

const python = findPythons().at(-1)?.path ?? "python3";

let folder: string;
let file: string;
let program: WhereProgram;
let editor: FakeEditor;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  for (const name of ["run", "work"]) mkdirSync(join(folder, name), { mode: 0o700 });
  file = join(folder, "work", "shop.py");
  writeFileSync(file, SHOP);
  program = await startProgram(1);
  editor = await startEditor();
});

afterEach(async () => {
  await editor.kill();
  await program.end();
  rmSync(folder, { recursive: true });
});

function startProgram(load: number): Promise<WhereProgram> {
  return WhereProgram.start(python, join(folder, "run"), file, load);
}

async function startEditor(): Promise<FakeEditor> {
  const env = { SNAPPOINT_RUNTIME_DIR: join(folder, "run") };
  const started = await FakeEditor.start({ env, folder: join(folder, "work"), watchesFiles: true });
  started.open(file);
  return started;
}

/** The 0-based line on which a piece of the document stands first. */
function lineOf(piece: string): number {
  const lines = editor.text(file).split("\n");
  const line = lines.findIndex((text) => text.includes(piece));
  if (line < 0) throw new Error(`${piece} is not in\n${editor.text(file)}`);
  return line;
}

async function add(piece: string): Promise<void> {
  const character = editor.text(file).split("\n")[lineOf(piece)]?.search(/\S/) ?? 0;
  const uri = pathToFileURL(file).href;
  await editor.execute("snappoint.addProbe", { uri, line: lineOf(piece), character });
}

/** Runs everything until a value of this load stands beside the piece; returns the 1-based line that it names. */
async function valueBeside(piece: string, load: number): Promise<number | undefined> {
  const seen = await until(
    `a value of load ${load} beside ${piece}`,
    async () => {
      await program.run();
      await editor.hints(file);
      return editor.beside(file, lineOf(piece));
    },
    (beside) => whereaboutsIn(beside)[0]?.load === load,
  );
  return whereaboutsIn(seen)[0]?.line;
}

/** What stands on the disk is another text: others have written it, and the editor takes it over or has not looked yet. */
function takeOver(text: string): void {
  const lines = editor.text(file).split("\n").length;
  const end = { line: lines, character: 0 };
  editor.change(file, { start: { line: 0, character: 0 }, end }, text);
}

function tellOfDisk(): void {
  const changes = [{ uri: pathToFileURL(file).href, type: 2 }];
  editor.notify("workspace/didChangeWatchedFiles", { changes });
}

function save(): void {
  writeFileSync(file, editor.text(file));
  editor.save(file);
}

describe("a changed statement shows stale", () => {
  beforeEach(async () => {
    await add(TAX);
    expect(await valueBeside(TAX, 1)).toBe(4);
    editor.edit(file, TAX, NEW_TAX);
    await editor.waitForBeside(file, lineOf(NEW_TAX), /^stale: edited since/);
    save();
  });

  test("until the module is loaded again, where the functions of before go on", async () => {
    await program.reload(2);
    expect(await valueBeside(NEW_TAX, 2)).toBe(4);
  });

  test("until the program is started again", async () => {
    await program.end();
    program = await startProgram(2);
    expect(await valueBeside(NEW_TAX, 2)).toBe(4);
  });
});

test("a point at a statement that no program runs yet has values once the module is loaded again", async () => {
  editor.edit(file, "    return hit", "    fee = hit(a, 'fee')\n    return hit");
  await add("fee =");
  await editor.waitForBeside(file, lineOf("fee ="), /^stale: this statement is not in the code/);
  save();
  await program.reload(2);
  expect(await valueBeside("fee =", 2)).toBe(5);
});

describe("git", () => {
  function git(...args: string[]): void {
    const who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"];
    const { status, stderr } = spawnSync("git", ["-C", join(folder, "work"), ...who, ...args], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  }

  const FEATURE = `import os\n\n\n${SHOP.replace("total", "sum_of").replace(TAX, `${TAX}\n        fee = hit(a)`)}`;

  beforeEach(async () => {
    await add(TAX);
    expect(await valueBeside(TAX, 1)).toBe(4);
    git("init", "-q", "-b", "trunk");
    git("add", "-A");
    git("commit", "-q", "-m", "shop");
    git("checkout", "-q", "-b", "feature");
    writeFileSync(file, FEATURE);
    git("commit", "-q", "-a", "-m", "a feature");
    git("checkout", "-q", "trunk");
  });

  test("another branch under an open document, and back", async () => {
    git("checkout", "-q", "feature");
    tellOfDisk();
    expect(await valueBeside(TAX, 1)).toBe(4);
    takeOver(readFileSync(file, "utf8"));
    expect([lineOf(TAX), await valueBeside(TAX, 1)]).toEqual([6, 4]);
    await program.reload(2);
    expect(await valueBeside(TAX, 2)).toBe(7);
    git("checkout", "-q", "trunk");
    takeOver(readFileSync(file, "utf8"));
    expect([lineOf(TAX), await valueBeside(TAX, 2)]).toEqual([3, 7]);
  });

  test("a rebase under a closed document", async () => {
    editor.edit(file, "    return price", "    return (price)");
    save();
    git("commit", "-q", "-a", "-m", "more");
    editor.close(file);
    git("checkout", "-q", "feature");
    git("rebase", "-q", "trunk");
    tellOfDisk();
    editor.open(file);
    expect(editor.text(file)).toBe(FEATURE.replace("return price", "return (price)"));
    expect([lineOf(TAX), await valueBeside(TAX, 1)]).toEqual([6, 4]);
  });

  test("what was not committed is put aside, and is back", async () => {
    editor.edit(file, "def total", "import os\n\n\ndef total");
    save();
    expect([lineOf(TAX), await valueBeside(TAX, 1)]).toEqual([6, 4]);
    git("stash", "-q");
    takeOver(readFileSync(file, "utf8"));
    expect([lineOf(TAX), await valueBeside(TAX, 1)]).toEqual([3, 4]);
    git("stash", "pop", "-q");
    takeOver(readFileSync(file, "utf8"));
    expect([lineOf(TAX), await valueBeside(TAX, 1)]).toEqual([6, 4]);
  });
});

test("a file that others write while no editor runs", async () => {
  await add(TAX);
  expect(await valueBeside(TAX, 1)).toBe(4);
  await editor.quit();
  writeFileSync(file, `import os\n\n\n${SHOP}`);
  editor = await startEditor();
  expect([lineOf(TAX), await valueBeside(TAX, 1)]).toEqual([6, 4]);
});
