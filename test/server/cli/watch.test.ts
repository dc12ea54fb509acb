/** `snappoint watch` with a real program. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { until } from "../../until.js";
import { environment, ORDERS, order, ordersIn, TOTAL_LINE, TOTAL_TEXT } from "./orders.js";
import { BIN, folder, runtimeFolder, type Snappoint, snappoint, start } from "./snappoint.js";

const PLACE = `${ORDERS}:${TOTAL_LINE}`;
const NO_PROGRAM = "snappoint watch: no running program: start one with `snappoint run -- …`\n";

function watch(dir: string, ...args: string[]) {
  return start(["watch", ...args], { env: environment(dir) });
}

/** Waits until the probe is armed in so many programs. */
async function armedIn(watching: Snappoint, count: number): Promise<void> {
  const told = /^snappoint watch: process (\d+) \(.*\): (partly )?armed/gm;
  const armed = () => [...new Set([...watching.stderr.matchAll(told)].map(([, pid]) => pid))];
  await until(`the probe armed in ${count} programs`, armed, (pids) => pids.length === count);
}

test("the source line, the values that it makes and reads at each hit, and the hits; then the probe is gone", async () => {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  expect(await order(program, "before")).toBe("6, code original");
  const watching = watch(dir, PLACE, "--count", "2");
  await armedIn(watching, 1);
  expect(await order(program, "tea", 2, 3)).toBe("6, code probed");
  await order(program, "milk", 5, 7);
  const { code, stdout } = await watching.ended();
  const [heading, ...lines] = stdout.trimEnd().split("\n");
  expect(code).toBe(0);
  expect(heading).toBe(`${PLACE}  ${TOTAL_TEXT}`);
  expect(lines).toEqual([
    expect.stringMatching(
      /^\d\d:\d\d:\d\d\.\d{3} {2}pid \d+ {2}hit 1 {2}result=6 {2}order\.price=2 {2}order\.count=3$/,
    ),
    expect.stringMatching(
      /^\d\d:\d\d:\d\d\.\d{3} {2}pid \d+ {2}hit 2 {2}result=35 {2}order\.price=5 {2}order\.count=7$/,
    ),
    "2 hits, 2 shown",
  ]);
  expect(await order(program, "after")).toBe("6, code original");
});

test("--json: captures and nothing else on standard output", async () => {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  const watching = watch(dir, PLACE, "--json", "--count", "1");
  await armedIn(watching, 1);
  await order(program, "tea", 2, 3);
  const { code, stdout, stderr } = await watching.ended();
  expect(code).toBe(0);
  expect(stderr).toMatch(/1 hit, 1 shown\n$/);
  expect(stdout.split("\n")).toHaveLength(2);
  expect(JSON.parse(stdout)).toMatchObject({
    probe: "watch",
    hit: 1,
    thread: { name: "MainThread" },
    values: [
      { name: "order.price", value: { type: "int", text: "2" } },
      { name: "order.count", value: { type: "int", text: "3" } },
      { name: "order", value: { type: "Order" } },
      { name: "order.price * order.count", value: { type: "int", text: "6" } },
    ],
    assigned: [{ name: "result", value: { type: "int", text: "6" } }],
    locals: [{ name: "order", value: { type: "Order" } }],
    stack: [{ function: "total", line: TOTAL_LINE }, { function: "<module>" }],
  });
});

test("two programs at once, and one that comes later", async () => {
  const dir = runtimeFolder();
  const programs = [await ordersIn(dir), await ordersIn(dir)];
  const watching = watch(dir, PLACE, "--json", "--count", "3");
  await armedIn(watching, 2);
  programs.push(await ordersIn(dir));
  await armedIn(watching, 3);
  for (const program of programs) await order(program, "tea");
  const { stdout, stderr } = await watching.ended();
  const captures = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { pid: number; hit: number });
  expect(new Set(captures.map(({ pid }) => pid)).size).toBe(3);
  expect(captures.map(({ hit }) => hit)).toEqual([1, 1, 1]);
  expect(stderr).toMatch(/3 hits, 3 shown\n$/);
});

