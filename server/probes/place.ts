/** From a place that the user points at to the statement that can take a probe. */
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import type { Position, Span } from "./probe.js";

/** The user pointed at a line without code of its own. */
export class NoCodeError extends Error {
  /** @param nearest 0-based lines that can take a probe, nearest first */
  constructor(
    line: number,
    readonly nearest: readonly number[],
  ) {
    super(`line ${line + 1} has no code of its own${hint(nearest)}`);
  }
}

const NEAREST = 2;

/** @throws NoCodeError */
export function statementFor(source: SourceText, place: Position): Statement {
  const statement = source.statementAt(place);
  if (!statement) throw new NoCodeError(place.line, source.nearestLines(place.line, NEAREST));
  return statement;
}

/** Whether a place on this line means this span: people point at lines, not at columns. */
export function covers(span: Span, line: number): boolean {
  return span.start.line <= line && line <= span.end.line;
}

function hint(nearest: readonly number[]): string {
  if (nearest.length === 0) return ", and neither has any other line of the file";
  const lines = nearest.map((line) => line + 1).toSorted((a, b) => a - b);
  if (lines.length === 1) return `; the nearest line that works is ${lines[0]}`;
  return `; the nearest lines that work are ${lines.slice(0, -1).join(", ")} and ${lines.at(-1)}`;
}
