/** Conditions, logpoints, function watches and values as computed: a real program, and what an editor shows. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPythons } from "../pythons.js";
import { FakeEditor } from "./editor.js";
import { marked, TILL, Till } from "./till.js";

const URI = pathToFileURL(TILL).href;
const TOTAL = marked("total");
const SOLD = marked("sold");
const RETURN = SOLD + 1;
const SELL = TOTAL - 1;
const SHARE = marked("share");

const python = findPythons().at(-1)?.path ?? "python3";

let folder: string;
let till: Till;
let editor: FakeEditor;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  const runtimeDir = join(folder, "run");
  mkdirSync(runtimeDir, { mode: 0o700 });
  till = await Till.start(python, runtimeDir);
  editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } });
  editor.open(TILL);
});

afterEach(async () => {
  await editor.kill();
  await till.end();
  rmSync(folder, { recursive: true });
});

/** How often the newest probe of the test was hit, as far as its condition let it. */
let hits: number;

/** Adds a probe and waits until the program has it. */
async function add(line: number, wishes: object = {}, armed = "no hit yet"): Promise<string> {
  hits = 0;
  const { id } = await editor.execute<{ id: string }>("snappoint.addProbe", { uri: URI, line, ...wishes });
  await editor.waitForBeside(TILL, line, armed);
  return id;
}

/** Sells until the line shows the values of the last sale: on a busy machine a hit may be left uncaptured. */
async function sellAndSee(
  line: number,
  price: number,
  count: number,
  values: string | RegExp,
): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    await till.sell(price, count);
    hits += 1;
    await editor.waitForBeside(TILL, line, new RegExp(`×${hits}$`));
    const shown = editor.beside(TILL, line).replace(` ×${hits}`, "");
    if (typeof values === "string" ? shown === values : values.test(shown)) return;
  }
  throw new Error(`${values} was never shown, but ${editor.beside(TILL, line)}`);
}

async function titles(line: number): Promise<string[]> {
  return (await editor.codeActions(TILL, { line, character: 0 })).map(({ title }) => title);
}

test("an assignment, a changed attribute, what is returned: what each line made", async () => {
  await add(TOTAL);
  await sellAndSee(TOTAL, 7, 2, "total=14 · price=7 · count=2");
  await add(RETURN);
  await sellAndSee(RETURN, 5, 3, "→ 15");
  const character = "        self.sold += to".length;
  await add(SOLD);
  await sellAndSee(SOLD, 1, 1, /^self\.sold=\d+ · total=1$/);
  expect(await editor.hover(TILL, SOLD, character)).toMatch(/^```python\ntotal = 1\n```/);
});

test("the hover tells the value of the expression under the cursor, as the program computed it", async () => {
  await add(TOTAL);
  await sellAndSee(TOTAL, 7, 2, "total=14 · price=7 · count=2");
  const at = async (piece: string) => {
    const character = editor.text(TILL).split("\n")[TOTAL]?.indexOf(piece) ?? -1;
    return (await editor.hover(TILL, TOTAL, character))?.split("\n")[1];
  };
  expect(await at("price *")).toBe("price = 7");
  expect(await at("* count")).toBe("price * count = 14");
  expect(await at("total =")).toBe("total = 14");
});

test("an action made of a value that was seen: only hits with that value", async () => {
  await add(TOTAL);
  expect(await titles(TOTAL)).not.toContain("Snappoint: only when price == 7");
  await sellAndSee(TOTAL, 7, 2, "total=14 · price=7 · count=2");
  const offered = (await titles(TOTAL)).filter((title) => !title.startsWith("Snappoint: attach to "));
  expect(offered).toEqual([
    "Snappoint: only when price == 7",
    "Snappoint: only when count == 2",
    "Snappoint: only when price changes",
    "Snappoint: only when count changes",
    "Snappoint: log price, count instead",
    "Snappoint: capture more",
    "Snappoint: open the newest capture",
    "Snappoint: pause snapshot point",
    "Snappoint: remove snapshot point",
    "Snappoint: count hits",
    "Snappoint: time this statement",
    "Snappoint: watch exceptions in this statement",
    "Snappoint: write this snapshot point as a comment",
    "Snappoint: remove all snapshot points in this file",
  ]);
  await editor.choose(TILL, TOTAL, "Snappoint: only when price == 7");
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  hits = 0;
  await till.sell(5, 2);
  await editor.waitForBeside(TILL, TOTAL, "never true in 1 hit");
  await sellAndSee(TOTAL, 7, 3, "total=21 · price=7 · count=3");
  await till.sell(5, 3);
  const probes = await editor.execute<object[]>("snappoint.listProbes");
  expect(probes).toMatchObject([{ line: TOTAL, kind: "snapshot", condition: "price == 7" }]);
  const captures = await editor.execute<object[]>("snappoint.captures", { id: "p2", limit: 1 });
  expect(captures).toMatchObject([{ assigned: [{ name: "total", value: { text: "21" } }] }]);
  expect(await titles(TOTAL)).not.toContain("Snappoint: only when price == 7");
});

