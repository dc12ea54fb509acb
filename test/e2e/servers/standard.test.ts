/** Programs that need nothing but Python, probed as their users would. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Program as Witnessed } from "../../../demo/program.js";
import { newestSupportedPython } from "../../../scripts/pythons.mjs";
import { until } from "../../until.js";
import { FakeEditor } from "../editor.js";
import { check } from "./probing.js";
import { comparable, Program } from "./program.js";
import { STANDARD } from "./targets.js";

const PYTHON = newestSupportedPython()?.path ?? "python3";

test.each(STANDARD)("$name", (target) => check(target, PYTHON));

let folder: string;
let programs: { stop: () => Promise<unknown> }[];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  programs = [];
});

afterEach(async () => {
  for (const program of programs) await program.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("python -m http.server, in the standard library's own source", async () => {
  writeFileSync(join(folder, "tea.txt"), "tea\n");
  const command = [PYTHON, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder];
  const plain = await servedPlainly(command);

  const runtimeDir = join(folder, "run");
  mkdirSync(runtimeDir, { mode: 0o700 });
  const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: runtimeDir };
  const program = Witnessed.start("http", command, folder, env);
  const editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: runtimeDir } });
  programs.push(program, { stop: () => editor.kill() });
  const address = (await program.printed(ADDRESS))[1] ?? "";
  program.pid = await until("the program to be found", () => pidOf(editor), Boolean);
  expect((await program.report()).changed).toEqual([]);

  const { source, line } = pathTranslated();
  editor.open(source);
  const { id } = await editor.execute<{ id: string }>("snappoint.addProbe", {
    uri: pathToFileURL(source).href,
    line,
  });
  await editor.waitForBeside(source, line, "no hit yet");
  expect((await program.report()).changed).toEqual(["SimpleHTTPRequestHandler.send_head"]);
  expect(await (await fetch(`${address}tea.txt`)).text()).toBe("tea\n");
  await editor.waitForBeside(source, line, /^path='.*' .*×1$/);

  await editor.execute("snappoint.removeProbe", { id });
  await until(
    "the original code",
    () => program.report(),
    ({ changed }) => changed.length === 0,
  );
  expect(await program.stop()).toEqual({ code: plain.code, signal: plain.signal });
  expect(comparable(program.output)).toEqual(plain.lines);
});

const ADDRESS = /\((http:[^)]*)\)/;

async function servedPlainly(command: string[]) {
  const program = Program.start(command, process.env, folder);
  programs.push({ stop: () => program.kill() });
  const said = await until("its address", () => ADDRESS.exec(program.output), Boolean);
  await (await fetch(`${said?.[1]}tea.txt`)).text();
  return program.end("SIGTERM");
}

/** Where `send_head` makes a path of what was asked for. */
function pathTranslated(): { source: string; line: number } {
  const asked = "import http.server as it; print(it.__file__)";
  const source = realpathSync(execFileSync(PYTHON, ["-c", asked], { encoding: "utf8" }).trim());
  const lines = readFileSync(source, "utf8").split("\n");
  return { source, line: lines.findIndex((text) => text.includes("path = self.translate_path")) };
}

async function pidOf(editor: FakeEditor): Promise<number> {
  const found = await editor.execute<{ pid: number; attached: boolean }[]>("snappoint.listProcesses");
  return found.find(({ attached }) => attached)?.pid ?? 0;
}