describe("while there is nothing to show it says why", () => {
  test("no program, then one, then none again", async () => {
    const dir = runtimeFolder();
    const watching = watch(dir, PLACE);
    await watching.untilOutput(NO_PROGRAM);
    const program = await ordersIn(dir);
    await armedIn(watching, 1);
    program.child.stdin?.end();
    await watching.untilOutput(/is gone.*no running program/s);
    watching.child.kill("SIGINT");
    expect(await watching.ended()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 hits, 0 shown$/m),
    });
  });

  test("a file that no program has loaded", async () => {
    const dir = runtimeFolder();
    const file = path.join(folder(), "unused.py");
    writeFileSync(file, "x = 1\n");
    await ordersIn(dir);
    const watching = watch(dir, `${file}:1`);
    await watching.untilOutput(/process \d+ \(.*orders\.py'?\): waiting: unused\.py is not imported\n/);
    watching.child.kill("SIGTERM");
    expect((await watching.ended()).code).toBe(0);
  });
});

describe("it ends, and takes the probe away,", () => {
  test("after the time", async () => {
    const dir = runtimeFolder();
    const program = await ordersIn(dir);
    const { code, stdout } = await snappoint(["watch", PLACE, "--for", "0.5"], { env: environment(dir) });
    expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({ code: 0, last: "0 hits, 0 shown" });
    expect(await order(program, "after")).toBe("6, code original");
  });

  test("on Ctrl-C", async () => {
    const dir = runtimeFolder();
    const program = await ordersIn(dir);
    const watching = watch(dir, PLACE);
    await armedIn(watching, 1);
    await order(program, "tea");
    await watching.untilOutput("hit 1");
    watching.child.kill("SIGINT");
    expect(await watching.ended()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\n1 hit, 1 shown\n$/),
    });
    expect(await order(program, "after")).toBe("6, code original");
  });

  test("when nobody reads on", async () => {
    const dir = runtimeFolder();
    const program = await ordersIn(dir);
    const pipe = start(["-c", '"$@" | head -n 1', "sh", BIN, "watch", PLACE, "--json"], {
      program: "sh",
      env: environment(dir),
    });
    await armedIn(pipe, 1);
    for (const name of ["one", "two", "three"]) await order(program, name);
    expect((await pipe.ended()).code).toBe(0);
    expect(await order(program, "after")).toBe("6, code original");
  });
});

const USAGE = "usage: snappoint watch FILE:LINE [OPTION]… (snappoint watch --help explains it)\n";

describe("a place that cannot be watched", () => {
  const text = '"""Doc."""\n\nimport os\n\n# note\nx = 1\n';
  test.each([
    [
      "a line without code",
      ":5",
      1,
      "a.py:5 has no code that could be watched; nearest lines that have: 6, 3",
    ],
    [
      "a line behind the end",
      ":99",
      1,
      "a.py:99 has no code that could be watched; nearest lines that have: 6, 3",
    ],
  ])("%s", async (_name, line, code, sentence) => {
    const cwd = folder();
    writeFileSync(path.join(cwd, "a.py"), text);
    const ended = await snappoint(["watch", `a.py${line}`], { cwd });
    expect(ended).toEqual({ code, signal: null, stdout: "", stderr: `snappoint watch: ${sentence}\n` });
  });

  test.each([
    ["missing.py", "no such file: missing.py"],
    ["sub", "sub is a folder"],
    ["latin.py", "latin.py cannot be read: it is not utf-8 text"],
  ])("%s", async (file, sentence) => {
    const cwd = folder();
    mkdirSync(path.join(cwd, "sub"));
    writeFileSync(path.join(cwd, "latin.py"), Buffer.from("x = 'gr\xfcn'\n", "latin1"));
    const ended = await snappoint(["watch", `${file}:1`], { cwd });
    expect(ended).toEqual({
      code: 2,
      signal: null,
      stdout: "",
      stderr: `snappoint watch: ${sentence}\n${USAGE}`,
    });
  });

  test("a file without any code", async () => {
    const cwd = folder();
    writeFileSync(path.join(cwd, "empty.py"), "");
    const ended = await snappoint(["watch", "empty.py:1"], { cwd });
    expect(ended).toMatchObject({
      code: 1,
      stderr: "snappoint watch: empty.py:1 has no code that could be watched\n",
    });
  });
});
