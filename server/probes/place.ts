/** From a place that the user points at to the statement that can take a probe. */
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import type { Position, ProbeKind, Span } from "./probe.js";
import { before } from "./text.js";

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

/** The user wants to watch a function, and pointed at a line outside of any. */
export class NoFunctionError extends Error {
  constructor(line: number) {
    super(`line ${line + 1} is not in a function`);
  }
}

const NEAREST = 2;

/** @throws NoCodeError, NoFunctionError */
export function statementFor(source: SourceText, kind: ProbeKind, place: Position): Statement {
  const statement = findStatement(source, kind, place);
  if (statement) return statement;
  if (kind === "function") throw new NoFunctionError(place.line);
  throw noCodeAt(source, place.line);
}

export function noCodeAt(source: SourceText, line: number): NoCodeError {
  return new NoCodeError(line, source.nearestLines(line, NEAREST));
}

/** For a function watch the definition that the place is in, else the statement. */
export function findStatement(source: SourceText, kind: ProbeKind, place: Position): Statement | undefined {
  const statement = source.statementAt(place);
  if (kind !== "function" || statement?.defines) return statement;
  const at = statement?.start ?? place;
  return source.statements().findLast(({ defines }) => defines && isInside(at, defines));
}

export function isInside(place: Position, { start, end }: Span): boolean {
  return !before(place, start) && before(place, end);
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
