/** Into a program that runs already: by the command line and from the editor. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isThere, pathWithTools } from "../../scripts/tools.mjs";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";
import { FakeEditor } from "./editor.js";

const BIN = join(REPOSITORY, "bin", "snappoint");
const HAS_GDB = isThere("gdb");
const HAS_LLDB = isThere("lldb");
const HAS_PROC = process.platform === "linux";

const BUSY = `import time

def work(number):
    doubled = number * 2
    return doubled

print("ready", flush=True)
number = 0
while True:
    number += 1
    work(number)
    time.sleep(0.01)
`;

const WAITING = `def work(text):
    loud = text.upper()
    return loud

print("ready", flush=True)
while True:
    print(work(input()), flush=True)
`;

let folder: string;
let runtimeDir: string;
let programs: ChildProcess[];
let editors: FakeEditor[];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  runtimeDir = join(folder, "run");
  mkdirSync(runtimeDir, { mode: 0o700 });
  programs = [];
  editors = [];
});

afterEach(async () => {
  for (const editor of editors) await editor.kill();
  for (const program of programs) program.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  pid: number;
  file: string;
  program: ChildProcess;
  nextLine(): Promise<string>;
}

/** A program without any agent. Its environment knows nothing of our folder. */
async function start(python: string, source: string): Promise<Started> {
  const file = join(folder, "program.py");
  writeFileSync(file, source);
  const program = spawn(python, [file], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  programs.push(program);
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  expect(await nextLine()).toBe("ready");
  return { pid: program.pid as number, file, program, nextLine };
}

async function attach(
  pid: number | string,
  variables: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  const env = { ...process.env, PATH: pathWithTools(), SNAPPOINT_RUNTIME_DIR: runtimeDir, ...variables };
  const child = spawn(process.execPath, [BIN, "attach", String(pid)], { env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}

async function openEditor(file: string): Promise<FakeEditor> {
  const editor = await FakeEditor.start({
    env: { PATH: pathWithTools(), SNAPPOINT_RUNTIME_DIR: runtimeDir },
  });
  editors.push(editor);
  editor.open(file);
  return editor;
}

/** A search path with nothing but this program on it. */
function pathWith(program: string): string {
  const found = spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout.trim();
  const only = join(folder, "only");
  mkdirSync(only);
  if (found !== "") symlinkSync(found, join(only, program));
  return only;
}

/** What the editor is told of a process. */
async function listed(editor: FakeEditor, pid: number): Promise<unknown> {
  const processes = (await editor.execute("snappoint.listProcesses")) as { pid: number }[];
  return processes.find((each) => each.pid === pid);
}

function ways(): string[] {
  return readdirSync(runtimeDir).filter((name) => name.startsWith("attach-"));
}

const minorOf = ({ version }: { version: string }) => Number(version.split(".")[1]);

describe.each(findPythons())("Python $version", ({ path: python, version }) => {
  const byGdb = test.skipIf(!HAS_PROC || !HAS_GDB);
  const itself = test.skipIf(!HAS_PROC || (minorOf({ version }) < 14 && !HAS_GDB));

  itself("a busy program is entered, its values are seen, and it runs on", async () => {
    const { pid, file, program } = await start(python, BUSY);
    expect(await attach(pid)).toEqual({ code: 0, said: `attached to process ${pid}\n` });
    const editor = await openEditor(file);
    await editor.choose(file, 3, "Snappoint: add snapshot point");
    await editor.waitForBeside(file, 3, /doubled=\d+ · number=\d+/);
    expect(await attach(pid)).toEqual({ code: 0, said: `process ${pid} has an agent already\n` });
    expect(ways()).toEqual([]);
    expect(program.exitCode).toBeNull();
    expect(program.stderr?.read()).toBeNull();
  });

  byGdb("a program that only waits for input is entered where it waits", async () => {
    const { pid, file, program, nextLine } = await start(python, WAITING);
    expect(await attach(pid)).toEqual({ code: 0, said: `attached to process ${pid}\n` });
    const editor = await openEditor(file);
    await editor.choose(file, 1, "Snappoint: add snapshot point");
    await editor.waitForBeside(file, 1, "no hit yet");
    program.stdin?.write("quiet\n");
    expect(await nextLine()).toBe("QUIET");
    await editor.waitForBeside(file, 1, /loud='QUIET'/);
    expect(ways()).toEqual([]);
    program.stdin?.end();
  });

  test.skipIf(!HAS_PROC || !HAS_LLDB)("by lldb, where there is no gdb", async () => {
    const { pid, file, program, nextLine } = await start(python, WAITING);
    const attached = { code: 0, said: `attached to process ${pid}\n` };
    expect(await attach(pid, { PATH: pathWith("lldb") })).toEqual(attached);
    const editor = await openEditor(file);
    await editor.choose(file, 1, "Snappoint: add snapshot point");
    await editor.waitForBeside(file, 1, "no hit yet");
    program.stdin?.write("quiet\n");
    expect(await nextLine()).toBe("QUIET");
    await editor.waitForBeside(file, 1, /loud='QUIET'/);
    program.stdin?.end();
  });

  test.skipIf(!HAS_PROC || minorOf({ version }) >= 14)("without a debugger, it says what to do", async () => {
    const { pid, program } = await start(python, BUSY);
    const { code, said } = await attach(pid, { PATH: pathWith("none") });
    expect(code).toBe(1);
    expect(said).toContain(`process ${pid}: to get into a Python before 3.14`);
    expect(said).toContain("install one (`apt install gdb`");
    expect(readdirSync(runtimeDir)).toEqual([]);
    expect(program.exitCode).toBeNull();
  });
});

const newest = findPythons().at(-1)?.path ?? "python3";

test.skipIf(!HAS_PROC || !HAS_GDB)(
  "an editor offers the programs of an open file, and attaches",
  async () => {
    const { pid, file } = await start(newest, BUSY);
    const editor = await openEditor(file);
    const title = `Snappoint: attach to ${pid} (${file.length > 60 ? `${file.slice(0, 59)}…` : file})`;
    const titles = async () =>
      (await editor.codeActions(file, { line: 3, character: 0 })).map((each) => each.title);
    await expect.poll(titles, { timeout: 10_000 }).toContain(title);
    expect(await listed(editor, pid)).toEqual({
      pid,
      argv: [newest, file],
      cwd: folder,
      attached: false,
    });
    await editor.choose(file, 3, title);
    await expect.poll(() => listed(editor, pid)).toMatchObject({ pid, attached: true, cwd: folder });
    await editor.choose(file, 3, "Snappoint: add snapshot point");
    await editor.waitForBeside(file, 3, /doubled=\d+/);
    await expect.poll(titles, { timeout: 10_000 }).not.toContain(title);
  },
);

describe.skipIf(!HAS_PROC)("what can't be entered is refused in a sentence", () => {
  test("a process that is not there", async () => {
    expect(await attach(999_999_999)).toEqual({
      code: 1,
      said: "snappoint attach: process 999999999: there is no such process\n",
    });
  });

  test("another program", async () => {
    const { code, said } = await attach(process.pid);
    expect(code).toBe(1);
    expect(said).toMatch(/^snappoint attach: process \d+: it runs .*node.*, which is no Python\n$/);
  });

  test("a number that is none", async () => {
    expect((await attach("abc")).code).toBe(2);
  });

  test("by the editor's command, which says why", async () => {
    const editor = await openEditor(join(REPOSITORY, "test", "bench", "ticker.py"));
    await expect(editor.execute("snappoint.attach", { pid: process.pid })).rejects.toThrow(
      "which is no Python",
    );
    await expect(editor.execute("snappoint.attach", { pid: -1 })).rejects.toThrow("a process id is wanted");
    expect(editor.messages.some(({ shown, text }) => shown && text.includes("no Python"))).toBe(true);
  });
});

test.skipIf(!HAS_PROC || !HAS_GDB)(
  "whoever attaches may die at any moment: the program goes on",
  async () => {
    const python = findPythons().find((each) => minorOf(each) < 14)?.path ?? newest;
    const { pid, program } = await start(python, BUSY);
    const env = { ...process.env, PATH: pathWithTools(), SNAPPOINT_RUNTIME_DIR: runtimeDir };
    for (let round = 0; round < 10; round++) {
      const child = spawn(process.execPath, [BIN, "attach", String(pid)], { env, stdio: "ignore" });
      await new Promise((resolve) => setTimeout(resolve, 40 * round));
      child.kill("SIGKILL");
    }
    expect((await attach(pid)).code).toBe(0);
    const cpu = () =>
      readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ").slice(11, 13).join(" ");
    const before = cpu();
    await expect.poll(cpu, { timeout: 10_000 }).not.toBe(before);
    expect(program.exitCode).toBeNull();
  },
);
