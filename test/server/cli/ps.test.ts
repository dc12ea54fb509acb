/** `snappoint ps` with real programs. */
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { AgentInfo } from "../../../server/probes/probe.js";
import { until } from "../../until.js";
import { environment, ORDERS, ordersIn } from "./orders.js";
import { runtimeFolder, snappoint } from "./snappoint.js";

const NONE = "no running program has an agent: start one with `snappoint run -- CMD ARG…`\n";

/** The programs that `ps --json` lists, once there are `count`. */
async function programs(dir: string, count: number): Promise<AgentInfo[]> {
  const list = async () => JSON.parse((await snappoint(["ps", "--json"], { env: environment(dir) })).stdout);
  return until(`${count} programs`, list, (found: AgentInfo[]) => found.length === count);
}

test("no program: how to get one", async () => {
  const env = environment(runtimeFolder());
  expect(await snappoint(["ps"], { env })).toEqual({ code: 0, signal: null, stdout: NONE, stderr: "" });
  expect(await snappoint(["ps", "--json"], { env })).toEqual({
    code: 0,
    signal: null,
    stdout: "[]\n",
    stderr: "",
  });
});

test("the programs with an agent, oldest first", async () => {
  const dir = runtimeFolder();
  const first = await ordersIn(dir);
  const second = await ordersIn(dir);
  const found = await programs(dir, 2);
  expect(found.map(({ argv }) => argv.slice(1))).toEqual([[ORDERS], [ORDERS]]);
  expect(found.map(({ cwd }) => cwd)).toEqual([process.cwd(), process.cwd()]);
  for (const { python, started } of found) {
    expect(python).toMatch(/^3\.\d+\.\d+$/);
    expect(started).toBeGreaterThan(0);
  }
  expect(new Set(found.map(({ pid }) => pid)).size).toBe(2);
  const { stdout } = await snappoint(["ps"], { env: environment(dir) });
  const [heading, ...rows] = stdout.trimEnd().split("\n");
  expect(heading).toMatch(/^PID +PYTHON +AGE +FOLDER +COMMAND$/);
  expect(rows).toEqual(
    found.map(({ pid, python }) => expect.stringMatching(new RegExp(`^${pid} +${python} .*orders.py'?$`))),
  );

  first.child.stdin?.end();
  second.child.stdin?.end();
  await Promise.all([first.ended(), second.ended()]);
  expect(readdirSync(dir)).toEqual([]);
});

test("a program that was killed is not listed, and what it left is cleared away", async () => {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  const [{ pid } = { pid: 0 }] = await programs(dir, 1);
  process.kill(pid, "SIGKILL");
  expect((await program.ended()).signal).toBe("SIGKILL");
  expect(await snappoint(["ps"], { env: environment(dir) })).toEqual({
    code: 0,
    signal: null,
    stdout: NONE,
    stderr: "",
  });
  expect(readdirSync(dir)).toEqual([]);
});

test("of a program that does not answer it is told why, not that there is none", async () => {
  const dir = runtimeFolder();
  const socket = path.join(dir, "1-0a.sock");
  const card = {
    protocol: 1,
    pid: process.pid,
    argv: ["python3"],
    cwd: "/",
    python: "3.13.0",
    started: 1,
    token: "t",
  };
  writeFileSync(path.join(dir, "1-0a.json"), JSON.stringify({ ...card, socket }));
  const { code, stdout, stderr } = await snappoint(["ps"], { env: environment(dir) });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toBe(
    `snappoint ps: process ${process.pid} (python3): cannot connect to ${socket}: ENOENT\n`,
  );
});

test("what cannot be believed is told beside the list", async () => {
  const dir = runtimeFolder();
  await ordersIn(dir);
  await programs(dir, 1);
  const junk = path.join(dir, "junk.json");
  writeFileSync(junk, "\x1b[2J");
  const { code, stdout, stderr } = await snappoint(["ps"], { env: environment(dir) });
  expect({ code, rows: stdout.split("\n").length }).toEqual({ code: 0, rows: 3 });
  expect(stderr).toContain(`snappoint ps: ${junk}: ignored, not a discovery file: `);
  expect(stderr).not.toContain("\x1b");
});

test("a folder that cannot be trusted is not looked into", async () => {
  const dir = runtimeFolder();
  chmodSync(dir, 0o755);
  expect(await snappoint(["ps"], { env: environment(dir) })).toEqual({
    code: 1,
    signal: null,
    stdout: "",
    stderr: `snappoint ps: folder ${dir} has mode 0755, not 0700: refusing to look for programs there\n`,
  });
});
