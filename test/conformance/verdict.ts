/** What the tests of a module say with probes, beside what they say without. */

/** What became of a test; one that began and has no other result was running when the process ended. */
export type Outcome = "passed" | "skipped" | "failed" | "unfinished";

export interface TestResult {
  outcome: Outcome;
  /** The traceback, or why it was skipped. */
  detail: string;
}

/** What regrtest says of the whole; it also looks at what the tests leave behind. */
export const WHOLE = "regrtest itself";

/** Each test's result by its id. */
export type TestResults = Map<string, TestResult>;

/** A test whose result is another one with probes. */
export interface Difference {
  test: string;
  baseline: Outcome | "not run";
  probed: Outcome | "not run";
  detail: string;
}

export interface Comparison {
  /** Fails or is missing with probes, though the baseline passed it. */
  worse: Difference[];
  /** Any other difference: the baseline failed, or did not run it. */
  other: Difference[];
}

/** The later, the more it says: a test that fails in a subtest and then is said to have passed has failed. */
const WEIGHT: Outcome[] = ["unfinished", "passed", "skipped", "failed"];

/** Reads what `recording.py` wrote. A line that a dying process left unfinished does not count. */
export function readRecord(text: string): TestResults {
  const results: TestResults = new Map();
  for (const line of text.split("\n").slice(0, -1)) {
    const [word = "", test = "", detail = ""] = line.split("\t").map(unescaped);
    const outcome = word === "began" ? "unfinished" : (word as Outcome);
    const before = results.get(test);
    if (!before || WEIGHT.indexOf(outcome) > WEIGHT.indexOf(before.outcome))
      results.set(test, { outcome, detail });
  }
  return results;
}

/** How many tests were not skipped. */
export function ranTests(results: TestResults): number {
  return [...results].filter(([test, { outcome }]) => outcome !== "skipped" && test !== WHOLE).length;
}

/** Undoes Python's `unicode_escape`. */
function unescaped(field: string): string {
  const controls: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
  return field.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/g,
    (_, two?: string, four?: string, eight?: string, other = "") => {
      const code = two ?? four ?? eight;
      return code === undefined
        ? (controls[other] ?? other)
        : String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}

/** Compares by test id, so that what the baseline fails too is no finding. */
export function compare(baseline: TestResults, probed: TestResults): Comparison {
  const differences = [...new Set([...baseline.keys(), ...probed.keys()])].flatMap((test) => {
    const [before, after] = [baseline.get(test), probed.get(test)];
    if (before?.outcome === after?.outcome) return [];
    const detail = after?.detail || before?.detail || "";
    return [
      { test, baseline: before?.outcome ?? "not run", probed: after?.outcome ?? "not run", detail } as const,
    ];
  });
  const worse = differences.filter(isWorse);
  return {
    // The whole fails because of its parts.
    worse: worse.length > 1 ? worse.filter(({ test }) => test !== WHOLE) : worse,
    other: differences.filter((difference) => !isWorse(difference)),
  };
}

/** A skipped test has not shown what the baseline has. */
function isWorse({ baseline, probed }: Difference): boolean {
  if (probed === "failed" || probed === "unfinished") return baseline !== "failed";
  return baseline === "passed";
}
