/**
 * What the engine costs, beside debuggers and other tools.
 *
 *   npm run bench -- engine [--python PATH]… [--quick] [--json FILE]
 *
 * One: functions in which nothing is hit, as ratios to nothing at all. Two: what a hit adds. Three: how long arming
 * takes in a large process, and the longest pause that it causes. Medians of interleaved rounds; peers are
 * measured on the one Python that all of them are published for. The figures to reach are printed beside.
 */

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine } from "../command-line.js";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";
import { arming, hits, quiet } from "./engine-tables.js";

const { values: options } = commandLine(import.meta.url, {
  python: { type: "string", multiple: true },
  quick: { type: "boolean", default: false },
  json: { type: "string" },
});

const ROUNDS = options.quick
  ? ["--rounds", "3", "--calls", "100000"]
  : ["--rounds", "9", "--calls", "2000000"];
const PEERS = join(REPOSITORY, ".venv", "peers", "bin", "python");

function measured<T>(python: string, workload: string, args: string[] = []): T {
  const script = join(REPOSITORY, "test", "bench", "engine", `${workload}.py`);
  return JSON.parse(execFileSync(python, ["-B", script, ...args], { encoding: "utf8" })) as T;
}

/** The interpreter of the peers first; it is the one that all comparisons are made on. */
function pythons(): string[] {
  if (options.python) return options.python;
  const found = findPythons().map(({ path }) => path);
  const all = existsSync(PEERS) ? [PEERS, ...found] : found;
  return options.quick ? all.slice(0, 1) : all;
}

const results = pythons().map((python) => {
  const result = {
    quiet: measured<Parameters<typeof quiet>[0]>(python, "quiet", ROUNDS),
    hits: measured<Parameters<typeof hits>[0]>(python, "hits", ROUNDS),
    arming: measured<Parameters<typeof arming>[0]>(python, "arming"),
  };
  console.log([quiet(result.quiet), hits(result.hits), arming(result.arming)].join("\n\n"), "\n");
  return result;
});
if (options.json) writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);
