/**
 * What one hit costs the program, beside a tracing debugger that hits nothing.
 *
 *   npm run bench -- cost
 *
 * A function with a short loop and a probe on one statement of it, called again and again in one process on
 * each Python found. The first column is the function alone; the others are ratios to it and, in brackets,
 * the nanoseconds that a hit adds. The last column says how much the machine itself wavered meanwhile.
 */

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { commandLine } from "../command-line.js";
import { findPythons } from "../pythons.js";
import { REPOSITORY } from "../repository.js";

commandLine(import.meta.url, {});

type Costs = Record<string, number | null>;

function measured(python: string): Costs {
  const script = join(REPOSITORY, "test", "bench", "cost.py");
  return JSON.parse(execFileSync(python, ["-B", script], { encoding: "utf8" })) as Costs;
}

function row(version: string, costs: Costs): string[] {
  const bare = costs.bare ?? Number.NaN;
  const cells = Object.entries(costs).filter(([name]) => name !== "bare");
  return [
    version,
    `${bare.toFixed(0)} ns`,
    ...cells.map(([, cost]) => (cost === null ? "–" : ratio(cost, bare))),
  ];
}

function ratio(cost: number, bare: number): string {
  return `${(cost / bare).toFixed(2)}× (+${Math.max(0, cost - bare).toFixed(0)})`;
}

function print(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  for (const cells of rows) console.log(cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join("  "));
}

const results = findPythons().map(({ path, version }) => ({ version, costs: measured(path) }));
const names = Object.keys(results[0]?.costs ?? {});
print([["python", ...names], ...results.map(({ version, costs }) => row(version, costs))]);
