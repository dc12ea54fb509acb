/** Into a program that runs already: by the command line and from the editor. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isThere, pathWithTools } from "../../scripts/tools.mjs";
import { findPythons } from "../pythons.js";
import { Attaching, BUSY, COUNTING, WAITING } from "./attaching.js";
import { FakeEditor } from "./editor.js";

const HAS_GDB = isThere("gdb");
const HAS_PROC = process.platform === "linux";

/** Where a program's thread can be sent through code of ours, it takes no debugger. */
const CAN_ENTER = HAS_PROC && (process.arch === "x64" || HAS_GDB);

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

/** A search path on which no program is. */
function pathWithNothing(): string {
  const nothing = join(attaching.folder, "nothing");
  mkdirSync(nothing);
  return nothing;
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
  const waiting = test.skipIf(!CAN_ENTER);
  const itself = test.skipIf(!HAS_PROC || (minorOf({ version }) < 14 && !CAN_ENTER));

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

  itself(
    "a program whose names hide Python's, and to which warnings are errors, hears nothing of it",
    async () => {
      const options = ["-X", "dev", "-W", "error"];
      const { pid, program } = await attaching.start(python, `from os import *\n${BUSY}`, options);
      expect(await attaching.attach(pid)).toEqual({ code: 0, said: `attached to process ${pid}\n` });
      expect(program.exitCode).toBeNull();
      expect(program.stderr?.read()).toBeNull();
    },
  );

  itself("two servers attach at once, and a third elsewhere is told where the agent is", async () => {
    const { pid, program } = await attaching.start(python, BUSY);
    const both = await Promise.all([attaching.attach(pid), attaching.attach(pid)]);
    for (const { code, said } of both) {
      expect({ code, said }).toEqual({
        code: 0,
        said: expect.stringMatching(/attached|has an agent already/),
      });
    }
    const elsewhere = await attaching.attach(pid, { SNAPPOINT_RUNTIME_DIR: join(attaching.folder, "other") });
    expect(elsewhere).toEqual({ code: 1, said: expect.stringContaining(attaching.runtimeDir) });
    expect(program.exitCode).toBeNull();
    expect(program.stderr?.read()).toBeNull();
  });

  waiting("a program that only waits for input is entered where it waits", async () => {
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

  waiting("a program that is long in one function of C is entered behind it", async () => {
    const { pid, program } = await attaching.start(python, COUNTING);
    expect(await attaching.attach(pid)).toEqual({ code: 0, said: `attached to process ${pid}\n` });
    expect(program.exitCode).toBeNull();
    expect(program.stderr?.read()).toBeNull();
  });

  const without = async () => {
    const { pid, program } = await attaching.start(python, BUSY);
    const { code, said } = await attaching.attach(pid, { PATH: pathWithNothing() });
    expect(readdirSync(attaching.runtimeDir).filter((name) => name.startsWith("attach-"))).toEqual([]);
    expect(program.exitCode).toBeNull();
    return { code, said };
  };

  test.skipIf(!HAS_PROC || process.arch !== "x64")("it takes no debugger", async () => {
    expect(await without()).toMatchObject({ code: 0 });
  });

  test.skipIf(!HAS_PROC || process.arch === "x64" || minorOf({ version }) >= 14)(
    "without a debugger, it says what to do",
    async () => {
      const { code, said } = await without();
      expect(code).toBe(1);
      expect(said).toContain("to get into a Python before 3.14");
      expect(said).toContain("install one (`apt install gdb`");
    },
  );
});

const newest = findPythons().at(-1)?.path ?? "python3";

test.skipIf(!CAN_ENTER)("an editor offers the programs of an open file, and attaches", async () => {
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
  await expect.poll(() => listed(editor, pid)).toMatchObject({ pid, attached: true, cwd: attaching.folder });
  await editor.choose(file, 3, "Snappoint: add snapshot point");
  await editor.waitForBeside(file, 3, /doubled=\d+/);
  await expect.poll(titles).not.toContain(title);
});
