/**
 * A large file full of points, many processes, and captures that never end: does the editor notice?
 *
 *   npm run bench -- scale [SECONDS]
 *
 * A file of 20,000 lines with 1,000 points, 50 agents on real sockets, and 20,000 captures a second that arrive
 * while somebody types. Says how long a keystroke takes until the hints of the visible lines are there, with the
 * captures and without them; how often the server asks for hints to be drawn again; what it holds after full
 * collections; and what the server and those who load it take of the processor, which they share.
 *
 * Fails when the server asks for more refreshes than it may, when it holds more and more, and when its hits are not
 * those that were sent; never because of times, which are the machine's.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { grouped } from "../../server/view/plain.js";
import { commandLine, numberIn } from "../command-line.js";
import type { Order, Told } from "./scale-agents.js";
import { type Hint, type Stint, Typist } from "./scale-editor.js";
import { processorTime } from "./scale-inside.js";

const FUNCTIONS = 1250;
const LINES_EACH = 16;
const POINT = 9;
const COMMENT = 10;
const MIDDLE = (FUNCTIONS / 2) * LINES_EACH + COMMENT;
const POINTS = 1000;
const AGENTS = 50;
const RATE = 20_000;
const PARTS = 2;
const WARM_UP = 2;
const LONGEST_QUIET = 20;
const MEGABYTE = 1024 * 1024;

/** Refreshes a second in the long run, and how many more there may be at once and behind. */
const REFRESHES = 4;
const MORE_REFRESHES = 6;

/** A text that is kept of each capture would come to much more within seconds. */
const GROWTH = 20 * MEGABYTE;

/** Far more than the slowest machine needs for what is still on its way. */
const PATIENCE_MS = 300_000;

const FUNCTION = (index: number) => `\
def handle_${index}(order, tax):
    """Handles order ${index}."""
    total = order.price * ${index}
    for line in order.lines:
        if line.amount > ${index % 17}:
            total += line.price * line.amount
        else:
            total -= 1
    rate = tax / 100
    total = total + total * rate
    # What follows is for the books.
    log(total, rate, name="order ${index}")
    items = [line for line in order.lines if line.price]
    return total, items


`;

/** The agents' process, and what it told last. */
class Load {
  told: Told = { armed: 0, sent: 0, processor: 0 };
  private readonly process: ChildProcess;

  constructor(runtimeDir: string) {
    const program = fileURLToPath(new URL("scale-agents.js", import.meta.url));
    this.process = fork(program, [runtimeDir, String(AGENTS)]);
    this.process.on("message", (told: Told) => {
      this.told = told;
    });
  }

  send(rate: number): void {
    this.process.send({ rate } satisfies Order);
  }

  stop(): void {
    this.process.kill();
  }
}

