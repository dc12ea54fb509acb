/**
 * Are the lines that the server offers right? CPython judges, over its own standard library.
 *
 *   npm run conformance:lines -- [--python PATH]… [--limit FILES] [--seed N] [--all] [--json]
 *
 * Without --python on every Python found. --all lists every disagreement instead of some examples for each
 * reason, --json prints every disagreement as a JSON object a line.
 * Exits 1 when a statement is offered that has no code or that the agent refuses, or when a disagreement has
 * no reason.
 */

import { dirname } from "node:path";
import { loadGrammar } from "../../server/source-map/parser.js";
import { commandLine, numberIn } from "../command-line.js";
import { type FoundPython, pythonsNamed } from "../pythons.js";
import { isJudged, judgeFiles, libraryFiles, type Verdict } from "./judge.js";
import { disagreements, type Summary, skippedFiles, summarize, table } from "./report.js";
import { sample } from "./sample.js";

const EXAMPLES = 3;

const { values: options } = commandLine(import.meta.url, {
  python: { type: "string", multiple: true },
  limit: { type: "string" },
  seed: { type: "string", default: "1" },
  all: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
});
const LIMIT =
  options.limit === undefined ? undefined : numberIn(import.meta.url, "--limit", options.limit, 1);
const SEED = numberIn(import.meta.url, "--seed", options.seed);

async function main(): Promise<number> {
  await loadGrammar();
  const pythons = pythonsNamed(options.python);
  const summaries: Summary[] = [];
  for (const python of pythons) {
    const { verdicts, root } = await judgeLibrary(python);
    const summary = summarize(python.version, verdicts);
    summaries.push(summary);
    print(verdicts, root, summary);
  }
  if (!options.json) console.log(table(summaries));
  const wrong = summaries.some(
    ({ counts, unexplained }) => counts.a !== 0 || counts.c !== 0 || unexplained > 0,
  );
  return wrong || summaries.length === 0 ? 1 : 0;
}

async function judgeLibrary({ path }: FoundPython): Promise<{ verdicts: Verdict[]; root: string }> {
  const all = await libraryFiles(path);
  const files = LIMIT === undefined ? all : sample(all, LIMIT, SEED);
  const verdicts = await judgeFiles(path, files);
  return { verdicts, root: `${dirname(all[0]?.path ?? "")}/` };
}

function print(verdicts: Verdict[], root: string, summary: Summary): void {
  if (options.json) {
    for (const { path, findings } of verdicts.filter(isJudged)) {
      for (const finding of findings)
        console.log(JSON.stringify({ python: summary.python, path, ...finding }));
    }
    return;
  }
  console.log(`${summary.python}: ${root}\nnot judged:\n${skippedFiles(verdicts, root)}`);
  console.log(
    `disagreements:\n${disagreements(verdicts.filter(isJudged), root, options.all ? Number.POSITIVE_INFINITY : EXAMPLES)}\n`,
  );
}

process.exitCode = await main();
