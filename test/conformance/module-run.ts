/** Runs the tests of one module without and with probes, each in a fresh process. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program, run } from "./python-process.js";
import { ranTests, readRecord, type TestResults, WHOLE } from "./verdict.js";

/** How to probe. */
export interface Probing {
  python: string;
  engine: string;
  /** What the hooks do, as `hooks.py` calls it. */
  hook: string;
  /** For each of the two runs of a module's tests. */
  seconds: number;
  /** Whether the module is one of the installed libraries, and not of the standard one. */
  libraries: boolean;
}

/** What `survey.py` prints; it says more there. */
export interface Survey {
  tests: string[];
  files: { path: string; skipped: string }[];
  statements: {
    file: number;
    function: string;
    span: number[];
    expressions: [span: number[], kind: string, parts: number[], name: string][];
    forms: string[];
    refused: string;
  }[];
}

/** What became of the probe on a statement. */
export type StateWord = "armed" | "no code" | "absent" | "refused";

export interface Statement {
  path: string;
  line: number;
  function: string;
  state: StateWord;
  reason: string;
}

/** An expression whose values are not seen. */
export interface MissedExpression {
  path: string;
  line: number;
  column: number;
  /** What Python's `ast` calls it. */
  form: string;
  reason: string;
}

/** A process that ran tests. */
export interface TestRun {
  results: TestResults;
  seconds: number;
  /** How it ended when it did not end by itself with the tests: a signal, a timeout, or too early. */
  crash: string;
  /** The end of what it printed. */
  tail: string;
}

export interface ModuleRun {
  tests: string[];
  /** Files that Python itself does not compile, with the reason. */
  skippedFiles: string[];
  baseline: TestRun;
  probed: TestRun;
  /** Empty when the probed process did not live to tell. */
  statements: Statement[];
  hits: number;
  /** Statements that were hit at least once. */
  hit: number;
  /** What the hooks were told beside: ends of statements, values, errors in conditions. */
  told: Record<string, number>;
  /** Those of statements that are armed. */
  expressions: number;
  missed: MissedExpression[];
  captures: number;
  captureFailures: string[];
}

interface Probes {
  states: [StateWord, string][];
  hits: number;
  hit: number;
  told: Record<string, number>;
  missed: [statement: number, expression: number, reason: string][];
  captures: number;
  failures: string[];
}

const TAIL = 3000;

/** @throws Error saying why there is nothing to run */
export async function runModule(module: string, probing: Probing): Promise<ModuleRun> {
  const folder = mkdtempSync(join(tmpdir(), "snappoint-conformance-"));
  try {
    const survey = await surveyOf(module, probing, folder);
    const tests = survey.tests.join("+");
    const { baseline, resources } = await runBaseline(tests, probing, folder);
    const probed = join(folder, "probed");
    mkdirSync(probed);
    writeFileSync(join(probed, "survey.json"), JSON.stringify(survey));
    const ran = await runTests([tests, resources, probing.engine, probing.hook], probing, probed);
    return { ...told(survey, probed), baseline, probed: ran };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export async function surveyOf(module: string, probing: Probing, folder: string): Promise<Survey> {
  mkdirSync(join(folder, "survey"));
  const args = [...program(probing.libraries, "survey", "main()"), probing.engine, probing.hook, module];
  const { output, ending } = await run(probing.python, args, join(folder, "survey"), probing.seconds);
  const line = output.trimEnd().split("\n").at(-1) ?? "";
  if (ending || !line.startsWith("{")) throw new Error(`the survey of ${module} failed: ${output || ending}`);
  const survey: Survey | { error: string } = JSON.parse(line);
  if ("error" in survey) throw new Error(survey.error);
  return survey;
}

/** Some tests only run when they may use the network; no others may. */
async function runBaseline(tests: string, probing: Probing, folder: string) {
  const alone = {
    resources: "none",
    baseline: await runTests([tests, "none"], probing, join(folder, "alone")),
  };
  if (alone.baseline.crash || ranTests(alone.baseline.results) > 0) return alone;
  const baseline = await runTests([tests, "network"], probing, join(folder, "network"));
  return { resources: "network", baseline };
}

/** Runs tests as `under_probes.py` says; the environment is what the run gets beside this process's own. */
export async function runTests(
  args: string[],
  probing: Probing,
  folder: string,
  environment: Record<string, string> = {},
): Promise<TestRun> {
  mkdirSync(join(folder, "tmp"), { recursive: true });
  const began = performance.now();
  const code = program(probing.libraries, "under_probes", "run(sys.argv[1:])");
  const { python, seconds: most } = probing;
  const ended = await run(python, [...code, folder, ...args], join(folder, "tmp"), most, environment);
  const record = join(folder, "record");
  const results = readRecord(existsSync(record) ? readFileSync(record, "utf8") : "");
  const completed = results.has(WHOLE);
  const crash = ended.ending || (completed ? "" : "it ended before the tests did");
  const seconds = (performance.now() - began) / 1000;
  return { results, seconds, crash, tail: ended.output.slice(-TAIL) };
}

function told(survey: Survey, folder: string): Omit<ModuleRun, "baseline" | "probed"> {
  const file = join(folder, "probes.json");
  const nothing: Probes = { states: [], hits: 0, hit: 0, told: {}, missed: [], captures: 0, failures: [] };
  const probes: Probes = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : nothing;
  return {
    tests: survey.tests,
    skippedFiles: survey.files.flatMap(({ path, skipped }) => (skipped ? [`${path}: ${skipped}`] : [])),
    statements: probes.states.map(([state, reason], number): Statement => {
      const one = survey.statements[number];
      const path = survey.files[one?.file ?? -1]?.path ?? "";
      return { path, line: one?.span[0] ?? 0, function: one?.function ?? "", state, reason };
    }),
    hits: probes.hits,
    hit: probes.hit,
    told: probes.told,
    ...expressionsOf(survey, probes),
    captures: probes.captures,
    captureFailures: probes.failures,
  };
}

function expressionsOf(survey: Survey, probes: Probes): Pick<ModuleRun, "expressions" | "missed"> {
  const armed = survey.statements.filter((_, number) => probes.states[number]?.[0] === "armed");
  return {
    expressions: armed.reduce((total, { expressions }) => total + expressions.length, 0),
    missed: probes.missed.flatMap(([number, expression, reason]) => {
      const one = survey.statements[number];
      const [span = []] = one?.expressions[expression] ?? [];
      const form = one?.forms[expression] ?? "";
      const path = survey.files[one?.file ?? -1]?.path ?? "";
      return [{ path, line: span[0] ?? 0, column: span[1] ?? 0, form, reason }];
    }),
  };
}
