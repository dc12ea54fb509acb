/**
 * A loop that reaches a snapshot point as often as it can, with the point and without it in turn.
 *
 *   npm run bench -- load [SECONDS]
 *
 * Says how much slower the loop is while it is watched, whether every hit was counted, what the program's
 * memory does, and how much of all this reaches the editor. Times are only compared within one run.
 */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { newestSupportedPython } from "../../scripts/pythons.mjs";
import { commandLine, numberIn } from "../command-line.js";
import { FakeEditor } from "../e2e/editor.js";
import { REPOSITORY } from "../repository.js";

const LOADED = join(REPOSITORY, "test", "bench", "loaded.py");
const LINE = readFileSync(LOADED, "utf8")
  .split("\n")
  .findIndex((line) => line.includes("@amount"));

/** Of a round: as long without the point as with it. */
const ROUND_SECONDS = 2;
const MEGABYTE = 1024 * 1024;

interface Stint {
  calls: number;
  seconds: number;
  memory: number;
}

type Run = (seconds: number) => Promise<Stint>;

async function main(seconds: number): Promise<void> {
  const python = newestSupportedPython();
  if (!python) throw new Error("the benchmark needs a CPython from 3.11 on, and found none");
  const folder = mkdtempSync(join(tmpdir(), "sp-"));
  const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: join(folder, "run") };
  const command = [join(REPOSITORY, "bin", "snappoint"), "run", "--", python.path, LOADED];
  const program = spawn(process.execPath, command, { env, stdio: ["pipe", "pipe", "inherit"] });
  const editor = await FakeEditor.start({ env: env as Record<string, string> });
  try {
    const lines = createInterface(program.stdout)[Symbol.asyncIterator]();
    await lines.next();
    const run: Run = async (length) => {
      program.stdin.write(`${length}\n`);
      const [calls = 0, took = 0, memory = 0] = String((await lines.next()).value)
        .split(" ")
        .map(Number);
      return { calls, seconds: took, memory };
    };
    editor.open(LOADED);
    console.log(`Python ${python.version}, ${seconds} s, in rounds of ${2 * ROUND_SECONDS} s`);
    await report(editor, run, Math.max(1, Math.round(seconds / (2 * ROUND_SECONDS))));
  } finally {
    await editor.quit();
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function report(editor: FakeEditor, run: Run, rounds: number): Promise<void> {
  await run(0.5);
  const bare: Stint[] = [];
  const watched: Stint[] = [];
  let counted = 0;
  const drawings = () => editor.happenings.counts.get("hints drawn") ?? 0;
  const before = drawings();
  for (let round = 0; round < rounds; round++) {
    bare.push(await run(ROUND_SECONDS));
    const stint = await watchedRun(editor, run);
    watched.push(stint);
    counted += stint.hits;
  }
  const calls = watched.reduce((sum, stint) => sum + stint.calls, 0);
  const seconds = watched.reduce((sum, stint) => sum + stint.seconds, 0);
  const ratios = watched
    .map((stint, round) => rate(bare[round] as Stint) / rate(stint))
    .sort((a, b) => a - b);
  const growth = ((watched.at(-1) as Stint).memory - (watched[0] as Stint).memory) / MEGABYTE;
  console.log(`hits a second while watched       ${Math.round(calls / seconds).toLocaleString("en")}`);
  console.log(
    `the loop takes, against unwatched ${ratios[ratios.length >> 1]?.toFixed(3)}× (median of ${rounds} rounds)`,
  );
  console.log(
    `hits counted                      ${counted} of ${calls}${counted === calls ? ", exact" : ", WRONG"}`,
  );
  console.log(`memory from first to last round   ${growth >= 0 ? "+" : ""}${growth.toFixed(1)} MB`);
  console.log(`drawings in the editor            ${((drawings() - before) / seconds).toFixed(1)} a second`);
  if (counted !== calls) process.exitCode = 1;
}

/** One round with the point set. Its count is asked for once it stands still. */
async function watchedRun(editor: FakeEditor, run: Run): Promise<Stint & { hits: number }> {
  await editor.choose(LOADED, LINE, "Snappoint: add snapshot point");
  await editor.waitForBeside(LOADED, LINE, "no hit yet");
  const stint = await run(ROUND_SECONDS);
  const [probe] = await editor.execute<{ id: string }[]>("snappoint.listProbes");
  await editor.waitForBeside(LOADED, LINE, new RegExp(`×${stint.calls.toLocaleString("en")}$`));
  const [after] = await editor.execute<{ hits: number }[]>("snappoint.listProbes");
  await editor.execute("snappoint.removeProbe", { id: probe?.id });
  await editor.waitForBeside(LOADED, LINE, "");
  return { ...stint, hits: after?.hits ?? 0 };
}

function rate({ calls, seconds }: Stint): number {
  return calls / seconds;
}

const [seconds = "60"] = commandLine(import.meta.url, {}, 1).words;
await main(numberIn(import.meta.url, "SECONDS", seconds, 1));
