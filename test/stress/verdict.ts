/** What makes a run under stress a failure. */

/** What `stress.py` prints. */
export interface Report {
  python: string;
  threads: number;
  seconds: number;
  tasks: number;
  sets: number;
  changes: number;
  outcomes: Record<"hits" | "captured" | "captureFailed", number>;
  wrong: string[];
  notRestored: string[];
  growth: { cycles: number; bytes: number; objects: number };
  leftAfterGrowth: string[];
}

export interface Verdict {
  passed: boolean;
  python: string;
  way: string;
  report?: Report;
  problems: string[];
}

const MOST_BYTES = 1024 * 1024;

/** Caches of the interpreter's own may still fill here and there; a leak would leave one a cycle at least. */
const MOST_OBJECTS = 100;

export function judge(python: string, way: string, report: Report): Verdict {
  const problems = [
    ...report.wrong,
    ...report.notRestored.map((name) => `${name} does not run its original code`),
    ...report.leftAfterGrowth.map((name) => `${name} does not run its original code after the cycles`),
    ...said(report.outcomes.captureFailed > 0, `${report.outcomes.captureFailed} captures failed`),
    ...said(report.tasks === 0 || report.outcomes.hits === 0, "nothing was shown: no result, or no hit"),
    ...said(report.growth.bytes >= MOST_BYTES, `the process grew by ${report.growth.bytes} bytes`),
    ...said(report.growth.objects > MOST_OBJECTS, `${report.growth.objects} objects were left`),
  ];
  return { passed: problems.length === 0, python, way, report, problems };
}

function said(applies: boolean, problem: string): string[] {
  return applies ? [problem] : [];
}
