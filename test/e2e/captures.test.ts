/** Captures that an editor has seen are there afterwards, in the terminal. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { folder, python, snappoint } from "../server/cli/snappoint.js";
import { FakeEditor } from "./editor.js";
import { sellUntilSeen } from "./selling.js";
import { marked, TILL, Till } from "./till.js";

const TOTAL = marked("total");

/** Sells while an editor watches, and leaves. */
async function sellOnce(settings: object): Promise<NodeJS.ProcessEnv> {
  const top = folder();
  const [runtimeDir, stateDir] = [path.join(top, "rt"), path.join(top, "state")];
  mkdirSync(runtimeDir, { mode: 0o700 });
  const till = await Till.start(python(), runtimeDir);
  const env = { SNAPPOINT_RUNTIME_DIR: runtimeDir, SNAPPOINT_STATE_DIR: stateDir };
  const editor = await FakeEditor.start({ env, initializationOptions: settings });
  editor.open(TILL);
  await editor.choose(TILL, TOTAL, "Snappoint: add snapshot point");
  await editor.waitForBeside(TILL, TOTAL, "no hit yet");
  await sellUntilSeen(till, editor, 7, 2, 0);
  await editor.quit();
  await till.end();
  return { ...process.env, ...env };
}

test("the whole of them, as text and as JSON", async () => {
  const env = await sellOnce({});
  const text = await snappoint(["captures"], { env });
  expect(text).toMatchObject({ code: 0, stderr: "" });
  expect(text.stdout).toMatch(
    new RegExp(
      `^\\d{4}-\\d\\d-\\d\\d [\\d:.]{12}  p1  till\\.py:${TOTAL + 1}  pid \\d+  hit \\d+  total=14  price=7  count=2\n$`,
    ),
  );
  const { stdout } = await snappoint(["captures", "--probe", "p1", "--json"], { env });
  expect(JSON.parse(stdout)).toMatchObject({
    id: "p1",
    file: TILL,
    line: TOTAL + 1,
    hit: expect.any(Number),
    assigned: [{ name: "total", value: { type: "int", text: "14" } }],
    stack: [{ function: "Till.sell" }, {}, {}],
  });
  expect(await snappoint(["captures", "--probe", "p9"], { env })).toMatchObject({
    code: 0,
    stdout: "",
    stderr: expect.stringContaining("nothing has been stored of p9"),
  });
});

test("none where the user does not want it", async () => {
  const env = await sellOnce({ storeCaptures: false });
  expect(await snappoint(["captures", "--json"], { env })).toMatchObject({
    code: 0,
    stdout: "",
    stderr: expect.stringContaining("nothing has been stored"),
  });
});