test("more of each value, by an action", async () => {
  await add(TOTAL, { expressions: ["self.receipt"] });
  await till.sell(7, 2);
  await editor.waitForBeside(TILL, TOTAL, /self\.receipt='x+…/);
  const shownLength = async () => {
    const [newest] = await editor.execute<{ shown: { value: { text: string } }[] }[]>("snappoint.captures", {
      id: (await editor.execute<{ id: string }[]>("snappoint.listProbes"))[0]?.id,
      limit: 1,
    });
    return newest?.shown[0]?.value.text.length;
  };
  expect(await shownLength()).toBe(243);
  expect(await editor.hover(TILL, TOTAL, 0)).toContain("Parts were cut.");
  await editor.choose(TILL, TOTAL, "Snappoint: capture more");
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  await till.sell(7, 2);
  await editor.waitForBeside(TILL, TOTAL, /self\.receipt='x+…/);
  expect(await shownLength()).toBe(3002);
  expect(await editor.hover(TILL, TOTAL, 0)).not.toContain("Parts were cut.");
});

test("a counter with a condition counts the hits that fulfil it", async () => {
  await add(TOTAL, { kind: "count", condition: "price > 3" }, "×0");
  for (const price of [1, 2, 3, 4, 5]) await till.sell(price, 1);
  await editor.waitForBeside(TILL, TOTAL, "×2");
  expect(await editor.hover(TILL, TOTAL, 0)).toContain("(5 hits, 3 condition false)");
});

test("a condition that names nothing, and one that would run code", async () => {
  await add(TOTAL, { condition: "prize > 1" });
  await till.sell(7, 2);
  await editor.waitForBeside(TILL, TOTAL, /^condition failed: NameError/);
  await editor.execute("snappoint.removeAllProbes", {});
  await editor.execute("snappoint.addProbe", { uri: URI, line: TOTAL, condition: "self.sell(1, 2)" });
  await editor.waitForBeside(TILL, TOTAL, /^rejected: column 1: only these can/);
});

test("a logpoint by an action", async () => {
  await add(TOTAL);
  await sellAndSee(TOTAL, 7, 2, "total=14 · price=7 · count=2");
  await editor.choose(TILL, TOTAL, "Snappoint: log price, count instead");
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  hits = 0;
  await sellAndSee(TOTAL, 5, 3, "price=5 count=3");
  expect(await titles(TOTAL)).toContain("Snappoint: remove logpoint");
});

test("expressions of the user's own", async () => {
  await add(TOTAL, { expressions: ["self.sold", "price > 3"] });
  await sellAndSee(TOTAL, 7, 2, "self.sold=0 · price > 3=True · total=14");
});

test("a function watch: what a call came to, and its arguments", async () => {
  await editor.choose(TILL, SELL, "Snappoint: watch calls of Till.sell");
  await editor.waitForBeside(TILL, SELL, "no hit yet");
  hits = 0;
  await sellAndSee(SELL, 7, 2, "→ 14 · price=7 · count=2 · self=Till(s…");
  const [probe] = await editor.execute<{ kind: string; line: number }[]>("snappoint.listProbes");
  expect(probe).toMatchObject({ kind: "function", line: SELL });
});

test("a timer: how long calls take", async () => {
  await editor.choose(TILL, SELL, "Snappoint: time calls of Till.sell");
  await editor.waitForBeside(TILL, SELL, "no hit yet");
  await till.sell(7, 2);
  await editor.waitForBeside(TILL, SELL, /^[\d.]+ (ns|µs|ms) ×1$/);
  await till.sell(7, 2);
  await editor.waitForBeside(TILL, SELL, /^[\d.]+ (ns|µs|ms) · max [\d.]+ (ns|µs|ms) ×2$/);
  const character = "    def se".length;
  expect(await editor.hover(TILL, SELL, character)).toMatch(
    /Took min .* median .* mean .* p95 .* max .* in 2 times/,
  );
  const [probe] = await editor.execute<{ id: string; times: object }[]>("snappoint.listProbes");
  expect(probe).toMatchObject({ kind: "time", hits: 2, times: { count: 2 } });
  const [newest] = await editor.execute<object[]>("snappoint.captures", { id: probe?.id, limit: 1 });
  expect(newest).toMatchObject({ duration: expect.any(Number), locals: expect.anything() });
});

test("an exception watch: only statements that raise", async () => {
  await editor.choose(TILL, SHARE, "Snappoint: watch exceptions in this statement");
  await editor.waitForBeside(TILL, SHARE, "no exception yet");
  await till.refund(5);
  await editor.waitForBeside(TILL, SHARE, /^✗ ZeroDivisionError: division… · price=5 ×1$/);
  await till.sell(5, 2);
  expect(await till.refund(5)).toBe(0.5);
  expect(await editor.execute("snappoint.listProbes")).toMatchObject([{ kind: "exception", hits: 1 }]);
  expect(await editor.hover(TILL, SHARE, 0)).toContain("Raised `ZeroDivisionError: division by zero`");
});

test("only when a value changes", async () => {
  await add(TOTAL);
  await sellAndSee(TOTAL, 7, 2, "total=14 · price=7 · count=2");
  await editor.choose(TILL, TOTAL, "Snappoint: only when price changes");
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  for (const price of [7, 7, 5, 5, 5]) await till.sell(price, 1);
  await editor.waitForBeside(TILL, TOTAL, "price=5 · total=5 · count=1 ×2");
  expect(await editor.hover(TILL, TOTAL, 0)).toContain("Only when `price` changes");
  expect(await editor.execute("snappoint.listProbes")).toMatchObject([{ changes: "price", hits: 5 }]);
});
