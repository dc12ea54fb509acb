/**
 * Probes come and go about a thousand times a second while a program computes what is known beforehand.
 *
 *   npm run stress -- [--python PATH]… [--seconds N] [--cycles N] [--dev] [--json]
 *
 * In a fresh process for each Python and each way to run it (plain, `-X dev`, `PYTHONMALLOC=debug`; with --dev the
 * second alone) eight threads and an event loop work for N seconds while another thread changes the probes in
 * their code. Then, with nothing else going on, probes are added and removed for so many cycles (a tenth of them
 * in the slow ways) and the process is measured. Exits 1 when a result was not the known one, when anything was
 * raised, when a process died or hung, when a function does not run its original code object again, or when the
 * process grew.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { commandLine, numberIn } from "../command-line.js";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";
import { judge, type Report, type Verdict } from "./verdict.js";

const { values: options } = commandLine(import.meta.url, {
  python: { type: "string", multiple: true },
  seconds: { type: "string", default: "20" },
  cycles: { type: "string", default: "10000" },
  dev: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
});

interface Way {
  name: string;
  flags: string[];
  environment: Record<string, string>;
  /** What part of the cycles is run. */
  share: number;
}

const WAYS: Way[] = [
  { name: "plain", flags: [], environment: {}, share: 1 },
  { name: "-X dev", flags: ["-X", "dev"], environment: {}, share: 0.1 },
  { name: "PYTHONMALLOC=debug", flags: [], environment: { PYTHONMALLOC: "debug" }, share: 0.1 },
];

/** Generous: a process that takes longer hangs. */
const SECONDS_TO_START_AND_END = 300;
const SECONDS_A_CYCLE = 0.2;

function main(): number {
  const seconds = numberIn(import.meta.url, "--seconds", options.seconds);
  const cycles = numberIn(import.meta.url, "--cycles", options.cycles, 1);
  const ways = WAYS.filter(({ name }) => !options.dev || name === "-X dev");
  const pythons = options.python ?? findPythons().map(({ path }) => path);
  const verdicts = pythons.flatMap((python) =>
    ways.map((way) => told(run(python, way, seconds, Math.ceil(cycles * way.share)))),
  );
  const bad = verdicts.filter(({ passed }) => !passed);
  if (!options.json) console.log(`\n${verdicts.length - bad.length} passed, ${bad.length} failed`);
  return verdicts.length > 0 && bad.length === 0 ? 0 : 1;
}

function run(python: string, way: Way, seconds: number, cycles: number): Verdict {
  const script = join(REPOSITORY, "test", "stress", "stress.py");
  const { status, signal, stdout, stderr, error } = spawnSync(
    python,
    [...way.flags, "-B", "-X", "faulthandler", script, String(seconds), String(cycles)],
    {
      encoding: "utf8",
      env: { ...process.env, ...way.environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: (seconds + SECONDS_TO_START_AND_END + 2 * cycles * SECONDS_A_CYCLE) * 1000,
      killSignal: "SIGKILL",
    },
  );
  if (status === 0) return judge(python, way.name, JSON.parse(lastLine(stdout)) as Report);
  const end = error?.message ?? (signal ? `died of ${signal}` : `exit code ${status}`);
  return { passed: false, python, way: way.name, problems: [`${end}\n${stderr}`] };
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) as string;
}

function told(verdict: Verdict): Verdict {
  console.log(options.json ? JSON.stringify(verdict) : inWords(verdict));
  return verdict;
}

function inWords({ passed, python, way, report, problems }: Verdict): string {
  const name = `${passed ? "ok    " : "FAILED"} ${report?.python ?? python} ${way}`;
  return [report ? `${name}: ${figures(report)}` : name, ...problems].join("\n       ");
}

function figures({ tasks, seconds, changes, sets, outcomes, growth }: Report): string {
  const rate = `${Math.round(changes / seconds)} a second in ${Math.round(sets / seconds)} requests`;
  return [
    `${tasks} results, ${changes} changes (${rate}), ${outcomes.hits} hits, ${outcomes.captured} captures`,
    `${growth.cycles} cycles: ${signed(growth.bytes / 1024)} KiB, ${signed(growth.objects)} objects`,
  ].join("; ");
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}

process.exitCode = main();
