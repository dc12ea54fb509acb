/**
 * The main job, shown: two programs run, an editor opens their source, snapshot points are put on lines,
 * values appear beside them and follow the programs; then the points go and the programs are as before.
 *
 *   npm run demo -- [--keep]
 *
 * Takes ten seconds; with --keep it goes on until Ctrl-C and says how to see the same in an editor.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { newestSupportedPython } from "../scripts/pythons.mjs";
import { commandText } from "../server/cli/text.js";
import { commandLine } from "../test/command-line.js";
import { FakeEditor } from "../test/e2e/editor.js";
import { REPOSITORY } from "../test/repository.js";
import { until } from "../test/until.js";
import { Drawing } from "./drawing.js";
import { Program, type Report } from "./program.js";
import { ADD, REMOVE, Scene } from "./scene.js";

const SHOW_MS = 10_000;
const REQUEST_EVERY_MS = 400;
const REDRAW_MS = 40;
const PAGES = ["tea.txt", "milk.txt", "", "missing.txt"];
const WORKER = join(REPOSITORY, "demo", "worker.py");

async function main(keep: boolean): Promise<void> {
  const python = newestSupportedPython();
  if (!python) throw new Error("the demo needs a CPython from 3.11 on, and found none");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  for (const page of PAGES.slice(0, 2)) writeFileSync(join(folder, page), `${page}\n`);
  // A demo that stays is to be found by the user's own editor; one that does not keeps to itself.
  const env = keep ? process.env : { ...process.env, SNAPPOINT_RUNTIME_DIR: join(folder, "run") };
  const web = Program.start("http.server", webCommand(python.path, folder), folder, env);
  const shop = Program.start("worker.py", [python.path, WORKER], folder, env);
  const editor = await FakeEditor.start({ env: env as Record<string, string> });
  try {
    console.log(
      `Python ${python.version} runs its own http.server and a small worker; nothing in them was changed.\n`,
    );
    const scenes = scenesFor(sourceOf(python.path));
    await show(editor, web, shop, scenes, keep);
  } finally {
    await editor.quit().catch(() => editor.kill());
    await Promise.all([web.stop(), shop.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `source` is the `http/server.py` of the Python that runs. */
function scenesFor(source: string): Scene[] {
  return [
    new Scene(source, "path = self.translate_path", 4, [
      "path = self.translate_path",
      "if os.path.isdir(path)",
    ]),
    new Scene(source, "ctype = self.guess_type(path)", 1, ["ctype = self.guess_type(path)"]),
    new Scene(WORKER, "def price(order)", 6, ["total += PRICES[name]", "return round(total"]),
  ];
}

async function show(
  editor: FakeEditor,
  web: Program,
  shop: Program,
  scenes: Scene[],
  keep: boolean,
): Promise<void> {
  const address = (await web.printed(/\((http:[^)]*)\)/))[1] ?? "";
  const programs = [web, shop];
  for (const program of programs) await found(editor, program);
  // The first report is the one that remembers the originals.
  await Promise.all(programs.map((program) => program.report()));
  for (const file of new Set(scenes.map((scene) => scene.file))) editor.open(file);
  for (const scene of scenes) await scene.choose(editor, ADD);
  if (keep) console.log(howToSee(address, scenes));
  await follow(editor, scenes, address, keep ? Number.POSITIVE_INFINITY : SHOW_MS);
  const during = await Promise.all(programs.map((program) => program.report()));
  for (const scene of scenes) await scene.choose(editor, REMOVE);
  const after = await Promise.all(programs.map(originals));
  console.log("\nThe snapshot points are gone. What a witness inside each program saw:");
  programs.forEach(({ name, running }, i) => {
    const instrumented = during[i]?.changed ?? [];
    if (instrumented.length === 0 || !running)
      throw new Error(`${name} was not probed, or did not survive it`);
    console.log(`  ${name}: ${instrumented.join(", ")} ran with probes;`);
    console.log(
      `  now all of its ${after[i]?.functions} functions run the very code objects that they had before.`,
    );
  });
}

/** Requests pages and draws what the editor shows, until the time is over or Ctrl-C. */
async function follow(
  editor: FakeEditor,
  scenes: Scene[],
  address: string,
  milliseconds: number,
): Promise<void> {
  let going = true;
  process.once("SIGINT", () => {
    going = false;
  });
  const drawing = new Drawing(process.stdout);
  const end = performance.now() + milliseconds;
  for (let count = 0, next = 0; going && performance.now() < end; ) {
    if (performance.now() >= next) {
      next = performance.now() + REQUEST_EVERY_MS;
      void fetch(`${address}${PAGES[count++ % PAGES.length]}`).then((response) => response.text());
    }
    drawing.draw(scenes.map((scene) => scene.excerpt(editor)));
    await delay(REDRAW_MS);
  }
}

function webCommand(python: string, folder: string): string[] {
  return [python, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder];
}

/** `http/server.py` of a Python. */
function sourceOf(python: string): string {
  return execFileSync(python, ["-c", "import http.server as s; print(s.__file__)"], {
    encoding: "utf8",
  }).trim();
}

/** Waits until the language server has found a program. */
async function found(editor: FakeEditor, program: Program): Promise<void> {
  await program.started();
  await until(
    `${program.name} to be found by the language server`,
    () => editor.execute<{ pid: number; attached: boolean }[]>("snappoint.listProcesses"),
    (list) => list.some(({ pid, attached }) => attached && pid === program.pid),
  );
}

/** Waits until a program's functions run their own code again. */
function originals(program: Program): Promise<Report> {
  return until(
    `the original code in ${program.name}`,
    () => program.report(),
    ({ changed }) => changed.length === 0,
  );
}

function howToSee(address: string, scenes: Scene[]): string {
  const { file, line } = scenes[0]?.place ?? { file: "", line: 1 };
  const configuration = join(REPOSITORY, "clients", "nvim", "plugin", "snappoint.lua");
  return [
    "To see the same in Neovim, while this goes on (Ctrl-C ends it):",
    `  ${commandText(["nvim", "-u", configuration, `+${line}`, file])}`,
    "  and there, by the code actions (gra): Snappoint: add snapshot point",
    "or in another terminal:",
    `  ${commandText([join(REPOSITORY, "bin", "snappoint"), "watch", `${file}:${line}`])}`,
    `The web server answers at ${address}\n`,
  ].join("\n");
}

const { keep } = commandLine(import.meta.url, { keep: { type: "boolean", default: false } }).values;
await main(keep);
