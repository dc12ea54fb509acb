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
  const onLine = statements.filter(({ start, end }) => start.line <= at.line && at.line <= end.line);
  return onLine.findLast(({ start }) => start.line < at.line || start.column <= at.column) ?? onLine[0];
}

/** The `count` lines nearest to `line` on which statements begin, nearest first; of two as near the later one first. */
export function nearestLines(statements: readonly Spanned[], line: number, count: number): number[] {
  const lines = [...new Set(statements.map(({ start }) => start.line))];
  return lines
    .sort((one, other) => Math.abs(one - line) - Math.abs(other - line) || other - one)
    .slice(0, count);
}
