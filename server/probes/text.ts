/** Positions in a text as LSP counts them: lines end at `\n`, `\r\n` or `\r`, columns are UTF-16 code units. */
import type { Position } from "./probe.js";

const LINE_BREAK = /\r\n|\n|\r/;

export function splitLines(text: string): string[] {
  return text.split(LINE_BREAK);
}

/** Where one is after `text` when one starts at `from`. */
export function advance(from: Position, text: string): Position {
  const lines = splitLines(text);
  const last = lines.at(-1) ?? "";
  return lines.length === 1
    ? { line: from.line, column: from.column + last.length }
    : { line: from.line + lines.length - 1, column: last.length };
}

export function before(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}

/** The text between two positions, its lines joined by `\n`. */
export function textBetween(lines: readonly string[], start: Position, end: Position): string {
  if (start.line === end.line) return (lines[start.line] ?? "").slice(start.column, end.column);
  const first = (lines[start.line] ?? "").slice(start.column);
  const last = (lines[end.line] ?? "").slice(0, end.column);
  return [first, ...lines.slice(start.line + 1, end.line), last].join("\n");
}
