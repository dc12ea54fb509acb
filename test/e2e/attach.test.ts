/** Into a program that runs already: by the command line and from the editor. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isThere, pathWithTools } from "../../scripts/tools.mjs";
import { findPythons } from "../pythons.js";
import { Attaching, BUSY, WAITING } from "./attaching.js";
import { FakeEditor } from "./editor.js";

const HAS_GDB = isThere("gdb");
const HAS_LLDB = isThere("lldb");
const HAS_PROC = process.platform === "linux";

let attaching: Attaching;
let editors: FakeEditor[];

beforeEach(() => {
  attaching = new Attaching();
  editors = [];
});

afterEach(async () => {
  for (const editor of editors) await editor.kill();
  attaching.cleanUp();
});

async function openEditor(file: string): Promise<FakeEditor> {
  const editor = await FakeEditor.start({
    env: { PATH: pathWithTools(), SNAPPOINT_RUNTIME_DIR: attaching.runtimeDir },
  });
  editors.push(editor);
  editor.open(file);
  return editor;
}

/** A search path with nothing but this program on it. */
function pathWith(program: string): string {
  const found = spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout.trim();
  const only = join(attaching.folder, "only");
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
  return readdirSync(attaching.runtimeDir).filter((name) => name.startsWith("attach-"));
}

const minorOf = ({ version }: { version: string }) => Number(version.split(".")[1]);

describe.each(findPythons())("Python $version", ({ path: python, version }) => {
  const byGdb = test.skipIf(!HAS_PROC || !HAS_GDB);
  const itself = test.skipIf(!HAS_PROC || (minorOf({ version }) < 14 && !HAS_GDB));

  itself("a busy program is entered, its values are seen, and it runs on", async () => {
    const { pid, file, program } = await attaching.start(python, BUSY);
    expect(await attaching.attach(pid)).toEqual({ code: 0, said: `attached to process ${pid}\n` });
    const editor = await openEditor(file);
    await editor.choose(file, 3, "Snappoint: add snapshot point");
    await editor.waitForBeside(file, 3, /doubled=\d+ · number=\d+/);
    expect(await attaching.attach(pid)).toEqual({ code: 0, said: `process ${pid} has an agent already\n` });
    expect(ways()).toEqual([]);
    expect(program.exitCode).toBeNull();
    expect(program.stderr?.read()).toBeNull();
  });

  byGdb("a program that only waits for input is entered where it waits", async () => {
    const { pid, file, program, nextLine } = await attaching.start(python, WAITING);
    expect(await attaching.attach(pid)).toEqual({ code: 0, said: `attached to process ${pid}\n` });
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
    const { pid, file, program, nextLine } = await attaching.start(python, WAITING);
    const attached = { code: 0, said: `attached to process ${pid}\n` };
    expect(await attaching.attach(pid, { PATH: pathWith("lldb") })).toEqual(attached);
    const editor = await openEditor(file);
    await editor.choose(file, 1, "Snappoint: add snapshot point");
    await editor.waitForBeside(file, 1, "no hit yet");
    program.stdin?.write("quiet\n");
    expect(await nextLine()).toBe("QUIET");
    await editor.waitForBeside(file, 1, /loud='QUIET'/);
    program.stdin?.end();
  });

  test.skipIf(!HAS_PROC || minorOf({ version }) >= 14)("without a debugger, it says what to do", async () => {
    const { pid, program } = await attaching.start(python, BUSY);
    const { code, said } = await attaching.attach(pid, { PATH: pathWith("none") });
    expect(code).toBe(1);
    expect(said).toContain(`process ${pid}: to get into a Python before 3.14`);
    expect(said).toContain("install one (`apt install gdb`");
    expect(readdirSync(attaching.runtimeDir)).toEqual([]);
    expect(program.exitCode).toBeNull();
  });
});

const newest = findPythons().at(-1)?.path ?? "python3";

test.skipIf(!HAS_PROC || !HAS_GDB)(
  "an editor offers the programs of an open file, and attaches",
  async () => {
    const { pid, file } = await attaching.start(newest, BUSY);
    const editor = await openEditor(file);
    const title = `Snappoint: attach to ${pid} (${file.length > 60 ? `${file.slice(0, 59)}…` : file})`;
    const titles = async () =>
      (await editor.codeActions(file, { line: 3, character: 0 })).map((each) => each.title);
    await expect.poll(titles).toContain(title);
    expect(await listed(editor, pid)).toEqual({
      pid,
      argv: [newest, file],
      cwd: attaching.folder,
      attached: false,
    });
    await editor.choose(file, 3, title);
    await expect
      .poll(() => listed(editor, pid))
      .toMatchObject({ pid, attached: true, cwd: attaching.folder });
    await editor.choose(file, 3, "Snappoint: add snapshot point");
    await editor.waitForBeside(file, 3, /doubled=\d+/);
    await expect.poll(titles).not.toContain(title);
  },
);
