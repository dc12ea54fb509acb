/** A verdict → what a person reads. */
import type { ModuleVerdict } from "./module-verdict.js";
import type { Difference } from "./verdict.js";

const DETAIL_LINES = 12;
/** A crash tells the stack of every thread. */
const CRASH_LINES = 40;
const REFUSED_SHOWN = 20;

export function report(verdict: ModuleVerdict): string {
  return [headline(verdict), ...details(verdict).map((line) => `    ${line}`)].join("\n");
}

function headline(v: ModuleVerdict): string {
  const parts = [
    `${v.statements} statements`,
    `${v.armed} armed`,
    `${v.noCode} without code`,
    ...(v.absent ? [`${v.absent} not in this process`] : []),
    `${v.refused.length} refused`,
    `${v.hits} hits on ${v.hit} of them`,
    ...(v.expressions ? [expressions(v)] : []),
    ...Object.entries(v.told).map(([word, count]) => `${count} ${word}`),
    ...(v.captures ? [`${v.captures} captures`] : []),
    `${v.testsRun.probed} tests`,
    `${v.failures.baseline} failures without probes`,
    `${v.newFailures.length} new`,
    ...(v.explained.length ? [`${v.explained.length} explained`] : []),
    `${v.seconds.baseline.toFixed(1)} → ${v.seconds.probed.toFixed(1)} s`,
  ];
  const facts = v.statements ? `: ${parts.join(", ")}` : "";
  return `${v.passed ? "ok    " : "FAILED"} ${v.python} ${v.module} (${v.tests.join(", ")})${facts}`;
}

function expressions(v: ModuleVerdict): string {
  return `${v.expressions} expressions: ${v.seen} seen, ${v.withoutCode} without code, ${v.missed.length} missed`;
}

function details(v: ModuleVerdict): string[] {
  const lines = [
    ...v.problems.map((problem) => `problem: ${problem}`),
    ...v.refused
      .slice(0, REFUSED_SHOWN)
      .map(({ path, line, function: name, reason }) => `refused: ${path}:${line} in ${name}: ${reason}`),
    ...v.missed
      .slice(0, REFUSED_SHOWN)
      .map(
        ({ path, line, column, form, reason }) => `missed: ${path}:${line}:${column} (${form}): ${reason}`,
      ),
    ...failures(v.newFailures),
    ...v.explained.map((one) => `differs: ${told(one)}: ${one.reason}`),
    ...v.otherDifferences
      .filter(({ probed }) => probed !== "not run")
      .map((one) => `differs, without the baseline passing it: ${told(one)}`),
    ...[...new Set(v.captureFailures)].slice(0, 5).flatMap((one) => ["capture failed:", ...lastLines(one)]),
    ...v.skippedFiles.map((file) => `not compiled: ${file}`),
  ];
  if (v.tail && !v.newFailures.some(({ probed }) => probed === "failed"))
    lines.push("output:", ...lastLines(v.tail, CRASH_LINES));
  return lines;
}

/** What a dead process never came to is a number only: the test that killed it says more. */
function failures(all: Difference[]): string[] {
  const missing = all.filter(({ probed }) => probed === "not run").length;
  const rest = all.filter(({ probed }) => probed !== "not run");
  return [
    ...rest.flatMap((one) => [`new failure: ${told(one)}`, ...lastLines(one.detail)]),
    ...(missing ? [`new failure: ${missing} tests that passed were not run`] : []),
  ];
}

function told({ test, baseline, probed }: Difference): string {
  return `${test} (${baseline} without probes, ${probed} with)`;
}

function lastLines(text: string, count = DETAIL_LINES): string[] {
  if (!text) return [];
  return text
    .trimEnd()
    .split("\n")
    .slice(-count)
    .map((line) => `  ${line}`);
}

/** One line for all modules of all Pythons. */
export function summary(verdicts: ModuleVerdict[]): string {
  const sum = (of: (verdict: ModuleVerdict) => number) =>
    verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const failed = sum(({ passed }) => Number(!passed));
  return [
    `${verdicts.length - failed} of ${verdicts.length} modules pass`,
    `${sum((v) => v.statements)} statements`,
    `${sum((v) => v.armed)} armed`,
    `${sum((v) => v.refused.length)} refused`,
    ...(sum((v) => v.expressions)
      ? [
          `${sum((v) => v.expressions)} expressions`,
          `${sum((v) => v.seen)} seen`,
          `${sum((v) => v.withoutCode)} without code`,
          `${sum((v) => v.missed.length)} missed`,
        ]
      : []),
    `${sum((v) => v.hits)} hits`,
    `${sum((v) => v.testsRun.probed)} tests`,
    `${sum((v) => v.newFailures.length)} new failures`,
    `${sum((v) => v.explained.length)} explained`,
  ].join(", ");
}