async function main(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sp-"));
  const file = join(folder, "big.py");
  const text = Array.from({ length: FUNCTIONS }, (_, index) => FUNCTION(index)).join("");
  writeFileSync(file, text);
  const runtimeDir = join(folder, "run");
  const stateDir = join(folder, "state");
  const load = new Load(runtimeDir);
  const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: runtimeDir, SNAPPOINT_STATE_DIR: stateDir };
  const editor = new Typist(file, text, MIDDLE, env);
  try {
    await editor.begin();
    console.log(`${text.split("\n").length} lines, ${POINTS} points, ${AGENTS} agents`);
    await arm(editor, load);
    await measure(editor, load, seconds);
  } finally {
    await editor.end();
    load.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function arm(editor: Typist, load: Load): Promise<void> {
  const began = performance.now();
  await editor.addPoints(Array.from({ length: POINTS }, (_, index) => index * LINES_EACH + POINT));
  while (load.told.armed < POINTS * AGENTS) await pause(100);
  console.log(`added and armed everywhere in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  await editor.type(WARM_UP);
}

async function measure(editor: Typist, load: Load, seconds: number): Promise<void> {
  const quiet = await editor.type(Math.min(seconds, LONGEST_QUIET));
  report("nothing arrives", quiet);
  load.send(RATE);
  await filled(editor);
  const { busy, held, rate } = await underLoad(editor, load, seconds);
  report(`${grouped(Math.round(rate))} captures a second arrive`, busy);
  console.log(`ratio of the 95th percentiles: ${(at(busy, 0.95) / at(quiet, 0.95)).toFixed(2)}`);
  const megabytes = held.map((bytes) => Math.round(bytes / MEGABYTE)).join(", ");
  console.log(`the server holds after full collections, in MB: ${megabytes}`);
  judge(
    (held.at(-1) ?? 0) - (held[0] ?? 0) < GROWTH,
    `the server holds ${GROWTH / MEGABYTE} MB more than before`,
  );
  load.send(0);
  await counted(editor, load);
}

/** Until the server has all that it keeps: a capture of each point in each process, and those of each point. */
async function filled(editor: Typist): Promise<void> {
  while ((await hitsOf(editor)) < 2 * POINTS * AGENTS) await editor.type(1);
}

/** In parts, between which the server collects all: it takes a while until it runs again as it did before. */
async function underLoad(editor: Typist, load: Load, seconds: number) {
  const stints: Stint[] = [];
  const [sent, agents, ours] = [load.told.sent, load.told.processor, processorTime()];
  const [began, looks] = [performance.now(), [await editor.inside()]];
  for (let part = 0; part < PARTS; part++) {
    await editor.type(WARM_UP);
    stints.push(await editor.type(seconds / PARTS));
    looks.push(await editor.inside());
  }
  const took = (performance.now() - began) / 1000;
  const server = (looks.at(-1)?.processor ?? 0) - (looks[0]?.processor ?? 0);
  const shares = [server, load.told.processor - agents, processorTime() - ours].map(
    (time) => `${Math.round((100 * time) / took)} %`,
  );
  console.log(`of a core: the server ${shares[0]}, the agents ${shares[1]}, the editor ${shares[2]}`);
  const rate = (load.told.sent - sent) / took;
  return { busy: together(stints), held: looks.map(({ held }) => held), rate };
}

/** When nothing more is sent, the hits come to what was sent, and the hints say so. */
async function counted(editor: Typist, load: Load): Promise<void> {
  const began = performance.now();
  let sent = -1;
  while (sent !== load.told.sent || (await hitsOf(editor)) !== sent) {
    if (performance.now() - began > PATIENCE_MS) break;
    sent = load.told.sent;
    await pause(500);
  }
  const hits = await hitsOf(editor);
  console.log(`${grouped(load.told.sent)} captures were sent, and ${grouped(hits)} hits are counted`);
  judge(hits === load.told.sent, "hits are not those that were sent");
  const listed = new Map((await editor.listed()).map(({ line, hits: own }) => [line, own]));
  const hints = await editor.hints();
  const right = hints.filter((hint) =>
    textOf(hint).includes(`×${grouped(listed.get(hint.position.line) ?? 0)}`),
  );
  judge(hints.length > 0 && right.length === hints.length, "hints do not say how many hits there are");
}

async function hitsOf(editor: Typist): Promise<number> {
  return (await editor.listed()).reduce((sum, { hits }) => sum + hits, 0);
}

function textOf({ label }: Hint): string {
  return typeof label === "string" ? label : label.map(({ value }) => value).join("");
}

function together(stints: readonly Stint[]): Stint {
  const sum = (of: (stint: Stint) => number) => stints.reduce((total, stint) => total + of(stint), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    times: stints.flatMap(({ times }) => times),
    refreshes: sum(({ refreshes }) => refreshes),
  };
}

/** The time of a keystroke than which that share of them was quicker. */
function at({ times }: Stint, share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function report(what: string, stint: Stint): void {
  const { seconds, times, refreshes } = stint;
  const [middle, most, worst] = [0.5, 0.95, 1].map((share) => `${at(stint, share).toFixed(1)} ms`);
  const pace = `${(refreshes / seconds).toFixed(1)} refreshes a second`;
  console.log(
    `${what}: ${times.length} keystrokes to hints, ${middle} in the middle, ${most} at 95 %, ${worst} at worst; ${pace}`,
  );
  judge(refreshes <= REFRESHES * seconds + MORE_REFRESHES, "the server asks for too many refreshes");
}

function judge(isRight: boolean, otherwise: string): void {
  if (isRight) return;
  console.log(`WRONG: ${otherwise}`);
  process.exitCode = 1;
}

const [seconds = "20"] = commandLine(import.meta.url, {}, 1).words;
await main(numberIn(import.meta.url, "SECONDS", seconds, 1));
