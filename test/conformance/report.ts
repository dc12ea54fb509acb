/** Verdicts → what a person reads. */
import { type Finding, isJudged, type Judged, type Verdict } from "./judge.js";

/** One Python's verdicts in numbers. */
export interface Summary {
  python: string;
  files: number;
  skipped: number;
  statements: number;
  /** Lines with code. */
  lines: number;
  /** Findings by check. */
  counts: Record<string, number>;
  unexplained: number;
}

interface Located {
  path: string;
  finding: Finding;
}

const CHECKS: Record<string, string> = {
  a: "(a) no instruction of the function starts inside the statement",
  b: "(b) the statement's first line has no code",
  c: "(c) the agent refuses the statement",
  uncovered: "(uncovered) a line with code on which nothing is offered",
};

const UNEXPLAINED = "UNEXPLAINED";

export function summarize(python: string, verdicts: Verdict[]): Summary {
  const judged = verdicts.filter(isJudged);
  const findings = judged.flatMap((verdict) => verdict.findings);
  const of = (check: string) => findings.filter((finding) => finding.check === check).length;
  return {
    python,
    files: judged.length,
    skipped: verdicts.length - judged.length,
    statements: sum(judged.map((verdict) => verdict.statements)),
    lines: sum(judged.map((verdict) => verdict.lines)),
    counts: Object.fromEntries(Object.keys(CHECKS).map((check) => [check, of(check)])),
    unexplained: findings.filter((finding) => finding.reason === "").length,
  };
}

export function table(summaries: Summary[]): string {
  const heads = [
    "python",
    "files",
    "skipped",
    "statements",
    "(a) misses",
    "(b) misses",
    "(c) refused",
    "code lines",
    "uncovered",
    "unexplained",
  ];
  const rows = summaries.map(({ python, files, skipped, statements, lines, counts, unexplained }) =>
    [
      python,
      files,
      skipped,
      statements,
      counts.a,
      counts.b,
      counts.c,
      lines,
      counts.uncovered,
      unexplained,
    ].map(String),
  );
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ");
  return [line(heads), ...rows.map(line)].join("\n");
}

/** The disagreements by check and reason, each with its number and some examples; all of those without a reason. */
export function disagreements(verdicts: Judged[], root: string, examples: number): string {
  const located = verdicts.flatMap(({ path, findings }) => findings.map((finding) => ({ path, finding })));
  const groups = new Map<string, Located[]>();
  for (const each of located) {
    const title = `${CHECKS[each.finding.check]}: ${each.finding.reason || UNEXPLAINED}`;
    groups.set(title, [...(groups.get(title) ?? []), each]);
  }
  return [...groups].map(([title, members]) => group(title, members, root, examples)).join("\n");
}

export function skippedFiles(verdicts: Verdict[], root: string): string {
  const skipped = verdicts.flatMap((verdict) => (isJudged(verdict) ? [] : [verdict]));
  return skipped.map(({ path, skipped: reason }) => `  ${shortened(path, root)}: ${reason}`).join("\n");
}

function group(title: string, members: Located[], root: string, examples: number): string {
  const shown = title.endsWith(UNEXPLAINED) ? members : members.slice(0, examples);
  const lines = shown.map(
    ({ path, finding }) => `    ${shortened(path, root)}:${finding.line}  ${finding.text}`,
  );
  const rest = members.length - shown.length;
  return [`  ${members.length} × ${title}`, ...lines, ...(rest > 0 ? [`    … and ${rest} more`] : [])].join(
    "\n",
  );
}

function shortened(path: string, root: string): string {
  return path.startsWith(root) ? path.slice(root.length) : path;
}

function sum(numbers: number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
