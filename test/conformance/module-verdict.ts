/** A module's runs → whether it passes, and everything that a person or a script may want to know. */
import { reasonToDiffer } from "./differences.js";
import type { MissedExpression, ModuleRun, Statement, StateWord } from "./module-run.js";
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
  /** What the hooks were told beside: ends of statements, values, errors in conditions. */
  told: Record<string, number>;
  /** Expressions of armed statements, when their values are asked for. */
  expressions: number;
  /** Those whose values are seen, or worked out from others. */
  seen: number;
  /** Without an instruction of their own that could be looked at, for a reason of the compiler's. */
  withoutCode: number;
  /** The other expressions whose values are not seen. */
  missed: MissedExpression[];
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
    const reason = reasonToDiffer(difference, run.told);
    return reason === undefined ? [] : [{ ...difference, reason }];
  });
  const newFailures = worse.filter((difference) => reasonToDiffer(difference, run.told) === undefined);
  const refused = statements.filter(({ state }) => state === "refused");
  const missed = run.missed.filter((one) => !isOfTheCompiler(one));
  const problems = problemsOf(run, refused, missed, newFailures);
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
    told: run.told,
    expressions: run.expressions,
    seen: run.expressions - run.missed.length,
    withoutCode: run.missed.length - missed.length,
    missed,
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
  const runs = { tests: [], skippedFiles: [], baseline: nothing, probed: nothing };
  const seen = { statements: [], hits: 0, hit: 0, told: {}, expressions: 0, missed: [] };
  const verdict = judgeModule(python, module, { ...runs, ...seen, captures: 0, captureFailures: [] });
  return { ...verdict, problems: [reason] };
}

/** Whether nothing can be seen because the compiler made nothing that runs: `a, b = x, y` makes no tuple. */
function isOfTheCompiler({ form, reason }: MissedExpression): boolean {
  return (
    ["worked it out", "left it out"].some((words) => reason.startsWith(`the compiler ${words}`)) ||
    (reason.startsWith("a constant") && form === "Constant") ||
    (reason.startsWith("the compiler made no object of it") && ["Tuple", "super()"].includes(form))
  );
}

function problemsOf(
  run: ModuleRun,
  refused: Statement[],
  missed: MissedExpression[],
  newFailures: Difference[],
): string[] {
  const { baseline, probed, captureFailures } = run;
  const problems: string[] = [];
  if (baseline.crash) problems.push(`without probes the tests crashed: ${baseline.crash}`);
  if (probed.crash) problems.push(`with probes the tests crashed: ${probed.crash}`);
  if (newFailures.length > 0) problems.push(`${newFailures.length} new failures`);
  if (refused.length > 0) problems.push(`${refused.length} statements refused`);
  if (missed.length > 0) problems.push(`${missed.length} expressions not seen`);
  if (captureFailures.length > 0) problems.push(`${captureFailures.length} captures failed`);
  if (ranTests(baseline.results) === 0) problems.push("the tests ran no test");
  if (run.hits === 0) problems.push("the tests reached no probe");
  return problems;
}

function failed(results: TestResults): number {
  return [...results].filter(([test, { outcome }]) => outcome === "failed" && test !== WHOLE).length;
}
