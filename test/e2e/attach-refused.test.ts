/** What can't be entered is refused in a sentence that says what to do, and is left as it was. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isThere } from "../../scripts/tools.mjs";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";
import { Attaching, BUSY, stateOf } from "./attaching.js";
import { FakeEditor } from "./editor.js";

const pythons = findPythons();
const newest = pythons.at(-1)?.path ?? "python3";
const minorOf = ({ version }: { version: string }) => Number(version.split(".")[1]);
const byDebugger = pythons.find((each) => minorOf(each) < 14)?.path;
const byItself = pythons.find((each) => minorOf(each) >= 14)?.path;
const HAS_GDB = isThere("gdb");

let attaching: Attaching;

beforeEach(() => {
  attaching = new Attaching();
});

afterEach(() => attaching.cleanUp());

/** Attaches, expects the refusal, and that nothing was left behind. */
async function refusal(pid: number, variables: Record<string, string> = {}): Promise<string> {
  const { code, said } = await attaching.attach(pid, variables);
  expect({ code, left: readdirSync(attaching.runtimeDir) }).toEqual({ code: 1, left: [] });
  const beginning = `snappoint attach: process ${pid}: `;
  expect(said.slice(0, beginning.length)).toBe(beginning);
  return said.slice(beginning.length).trimEnd();
}

/** Another program under the name of a Python. */
function called(name: string): number {
  const program = join(attaching.folder, name);
  copyFileSync("/bin/sleep", program);
  chmodSync(program, 0o755);
  return attaching.spawn(program, ["1000"]).pid as number;
}

/** What a process is once it is that. */
async function becomes(pid: number, state: string): Promise<void> {
  await expect.poll(() => stateOf(pid)).toBe(state);
}

