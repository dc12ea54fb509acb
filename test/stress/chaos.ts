/**
 * A program with two workers, points in all of them, and blows at random moments: the server, the editor or a
 * worker is killed, the agent's threads are hit, its socket, its discovery file or the whole folder is removed.
 *
 *   npm run chaos -- [--python PATH]… [--rounds N] [--seed N] [--verbose]
 *
 * The program has to compute what it always does, has to be found again by servers, has to have its original code
 * whenever no server is left, and in the end must have grown neither in files nor in threads, and have left nothing
 * on the disk. The seed is printed; with it come the same blows, though not to the microsecond. Exits 1 when
 * anything does not hold.
 */
import { commandLine, numberIn } from "../command-line.js";
import { findPythons } from "../pythons.js";
import { type Endured, endure } from "./chaos/endure.js";

const { values: options } = commandLine(import.meta.url, {
  python: { type: "string", multiple: true },
  rounds: { type: "string", default: "100" },
  seed: { type: "string" },
  verbose: { type: "boolean", default: false },
});

async function main(): Promise<number> {
  const seed = numberIn(import.meta.url, "--seed", options.seed ?? String(Date.now() % 1_000_000));
  const rounds = numberIn(import.meta.url, "--rounds", options.rounds, 1);
  const pythons = options.python ?? findPythons().map(({ path }) => path);
  let failed = 0;
  for (const python of pythons) {
    console.log(`${python}, --seed ${seed}`);
    const tell = (line: string) => options.verbose && console.log(`  ${line}`);
    const endured = await endure(python, rounds, seed, tell);
    console.log(inWords(endured));
    failed += Number(endured.problems.length > 0);
  }
  console.log(`\n${pythons.length - failed} passed, ${failed} failed`);
  return pythons.length > 0 && failed === 0 ? 0 : 1;
}

function inWords({ rounds, blows, done, hits, growth, problems }: Endured): string {
  const sum = Object.values(blows).reduce((total, count) => total + count, 0);
  const figures = `${rounds} rounds, ${sum} blows, ${done} results, ${hits} hits, ${(growth / 2 ** 20).toFixed(1)} MB grown`;
  const each = Object.entries(blows).map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`);
  return [`${problems.length > 0 ? "FAILED" : "ok    "} ${figures}`, ...each, ...problems].join("\n");
}

process.exitCode = await main();
