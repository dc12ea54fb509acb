/**
 * Are the expressions that the server finds in statements those that CPython finds, with the same places, kinds
 * and parts? CPython's own parser judges, over its standard library.
 *
 *   npm run conformance:expressions -- [--python PATH]… [--limit FILES] [--seed N] [--json]
 *
 * Without --python on every Python found. Before 3.12 statements with f-strings are left out: what is inside them
 * has no true positions there. Exits 1 when a disagreement has no reason.
 */

import { loadGrammar } from "../../server/source-map/parser.js";
import { commandLine, numberIn } from "../command-line.js";
import { pythonsNamed } from "../pythons.js";
import { isJudged, type Judged, judgeExpressions } from "./expressions-judge.js";
import { libraryFiles } from "./judge.js";
import { sample } from "./sample.js";

const { values: options } = commandLine(import.meta.url, {
  python: { type: "string", multiple: true },
  limit: { type: "string" },
  seed: { type: "string", default: "1" },
  json: { type: "boolean", default: false },
});
const LIMIT =
  options.limit === undefined ? undefined : numberIn(import.meta.url, "--limit", options.limit, 1);
const SEED = numberIn(import.meta.url, "--seed", options.seed);

async function main(): Promise<number> {
  await loadGrammar();
  const pythons = pythonsNamed(options.python);
  let wrong = 0;
  for (const python of pythons) {
    const all = await libraryFiles(python.path);
    const files = LIMIT === undefined ? all : sample(all, LIMIT, SEED);
    const verdicts = await judgeExpressions(python.path, files);
    const judged = verdicts.filter(isJudged);
    for (const each of judged) print(python.version, each);
    if (!options.json) console.log(summary(python.version, judged, files.length));
    wrong += sum(judged, unexplained);
  }
  return wrong > 0 || pythons.length === 0 ? 1 : 0;
}

function print(python: string, { path, findings }: Judged): void {
  for (const finding of findings) {
    if (options.json) console.log(JSON.stringify({ python, path, ...finding }));
    else console.log(`${path}:${finding.line}  ${finding.text}\n${detail(finding)}`);
  }
}

function unexplained({ findings }: Judged): number {
  return findings.filter(({ reason }) => reason === "").length;
}

function detail({ reason, missing, invented }: Judged["findings"][number]): string {
  return [
    `    ${reason || "UNEXPLAINED"}`,
    ...missing.map((it) => `    missing: ${it}`),
    ...invented.map((it) => `    invented: ${it}`),
  ].join("\n");
}

function summary(python: string, judged: Judged[], files: number): string {
  const statements = sum(judged, (each) => each.statements);
  const expressions = sum(judged, (each) => each.expressions);
  const findings = sum(judged, (each) => each.findings.length);
  const open = sum(judged, unexplained);
  const skipped = files - judged.length;
  return `${python}: ${judged.length} files (${skipped} not judged), ${statements} statements with ${expressions} expressions, ${findings} disagreements, ${open} unexplained`;
}

function sum(judged: Judged[], count: (each: Judged) => number): number {
  return judged.reduce((total, each) => total + count(each), 0);
}

process.exitCode = await main();
