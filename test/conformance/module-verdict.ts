/** A module's runs → whether it passes, and everything that a person or a script may want to know. */
import { reasonToDiffer } from "./differences.js";
import type { ModuleRun, Statement, StateWord } from "./module-run.js";
import { compare, type Difference, ranTests, type TestResults, WHOLE } from "./verdict.js";

export interface ExplainedDifference extends Difference {
  reason: string;
}

/** What `--json` prints, an object a line. */
export interface ModuleVerdict {
  python: string;
  module: string;
  passed: boolean;
  /** In words, why it does not pass. */
  problems: string[];
  tests: string[];
  skippedFiles: string[];
  statements: number;
  armed: number;
  /** The compiler made no instruction for them. */
  noCode: number;
  /** Not in this process: never imported by the tests, or defined on other platforms only. */
  absent: number;
  refused: Statement[];
  hits: number;
  /** Statements that were hit at least once. */
  hit: number;
  captures: number;
  captureFailures: string[];
  testsRun: { baseline: number; probed: number };
  failures: { baseline: number; probed: number };
  /** Worse with probes, and why that may be. */
  explained: ExplainedDifference[];
  /** Worse with probes. */
  newFailures: Difference[];
  /** Different in other ways: the baseline did not pass them either. */
  otherDifferences: Difference[];
  seconds: { baseline: number; probed: number };
  /** The end of the probed run's output, when it did not end well. */
  tail: string;
}

export function judgeModule(python: string, module: string, run: ModuleRun): ModuleVerdict {
  const { baseline, probed, statements } = run;
  const { worse, other } = compare(baseline.results, probed.results);
  const explained = worse.flatMap((difference) => {
    const reason = reasonToDiffer(difference);
    return reason === undefined ? [] : [{ ...difference, reason }];
  });
  const newFailures = worse.filter((difference) => reasonToDiffer(difference) === undefined);
  const refused = statements.filter(({ state }) => state === "refused");
  const problems = problemsOf(run, refused, newFailures);
  const inState = (word: StateWord) => statements.filter(({ state }) => state === word).length;
  return {
    python,
    module,
    passed: problems.length === 0,
    problems,
    tests: run.tests,
    skippedFiles: run.skippedFiles,
    statements: statements.length,
    armed: inState("armed"),
    noCode: inState("no code"),
    absent: inState("absent"),
    refused,
    hits: run.hits,
    hit: run.hit,
    captures: run.captures,
    captureFailures: run.captureFailures,
    testsRun: { baseline: ranTests(baseline.results), probed: ranTests(probed.results) },
    failures: { baseline: failed(baseline.results), probed: failed(probed.results) },
    explained,
    newFailures,
    otherDifferences: other,
    seconds: { baseline: baseline.seconds, probed: probed.seconds },
    tail: problems.length === 0 ? "" : probed.tail || baseline.tail,
  };
}

/** A module that could not be run at all. */
export function notRun(python: string, module: string, reason: string): ModuleVerdict {
  const nothing = { results: new Map(), seconds: 0, crash: "", tail: "" };
  const run = { tests: [], skippedFiles: [], baseline: nothing, probed: nothing, statements: [] };
  const verdict = judgeModule(python, module, { ...run, hits: 0, hit: 0, captures: 0, captureFailures: [] });
  return { ...verdict, problems: [reason] };
}

function problemsOf(run: ModuleRun, refused: Statement[], newFailures: Difference[]): string[] {
  const { baseline, probed, captureFailures } = run;
  const problems: string[] = [];
  if (baseline.crash) problems.push(`without probes the tests crashed: ${baseline.crash}`);
  if (probed.crash) problems.push(`with probes the tests crashed: ${probed.crash}`);
  if (newFailures.length > 0) problems.push(`${newFailures.length} new failures`);
  if (refused.length > 0) problems.push(`${refused.length} statements refused`);
  if (captureFailures.length > 0) problems.push(`${captureFailures.length} captures failed`);
  if (ranTests(baseline.results) === 0) problems.push("the tests ran no test");
  if (run.hits === 0) problems.push("the tests reached no probe");
  return problems;
}

function failed(results: TestResults): number {
  return [...results].filter(([test, { outcome }]) => outcome === "failed" && test !== WHOLE).length;
}
