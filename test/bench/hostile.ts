/**
 * What a busy program, and the honest server that watches it, suffer from a client that floods, never reads,
 * sends garbage or absurd things, or opens connections without end.
 *
 *   npm run bench -- hostile [SECONDS [ROUNDS]] [PYTHON…]
 *
 * For each kind of client: how much more of the processor the process takes for the same work of the program's while
 * it is attacked than while another program is (threads take turns, so what ours take is taken from it), how many captures reach the honest server against then, and how much memory the program has grown by.
 * Exits 1 when captures stop, memory does not stay within bounds, or the program becomes half as slow again.
 */

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { commandLine, numberIn } from "../command-line.js";
import { type FoundPython, pythonsNamed } from "../pythons.js";
import { REPOSITORY } from "../repository.js";

const MOST_SLOWER = 1.5;
const MOST_GROWN = 64 * 1024 * 1024;

interface Suffered {
  kind: string;
  slower: number;
  captures: number;
  /** In any one stretch. */
  fewest: number;
  grown: number;
}

async function main(seconds: string, rounds: string, pythons: FoundPython[]): Promise<void> {
  for (const python of pythons) {
    console.log(`Python ${python.version}, ${rounds} times ${seconds} s      takes  captures   memory`);
    if (!(await measure(python, seconds, rounds))) process.exitCode = 1;
  }
}

/** Returns whether all of it is bearable. */
async function measure({ path }: FoundPython, seconds: string, rounds: string): Promise<boolean> {
  const script = join(REPOSITORY, "test", "bench", "hostile.py");
  const child = spawn(path, ["-B", script, seconds, rounds], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let bearable = true;
  for await (const line of createInterface(child.stdout)) {
    const suffered = JSON.parse(line) as Suffered;
    const isBad = suffered.slower > MOST_SLOWER || suffered.fewest === 0 || suffered.grown > MOST_GROWN;
    console.log(`${inWords(suffered)}${isBad ? "  TOO MUCH" : ""}`);
    bearable &&= !isBad;
  }
  return (await ended) === 0 && bearable;
}

function inWords({ kind, slower, captures, grown }: Suffered): string {
  const cells = [`${slower.toFixed(2)}×`, `${captures.toFixed(2)}×`, `+${(grown / 2 ** 20).toFixed(1)} MB`];
  return `  ${kind.padEnd(24)}${cells.map((cell) => cell.padStart(9)).join(" ")}`;
}

const [seconds = "2", rounds = "3", ...named] = commandLine(
  import.meta.url,
  {},
  Number.POSITIVE_INFINITY,
).words;
numberIn(import.meta.url, "SECONDS", seconds);
numberIn(import.meta.url, "ROUNDS", rounds, 1);
await main(seconds, rounds, pythonsNamed(named.length > 0 ? named : undefined));
