/** Which running programs are offered for a file. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nearness, pythonProcesses } from "../../../server/attach/processes.js";
import { findPythons } from "../../pythons.js";
import { folder } from "../cli/snappoint.js";

const python = findPythons().at(-1)?.path ?? "python3";
const WAITS = 'print("ready", flush=True)\ninput()\n';

let top: string;
let programs: ChildProcess[];

beforeEach(() => {
  top = folder();
  programs = [];
  for (const name of ["shop", "elsewhere", "library"]) mkdirSync(path.join(top, name));
  for (const name of ["shop/main.py", "shop/__main__.py", "shop/orders.py", "library/util.py"]) {
    writeFileSync(path.join(top, name), WAITS);
  }
});

afterEach(() => {
  for (const program of programs) program.kill("SIGKILL");
});

/** How near such a program is to each of the files. */
async function near(args: string[], cwd: string, files: string[], env = {}): Promise<number[]> {
  const options = { cwd: path.join(top, cwd), env: { ...process.env, ...env }, stdio: "pipe" as const };
  const program = spawn(python, args, options);
  programs.push(program);
  await new Promise((resolve) => program.stdout?.once("data", resolve));
  const found = pythonProcesses(process.getuid?.() ?? -1).find(({ pid }) => pid === program.pid);
  if (!found) throw new Error("it is not among the Pythons that run");
  return files.map((file) => nearness(found, path.join(top, file)));
}

describe.skipIf(process.platform !== "linux")("nearness", () => {
  const FILES = ["shop/main.py", "shop/orders.py", "library/util.py"];

  test("a script that was started from another folder", async () => {
    const [script, beside, other] = await near(["-X", "dev", "../shop/main.py"], "elsewhere", FILES);
    expect([script, other]).toEqual([Number.POSITIVE_INFINITY, 0]);
    expect(beside).toBe(path.join(top, "shop").length);
  });

  test("a package that was started by its name", async () => {
    const files = ["shop/__main__.py", "shop/orders.py", "library/util.py"];
    const [main, beside, other] = await near(["-m", "shop"], ".", files);
    expect(main).toBe(Number.POSITIVE_INFINITY);
    expect(beside).toBeGreaterThan(other as number);
  });

  test("a folder that it imports from", async () => {
    const env = { PYTHONPATH: `../nowhere${path.delimiter}../library` };
    const [script, , library] = await near(["-c", WAITS], "elsewhere", FILES, env);
    expect([script, library]).toEqual([0, path.join(top, "library").length]);
  });

  test("a file that the editor knows by a link", async () => {
    symlinkSync(path.join(top, "shop"), path.join(top, "linked"));
    expect(await near(["shop/main.py"], ".", ["linked/main.py"])).toEqual([Number.POSITIVE_INFINITY]);
  });

  test("a service that runs in the root folder", async () => {
    expect(await near(["-c", WAITS], path.relative(top, "/"), FILES)).toEqual([0, 0, 0]);
  });
});
