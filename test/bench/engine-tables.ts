/** The benchmark's figures as tables for a terminal and for Markdown, with what is to be reached. */

export type Nanoseconds = Record<string, number | null>;

export interface Quiet {
  python: string;
  empty_method: Nanoseconds;
  simple_method: Nanoseconds;
}

export interface Hits {
  python: string;
  hits: Record<string, Nanoseconds>;
  /** What was not measured, and why. */
  notes: string[];
}

export interface Arming {
  python: string;
  "import and start": number;
  "bytecode at start": boolean;
  armed: number;
  removed: number;
  pause: number;
  quiet: number;
}

/** At most so many nanoseconds, and at least so many times cheaper than the best peer. */
const GOALS: Record<string, { ns: number; times?: number }> = {
  "condition false, names": { ns: 30, times: 20 },
  "gated hit": { ns: 100 },
  "empty hook": { ns: 60 },
  "capture of 10 scalar locals": { ns: 10_000, times: 3 },
};

export function quiet({ python, ...methods }: Quiet): string {
  const rows = Object.entries(methods).flatMap(([method, costs]) => {
    const bare = costs.nothing ?? Number.NaN;
    return Object.entries(costs).map(([who, ns]) => [
      method,
      who,
      ns === null ? "–" : `${ns.toFixed(0)} ns`,
      ns === null ? "not measured" : `${(ns / bare).toFixed(2)}×`,
    ]);
  });
  return table([`nothing hit, Python ${python}`, "", "a call", "to nothing"], rows);
}

export function hits({ python, hits: found, notes }: Hits): string {
  const rows = Object.entries(found).flatMap(([what, costs]) =>
    Object.entries(costs).map(([who, ns]) => [
      what,
      who,
      ns === null ? "–" : `${Math.max(0, ns).toFixed(0)} ns`,
      who.startsWith("Snappoint") ? judged(what, ns, costs) : "",
    ]),
  );
  return [table([`a hit adds, Python ${python}`, "", "", "to reach"], rows), ...notes].join("\n");
}

export function arming(figures: Arming): string {
  const row = (what: string, ms: number, goal: number) => [
    what,
    `${ms.toFixed(1)} ms`,
    `≤ ${goal} ms: ${ms <= goal ? "reached" : "not reached"}`,
  ];
  return table(
    [`5,000 modules, 200,000 functions, Python ${figures.python}`, "", "to reach"],
    [
      row("armed", figures.armed, 50),
      row("longest pause while arming and removing", figures.pause, 5),
      ["longest pause in as long a time without", `${figures.quiet.toFixed(1)} ms`, ""],
      row("import and start", figures["import and start"], 20),
      ["bytecode loaded by the start", figures["bytecode at start"] ? "yes" : "no", "no"],
    ],
  );
}

function judged(what: string, ns: number | null, costs: Nanoseconds): string {
  const goal = GOALS[what];
  if (!goal || ns === null) return "";
  const peers = Object.entries(costs).flatMap(([who, cost]) =>
    who.startsWith("Snappoint") || cost === null ? [] : [cost],
  );
  const times = peers.length > 0 ? Math.min(...peers) / Math.max(ns, 1) : undefined;
  const cheap = `≤ ${goal.ns} ns: ${ns <= goal.ns ? "reached" : "not reached"}`;
  if (!goal.times || times === undefined) return cheap;
  const word = times >= goal.times ? "reached" : "not reached";
  return `${cheap}; ${goal.times}× cheaper than the best peer: ${times.toFixed(1)}×, ${word}`;
}

function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
