/**
 * Do probes stay on their statements while texts change? Where one stands is right or marked stale, never wrong.
 *
 *   npm run conformance:drift -- [--walks N] [--live N] [--steps N] [--files N] [--repository FOLDER] [--commits N] [--seed N]
 *
 * First random changes of a document, with processes that run texts of different ages; then such changes in an editor
 * with the real server and running programs, whose values tell themselves where they are from; then real ones: each
 * file of the standard library against the same file of the next Python found, and the newest commits of a repository
 * (this one without --repository). Exits 1 when anything is wrong, and prints it.
 */

import { basename, dirname, join } from "node:path";
import { loadGrammar } from "../../server/source-map/parser.js";
import { commandLine, numberIn } from "../command-line.js";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";
import { judgePair, type Pair, pairsOfCommits, pairsOfFolders } from "./drift/commits.js";
import { liveWalk } from "./drift/live.js";
import { type Counts, walk } from "./drift/walk.js";
import { libraryFiles } from "./judge.js";
import { randomNumbers, sample } from "./sample.js";

const MOST_SHOWN = 20;

const { values: options } = commandLine(import.meta.url, {
  walks: { type: "string", default: "300" },
  live: { type: "string", default: "20" },
  steps: { type: "string", default: "80" },
  files: { type: "string", default: "100000" },
  repository: { type: "string", default: REPOSITORY },
  commits: { type: "string", default: "300" },
  seed: { type: "string", default: "1" },
});

function number(name: "walks" | "live" | "steps" | "files" | "commits" | "seed"): number {
  return numberIn(import.meta.url, `--${name}`, options[name]);
}

async function main(): Promise<number> {
  await loadGrammar();
  const [seed, walks, steps] = [number("seed"), number("walks"), number("steps")];
  const walked = Array.from({ length: walks }, (_, at) => walk(seed + at, randomNumbers(seed + at), steps));
  const results = [told(`${walks * steps} random changes`, walked)];
  const live = await lived(number("live"), steps, seed);
  results.push(told(`${live.length * steps} random changes while programs run`, live));
  for (const { name, pairs } of await libraries()) results.push(told(name, pairs.map(judgePair)));
  const commits = pairsOfCommits(options.repository, number("commits"));
  results.push(
    told(
      `${commits.length} files changed by commits of ${basename(options.repository)}`,
      commits.map(judgePair),
    ),
  );
  return results.every((isRight) => isRight) ? 0 : 1;
}

/** One after another, each with programs of another Python. */
async function lived(walks: number, steps: number, seed: number): Promise<Counts[]> {
  const pythons = findPythons();
  const found: Counts[] = [];
  for (let at = 0; at < walks; at++) {
    const python = pythons[at % pythons.length]?.path ?? "python3";
    found.push(await liveWalk(seed + at, randomNumbers(seed + at), steps, python));
  }
  return found;
}

/** Each standard library with that of the next version. */
async function libraries(): Promise<{ name: string; pairs: Pair[] }[]> {
  const pythons = findPythons();
  const found: { name: string; pairs: Pair[] }[] = [];
  for (const [index, newer] of pythons.entries()) {
    const older = pythons[index - 1];
    if (!older) continue;
    const files = await libraryFiles(older.path);
    const names = sample(files, number("files"), number("seed")).map((file) => file.path);
    const [here, there] = [rootOf(files), rootOf(await libraryFiles(newer.path))];
    const pairs = pairsOfFolders(
      here,
      there,
      names.map((path) => path.slice(here.length + 1)),
    );
    found.push({ name: `${pairs.length} files from ${older.version} to ${newer.version}`, pairs });
  }
  return found;
}

/** `os.py` stands in the library's own folder. */
function rootOf(files: readonly { path: string }[]): string {
  const os = files.map(({ path }) => path).find((path) => path.endsWith(join("/", "os.py")));
  if (os === undefined) throw new Error("there is no os.py in the standard library");
  return dirname(os);
}

/** Prints a line, and what was wrong; returns whether nothing was. */
function told(what: string, counts: readonly Counts[]): boolean {
  const sum = (of: (each: Counts) => number) => counts.reduce((total, each) => total + of(each), 0);
  const wrong = counts.flatMap((each) => each.wrong);
  console.log(
    `${what}: ${sum(({ right }) => right)} right, ${sum(({ stale }) => stale)} stale, ${wrong.length} wrong`,
  );
  for (const each of wrong.slice(0, MOST_SHOWN)) console.log(`  ${each}`);
  return wrong.length === 0;
}

process.exitCode = await main();
