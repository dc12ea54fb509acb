/** Which statement a position means, and which lines are nearest when it means none. */
import type { Position } from "./statement.js";

interface Spanned {
  start: Position;
  end: Position;
}

/**
 * The statement that a position snaps to: of those on its line, the last that begins at or before it,
 * or the first when all begin behind it. `statements` are in source order.
 */
export function snap<Found extends Spanned>(statements: readonly Found[], at: Position): Found | undefined {
  const onLine: Found[] = [];
  for (let index = firstEndingFrom(statements, at.line); index < statements.length; index++) {
    const found = statements[index];
    if (!found || found.start.line > at.line) break;
    onLine.push(found);
  }
  return onLine.findLast(({ start }) => start.line < at.line || start.column <= at.column) ?? onLine[0];
}

/** Their own code never overlaps, so they end in the order in which they begin. */
function firstEndingFrom(statements: readonly Spanned[], line: number): number {
  let low = 0;
  let past = statements.length;
  while (low < past) {
    const middle = (low + past) >> 1;
    if ((statements[middle]?.end.line ?? 0) < line) low = middle + 1;
    else past = middle;
  }
  return low;
}

/** The `count` lines nearest to `line` on which statements begin, nearest first; of two as near the later one first. */
export function nearestLines(statements: readonly Spanned[], line: number, count: number): number[] {
  const lines = [...new Set(statements.map(({ start }) => start.line))];
  return lines
    .sort((one, other) => Math.abs(one - line) - Math.abs(other - line) || other - one)
    .slice(0, count);
}
