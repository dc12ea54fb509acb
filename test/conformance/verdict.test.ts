/** How the results of tests with and without probes are compared. */
import { expect, test } from "vitest";
import type { ModuleRun, TestRun } from "./module-run.js";
import { judgeModule } from "./module-verdict.js";
import { compare, readRecord, WHOLE } from "./verdict.js";

/** A record from `test outcome`, each with "began" before. */
function record(...lines: string[]): ReturnType<typeof readRecord> {
  const text = lines.map((line) => {
    const [test = "", outcome = ""] = line.split(" ");
    return `began\t${test}\t\n${outcome ? `${outcome}\t${test}\tdetail\n` : ""}`;
  });
  return readRecord(text.join(""));
}

function told(baseline: string[], probed: string[]): { worse: string[]; other: string[] } {
  const { worse, other } = compare(record(...baseline), record(...probed));
  const words = (differences: typeof worse) =>
    differences.map(({ test: id, baseline: before, probed: after }) => `${id}: ${before} → ${after}`);
  return { worse: words(worse), other: words(other) };
}

test("what fails with probes only is worse", () => {
  expect(told(["a passed", "b passed"], ["a passed", "b failed"]).worse).toEqual(["b: passed → failed"]);
});

test("what the baseline fails too is no difference", () => {
  expect(told(["a failed"], ["a failed"])).toEqual({ worse: [], other: [] });
});

test("what the baseline alone fails is reported and not held against the probes", () => {
  expect(told(["a failed"], ["a passed"])).toEqual({ worse: [], other: ["a: failed → passed"] });
});

test("a test that was running when the process died, and those after it, are worse", () => {
  const { worse } = told(["a passed", "b passed", "c passed"], ["a passed", "b"]);
  expect(worse).toEqual(["b: passed → unfinished", "c: passed → not run"]);
});

test("a test that probes make skip has not shown what the baseline has", () => {
  expect(told(["a passed"], ["a skipped"]).worse).toEqual(["a: passed → skipped"]);
});

test("a class that cannot be set up fails under an id that the baseline does not have", () => {
  expect(told([], ["setUpClass(C) failed"]).worse).toEqual(["setUpClass(C): not run → failed"]);
});

test("a subtest that failed is not made good by the end of its test", () => {
  const results = readRecord("began\ta\t\nfailed\ta\tx\\ny\\u2014\\\\\\t\npassed\ta\t\n");
  expect(results.get("a")).toEqual({ outcome: "failed", detail: "x\ny—\\\t" });
});

test("a line that a dying process left unfinished does not count", () => {
  expect(readRecord("began\ta\t\npassed\ta").get("a")?.outcome).toBe("unfinished");
});

test("regrtest's verdict on the whole counts when no test explains it", () => {
  const whole = (outcome: string) => `failed\t${WHOLE}\t${outcome}\n`;
  const passed = readRecord(`passed\t${WHOLE}\t\npassed\ta\t\n`);
  expect(compare(passed, readRecord(`${whole("")}passed\ta\t\n`)).worse.map((it) => it.test)).toEqual([
    WHOLE,
  ]);
  expect(compare(passed, readRecord(`${whole("")}failed\ta\t\n`)).worse.map((it) => it.test)).toEqual(["a"]);
});

const ran = (results: string[], crash = ""): TestRun => ({
  results: record(...results),
  seconds: 1,
  crash,
  tail: "the end",
});

const EXPRESSION = { path: "m.py", line: 2, column: 4, form: "Call" };

function judged(changes: Partial<ModuleRun>): { passed: boolean; problems: string[] } {
  const armed = { path: "m.py", line: 2, function: "f", state: "armed" as const, reason: "" };
  const seen = { statements: [armed], hits: 3, hit: 1, told: {}, expressions: 2, missed: [] };
  const good = { tests: ["test_m"], skippedFiles: [], ...seen, captures: 0 };
  const runs = { baseline: ran(["a passed"]), probed: ran(["a passed"]), captureFailures: [] };
  const { passed, problems } = judgeModule("3", "m", { ...good, ...runs, ...changes });
  return { passed, problems };
}

test("a module passes when its tests do the same and its probes were hit", () => {
  expect(judged({})).toEqual({ passed: true, problems: [] });
});

test("an expression that the compiler worked out beforehand is not held against the engine", () => {
  const reason = "the compiler worked it out beforehand, as part of a constant";
  expect(judged({ missed: [{ ...EXPRESSION, reason }] }).passed).toBe(true);
});

test.each<[string, Partial<ModuleRun>]>([
  ["1 new failures", { probed: ran(["a failed"]) }],
  ["with probes the tests crashed: killed by SIGSEGV", { probed: ran(["a passed"], "killed by SIGSEGV") }],
  ["without probes the tests crashed: late", { baseline: ran(["a passed"], "late") }],
  [
    "1 statements refused",
    { statements: [{ path: "m.py", line: 2, function: "f", state: "refused", reason: "why" }] },
  ],
  [
    "1 expressions not seen",
    { missed: [{ ...EXPRESSION, reason: "the compiler made no instruction for it" }] },
  ],
  ["1 captures failed", { captureFailures: ["ValueError"] }],
  ["the tests reached no probe", { hits: 0, hit: 0 }],
  ["the tests ran no test", { baseline: ran(["a skipped"]), probed: ran(["a skipped"]) }],
])("it does not pass when %s", (problem, changes) => {
  expect(judged(changes)).toEqual({ passed: false, problems: [problem] });
});
