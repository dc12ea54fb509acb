/**
 * How long after a hit its value stands in the editor: program → agent → server → hint on the screen.
 *
 *   npm run bench -- latency [HITS]
 *
 * Two cases: a hit after a pause, which must not wait for any window, and hits every 20 ms, of which only
 * those are shown that the bounded refreshes come to. Beside them the time of one bare request for hints to
 * the same server, because absolute times say little on a noisy machine.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { newestSupportedPython } from "../../scripts/pythons.mjs";
import { commandLine, numberIn } from "../command-line.js";
import { FakeEditor } from "../e2e/editor.js";
import { REPOSITORY } from "../repository.js";

const TICKER = join(REPOSITORY, "test", "bench", "ticker.py");
const LINE = readFileSync(TICKER, "utf8")
  .split("\n")
  .findIndex((line) => line.includes("@tick"));
/** Longer than every window of the refresh discipline, so that each hit is a leading edge. */
const PAUSE_MS = 700;
const BURST_MS = 20;
const BURST_HITS = 150;
const HITS_TO_SETTLE = 60;

async function main(hits: number): Promise<void> {
  const python = newestSupportedPython();
  if (!python) throw new Error("the benchmark needs a CPython from 3.11 on, and found none");
  const folder = mkdtempSync(join(tmpdir(), "sp-"));
  const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: join(folder, "run") };
  const command = [join(REPOSITORY, "bin", "snappoint"), "run", "--", python.path, TICKER];
  const program = spawn(process.execPath, command, { env, stdio: ["pipe", "pipe", "inherit"] });
  const editor = await FakeEditor.start({ env: env as Record<string, string> });
  try {
    const ticker = new Ticker(program);
    await ticker.ready();
    editor.open(TICKER);
    await editor.choose(TICKER, LINE, "Snappoint: add snapshot point");
    await settle(editor, ticker);
    console.log(
      `Python ${python.version}, ${hits} hits after a pause, ${BURST_HITS} hits every ${BURST_MS} ms`,
    );
    await report(editor, ticker, hits);
  } finally {
    await editor.quit();
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function report(editor: FakeEditor, ticker: Ticker, hits: number): Promise<void> {
  const bare = await requests(editor, hits);
  const single = await afterPauses(editor, ticker, hits);
  const burst = await agesInBurst(editor, ticker);
  print("one request for hints, no hit", bare, bare);
  print("hit → value on the screen, after a pause", single, bare);
  print(`age of the ${burst.length} values shown during a burst`, burst, bare);
}

/** Hits until the first value stands there: by then everything is loaded and armed. */
async function settle(editor: FakeEditor, ticker: Ticker): Promise<void> {
  for (let hits = 0; hits < HITS_TO_SETTLE; hits++) {
    await ticker.tick();
    await delay(PAUSE_MS);
    if (editor.beside(TICKER, LINE).includes("number=")) return;
  }
  throw new Error(`after ${HITS_TO_SETTLE} hits the line says: ${editor.beside(TICKER, LINE)}`);
}

async function requests(editor: FakeEditor, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await editor.hints(TICKER);
    times.push(performance.now() - began);
  }
  return times;
}

async function afterPauses(editor: FakeEditor, ticker: Ticker, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    await delay(PAUSE_MS);
    times.push(await shownAfter(editor, ticker));
  }
  return times;
}

/** For each value that was shown during a burst, how old it was when it appeared. */
async function agesInBurst(editor: FakeEditor, ticker: Ticker): Promise<number[]> {
  const hit = new Map<number, number>();
  const shown = new Map<number, number>();
  let over = false;
  const watching = editor.waitFor(
    "the end of the burst",
    () => {
      const number = Number(/number=(\d+) /.exec(editor.beside(TICKER, LINE))?.[1]);
      if (!shown.has(number)) shown.set(number, performance.timeOrigin + performance.now());
      return over;
    },
    10 * BURST_HITS * BURST_MS,
  );
  for (let i = 0; i < BURST_HITS; i++) {
    const time = await ticker.tick();
    hit.set(ticker.number, time * 1000);
    await delay(BURST_MS);
  }
  over = true;
  editor.happenings.add("the burst is over");
  await watching;
  return [...shown]
    .flatMap(([number, time]) => time - (hit.get(number) ?? Number.NaN))
    .filter(Number.isFinite);
}

/** Milliseconds from the moment before a hit, by the program's clock, until its value is drawn. */
async function shownAfter(editor: FakeEditor, ticker: Ticker): Promise<number> {
  const hit = ticker.tick();
  const number = ticker.number;
  let shown = 0;
  await editor.waitFor(`number=${number} beside the line`, () => {
    shown = performance.timeOrigin + performance.now();
    return editor.beside(TICKER, LINE).includes(`number=${number} `);
  });
  return shown - (await hit) * 1000;
}

function print(what: string, times: number[], bare: number[]): void {
  const [median, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  const ratio = median / percentile(bare, 0.5);
  console.log(
    `${what.padEnd(46)} median ${median.toFixed(1).padStart(7)} ms  p95 ${p95.toFixed(1).padStart(7)} ms  ${ratio.toFixed(1)}× a bare request`,
  );
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The program: one hit for each line that it is sent. */
class Ticker {
  number = 0;
  private readonly lines: AsyncIterator<string>;

  constructor(private readonly program: ChildProcess) {
    const output: Interface = createInterface(program.stdout as NodeJS.ReadableStream);
    this.lines = output[Symbol.asyncIterator]();
  }

  async ready(): Promise<void> {
    await this.lines.next();
  }

  /** Makes one hit; gives the time just before it, in seconds since the epoch. */
  async tick(): Promise<number> {
    this.number += 1;
    this.program.stdin?.write(`${this.number}\n`);
    const { value } = await this.lines.next();
    return Number(String(value).split(" ")[1]);
  }
}

const [hits = "30"] = commandLine(import.meta.url, {}, 1).words;
await main(numberIn(import.meta.url, "HITS", hits, 1));