describe.skipIf(process.platform !== "linux")("refused", () => {
  test("a process that is not there", async () => {
    expect(await refusal(999_999_999)).toBe("there is no such process");
  });

  test("another program", async () => {
    expect(await refusal(process.pid)).toMatch(/^it runs .*node.*, which is no Python$/);
  });

  test("a number that is none", async () => {
    expect((await attaching.attach("abc")).code).toBe(2);
  });

  test.each([
    ["python3.10", "it runs Python 3.10, and Snappoint needs 3.11 or newer"],
    ["python2.7", "it runs Python 2.7, and Snappoint needs 3.11 or newer"],
    ["pypy3.11", "it runs PyPy, and Snappoint works in CPython only"],
    ["python3", "it does not tell which Python it is"],
    ["python3.12", "it is linked statically or stripped of all names"],
  ])("what is called %s", async (name, reason) => {
    const pid = called(name);
    await expect
      .poll(() => spawnSync("readlink", [`/proc/${pid}/exe`], { encoding: "utf8" }).stdout)
      .toContain(name);
    expect(await refusal(pid)).toContain(reason);
    expect(stateOf(pid)).toBe("S");
  });

  test("one that has ended and was not fetched by its parent", async () => {
    const source = `import os, time
child = os.fork()
if not child:
    os._exit(0)
print("ready", flush=True)
print(child, flush=True)
time.sleep(1000)
`;
    const { nextLine } = await attaching.start(newest, source);
    const child = Number(await nextLine());
    await becomes(child, "Z");
    expect(await refusal(child)).toBe("it has ended");
  });

  test("one that was stopped by hand, and stays so", async () => {
    const { pid, program } = await attaching.start(newest, BUSY);
    program.kill("SIGSTOP");
    await becomes(pid, "T");
    expect(await refusal(pid)).toBe(`it is stopped: let it go on (\`kill -CONT ${pid}\`), and attach then`);
    expect(stateOf(pid)).toBe("T");
    program.kill("SIGCONT");
    await becomes(pid, "S");
  });

  test.skipIf(!HAS_GDB)("one that stands still in a debugger", async () => {
    const { pid } = await attaching.start(newest, BUSY);
    const debuggerArgs = ["-nx", "-q", "-p", String(pid)];
    const other = attaching.spawn("gdb", debuggerArgs, attaching.env);
    await becomes(pid, "t");
    expect(await refusal(pid)).toBe(
      `it stands still in the hands of process ${other.pid} (gdb): let it go on there`,
    );
    other.stdin?.end("detach\nquit\n");
    await becomes(pid, "S");
  });

  test.skipIf(!HAS_GDB || !byDebugger)("one that a debugger holds while it runs", async () => {
    const { pid } = await attaching.start(byDebugger as string, BUSY);
    const commands = ["set pagination off", `attach ${pid}`, "continue"];
    const args = ["-nx", "-q", ...commands.flatMap((command) => ["-ex", command])];
    const other = attaching.spawn("gdb", args, attaching.env);
    let said = "";
    other.stdout?.on("data", (data: Buffer) => (said += data));
    await expect.poll(() => said).toContain("Continuing.");
    await becomes(pid, "S");
    expect(await refusal(pid)).toBe(
      `it is in the hands of process ${other.pid} (gdb), and only one can hold it: detach that first`,
    );
  });

  test.skipIf(!byItself)(
    "one whose owner wants no remote debugging, by an option or a variable",
    async () => {
      const switchedOff = "it was started with remote debugging switched off";
      const option = await attaching.start(byItself as string, BUSY, ["-X", "disable-remote-debug"]);
      expect(await refusal(option.pid)).toContain(switchedOff);
      const env = { ...process.env, PYTHON_DISABLE_REMOTE_DEBUG: "1" };
      const variable = await attaching.start(byItself as string, BUSY, [], env);
      expect(await refusal(variable.pid)).toContain(switchedOff);
      // The variable in our own environment is no word of the program's owner.
      const other = await attaching.start(byItself as string, BUSY);
      expect((await attaching.attach(other.pid, { PYTHON_DISABLE_REMOTE_DEBUG: "1" })).code).toBe(0);
    },
  );

  test("one that sees other files", async ({ skip }) => {
    skip(spawnSync("unshare", ["--mount", "true"]).status !== 0, "needs unshare, and the right to it");
    const { pid } = await attaching.start("unshare", BUSY, ["--mount", newest]);
    expect(await refusal(pid)).toContain("it runs in a container, or with other mounts");
  });

  test("by the editor's command, which says why", async () => {
    const editor = await FakeEditor.start({ env: attaching.env as Record<string, string> });
    editor.open(join(REPOSITORY, "test", "bench", "ticker.py"));
    const asked = editor.execute("snappoint.attach", { pid: process.pid });
    await expect(asked).rejects.toThrow("which is no Python");
    await expect(editor.execute("snappoint.attach", { pid: -1 })).rejects.toThrow("a process id is wanted");
    expect(editor.messages.some(({ shown, text }) => shown && text.includes("no Python"))).toBe(true);
    await editor.kill();
  });
});

describe.skipIf(process.platform !== "linux" || !HAS_GDB).each(pythons)(
  "Python $version that is shutting down",
  ({ path: python }) => {
    const AT_EXIT = `import atexit, threading, time
atexit.register(time.sleep, 1000)
atexit.register(print, "ready", flush=True)
`;
    const LATE = `import sys, time
class Late:
    def __del__(self, sleep=time.sleep, write=__import__("os").write):
        write(1, b"ready\\n")
        sleep(1000)
late = sys.late = Late()
`;
    test.each([
      ["in what it does at its exit", AT_EXIT],
      ["in what it takes apart", LATE],
    ])("%s", async (_name, source) => {
      const { pid, program } = await attaching.start(python, source);
      expect(await refusal(pid)).toMatch(/^it is shutting down/);
      expect(stateOf(pid)).toBe("S");
      expect(program.stderr?.read()).toBeNull();
    });
  },
);

test.skipIf(process.platform !== "linux" || !byItself)(
  "a file of an earlier process of the same number is not taken for an agent",
  async () => {
    const { pid } = await attaching.start(byItself as string, BUSY);
    const base = join(attaching.runtimeDir, `${pid}-0123abcd`);
    writeFileSync(`${base}.json`, JSON.stringify({ pid, socket: `${base}.sock` }));
    expect((await attaching.attach(pid)).said).toBe(`attached to process ${pid}\n`);
  },
);
