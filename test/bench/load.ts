/**
 * A loop that reaches a snapshot point as often as it can, with the point and without it in turn.
 *
 *   npm run bench -- load [SECONDS]
 *
 * Says how much slower the loop is while it is watched, and which part of it is to count hits and which to capture
 * some, for which there is a budget; whether every hit was counted, what the program's
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

/** The share of a core that the captures of a program may take, by default. */
const BUDGET = 0.01;

/** Seconds for which it may be spent in advance, so that a point shows something at once. */
const IN_ADVANCE = 1;

interface Stint {
  calls: number;
  /** By the clock. */
  seconds: number;
  /** Of the processor, if all calls had taken as long as most of them, which have no capture. */
  typical: number;
  /** What other threads than the loop's, ours that is, took of the processor. */
  others: number;
  memory: number;
}

interface Watched extends Stint {
  /** All that were counted. */
  hits: number;
  /** Of a core, that the captures took on the loop's thread: as the agent has measured it. */
  share: number;
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
      const [calls = 0, took = 0, typical = 0, others = 0, memory = 0] = String((await lines.next()).value)
        .split(" ")
        .map(Number);
      return { calls, seconds: took, typical, others, memory };
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
  const watched: Watched[] = [];
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
  const median = (of: (stint: Watched, before: Stint) => number) => {
    const found = watched.map((stint, round) => of(stint, bare[round] as Stint)).sort((a, b) => a - b);
    return found[found.length >> 1] as number;
  };
  const slowdown = median((stint, before) => rate(before) / rate(stint));
  const counting = median((stint, before) => typicalOf(stint) - typicalOf(before));
  const captures = median(({ share }) => share);
  const threads = median(({ others, seconds: took }) => others / took);
  const growth = ((watched.at(-1) as Stint).memory - (watched[0] as Stint).memory) / MEGABYTE;
  console.log(`hits a second while watched       ${Math.round(calls / seconds).toLocaleString("en")}`);
  console.log(`the loop takes, against unwatched ${slowdown.toFixed(3)}× (median of ${rounds} rounds)`);
  const allowed = BUDGET * (1 + IN_ADVANCE / ROUND_SECONDS);
  console.log(
    `  to count and refuse a hit       ${(counting * 1e9).toFixed(0)} ns of ${(typicalOf(bare[0] as Stint) * 1e9).toFixed(0)}`,
  );
  console.log(
    `  captures, on the loop's thread  ${percent(captures)} of a core, on our own ${percent(threads)}`,
  );
  console.log(
    `  both within the budget          ${captures + threads <= allowed ? "yes" : "NO"}: ${percent(allowed)} in rounds of so few seconds`,
  );
  console.log(
    `hits counted                      ${counted} of ${calls}${counted === calls ? ", exact" : ", WRONG"}`,
  );
  console.log(`memory from first to last round   ${growth >= 0 ? "+" : ""}${growth.toFixed(1)} MB`);
  console.log(`drawings in the editor            ${((drawings() - before) / seconds).toFixed(1)} a second`);
  if (counted !== calls) process.exitCode = 1;
}

/** One round with the point set. Its count is asked for once it stands still. */
async function watchedRun(editor: FakeEditor, run: Run): Promise<Watched> {
  await editor.choose(LOADED, LINE, "Snappoint: add snapshot point");
  await editor.waitForBeside(LOADED, LINE, "no hit yet");
  const stint = await run(ROUND_SECONDS);
  const [probe] = await editor.execute<{ id: string }[]>("snappoint.listProbes");
  await editor.waitForBeside(LOADED, LINE, new RegExp(`×${stint.calls.toLocaleString("en")}$`));
  const [after] = await editor.execute<{ hits: number }[]>("snappoint.listProbes");
  const cost = /([\d.]+) ?% of a core/.exec((await editor.hover(LOADED, LINE, 4)) ?? "");
  await editor.execute("snappoint.removeProbe", { id: probe?.id });
  await editor.waitForBeside(LOADED, LINE, "");
  return { ...stint, hits: after?.hits ?? 0, share: Number(cost?.[1] ?? 0) / 100 };
}

/** Seconds of the processor that a call takes that is not captured. */
function typicalOf({ calls, typical }: Stint): number {
  return typical / calls;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function rate({ calls, seconds }: Stint): number {
  return calls / seconds;
}

const [seconds = "60"] = commandLine(import.meta.url, {}, 1).words;
await main(numberIn(import.meta.url, "SECONDS", seconds, 1));
