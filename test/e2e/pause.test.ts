/** A paused point leaves the program's code, and goes on where it was when it is resumed. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { folder, python } from "../server/cli/snappoint.js";
import { until } from "../until.js";
import { FakeEditor } from "./editor.js";
import { sellUntilSeen } from "./selling.js";
import { marked, TILL, Till } from "./till.js";

const TOTAL = marked("total");

async function withTill(use: (till: Till, editor: FakeEditor) => Promise<void>): Promise<void> {
  const runtimeDir = path.join(folder(), "rt");
  mkdirSync(runtimeDir, { mode: 0o700 });
  const till = await Till.start(python(), runtimeDir);
  const editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } });
  try {
    editor.open(TILL);
    await editor.choose(TILL, TOTAL, "Snappoint: add snapshot point");
    await editor.waitForBeside(TILL, TOTAL, "no hit yet");
    await use(till, editor);
  } finally {
    await editor.kill();
    await till.end();
  }
}

const codeOf = (till: Till, wanted: "original" | "changed") =>
  until(
    `the ${wanted} code`,
    () => till.code(),
    (code) => code === wanted,
  );

test("the function runs its original code meanwhile, and no hit is counted or lost", () =>
  withTill(async (till, editor) => {
    const before = await sellUntilSeen(till, editor, 7, 2, 0);
    await editor.choose(TILL, TOTAL, "Snappoint: pause snapshot point");
    await editor.waitForBeside(TILL, TOTAL, `total=14 · price=7 · count=2 ×${before} paused`);
    await codeOf(till, "original");
    for (let sale = 0; sale < 5; sale++) await till.sell(1, 1);
    await editor.choose(TILL, TOTAL, "Snappoint: resume snapshot point");
    await codeOf(till, "changed");
    const hits = await sellUntilSeen(till, editor, 5, 3, before);
    const [probe] = await editor.execute<object[]>("snappoint.listProbes");
    expect(probe).toMatchObject({ id: "p1", hits, agents: [{ status: "armed", hits }] });
  }));
