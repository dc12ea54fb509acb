/**
 * Keeps a probe's statement in sight while the user edits around it.
 *
 * Edits before the statement move it. As soon as one touches it, it is looked for in what the edit has
 * made: formatted, it is the same; anything else makes it an edited one, until it reads as before again.
 * A value must never be drawn on a line that it does not belong to.
 */
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import type { Edit } from "./edits.js";
import type { Position, ProbeKind, Site, Span } from "./probe.js";
import { spanOf } from "./site.js";
import { before } from "./text.js";

export interface Followed {
  /** The statement; while none can be told to be it, the stretch of text that its edits went into. */
  span: Span;
  /** Its code without its layout, as the probe's values belong to it. */
  normal: string;
  /** Whether it reads differently now. */
  edited: boolean;
  /** Whether it was deleted, or replaced together with others: what stands in its place is another statement. */
  isLost: boolean;
  /** An edit has touched it, and it was not looked at since. */
  touched: boolean;
}

export function follow({ head, normal }: Site): Followed {
  return { span: head, normal, edited: false, isLost: false, touched: false };
}

/** The followed statement after one edit; `settle` must be called when the last edit of a batch is done. */
export function moved(followed: Followed, edit: Edit): Followed {
  const { start, end } = followed.span;
  const past = advanced(edit);
  const shift = (position: Position): Position => shifted(position, edit.end, past);
  if (before(end, edit.start)) return marked(followed, edit.start.line === end.line);
  if (before(edit.end, start)) {
    return marked({ ...followed, span: { start: shift(start), end: shift(end) } }, isBeside(edit, start));
  }
  const span = {
    start: before(edit.start, start) ? edit.start : start,
    end: before(edit.end, end) ? shift(end) : past,
  };
  const isLost = followed.isLost || !before(span.start, span.end) || !isWithin(edit, followed.span);
  return { ...followed, span, isLost, edited: true, touched: true };
}

/** Looks at what has become of the statement in the text as it is now. */
export function settle(followed: Followed, source: SourceText, kind: ProbeKind): Followed {
  if (!followed.touched) return followed;
  if (followed.isLost) return { ...followed, touched: false };
  const { span } = followed;
  const here = source
    .statementsTouching(span.start, span.end)
    .filter((statement) => overlaps(spanOf(kind, statement), span));
  const same = here.filter(({ normal }) => normal === followed.normal);
  const [found] = same;
  if (found && same.length === 1) return { ...followed, ...untouched(spanOf(kind, found)) };
  const only = here.length === 1 ? here[0] : undefined;
  return { ...followed, span: only ? spanOf(kind, only) : span, edited: true, touched: false };
}

/** The statement after a change of which nobody can say where it left the statement, and in which it was not found. */
export function lost(followed: Followed, edits: readonly Edit[]): Followed {
  const { span } = edits.reduce(moved, followed);
  return { ...followed, span, edited: true, isLost: true, touched: false };
}

/** The statement again, after it was found elsewhere in the text. */
export function foundAt(followed: Followed, kind: ProbeKind, statement: Statement): Followed {
  return { ...followed, ...untouched(spanOf(kind, statement)) };
}

function untouched(span: Span): Omit<Followed, "normal"> {
  return { span, edited: false, isLost: false, touched: false };
}

/** Whether an edit before a position goes on to its line, and is not of whole lines. */
function isBeside({ start, end, text }: Edit, position: Position): boolean {
  if (end.line !== position.line) return false;
  return end.column > 0 || !(text === "" ? start.column === 0 : text.endsWith("\n"));
}

function marked(followed: Followed, touched: boolean): Followed {
  return touched && !followed.touched ? { ...followed, touched } : followed;
}

/** Where the new text of an edit ends. */
function advanced({ start, text }: Edit): Position {
  const lastBreak = text.lastIndexOf("\n");
  if (lastBreak < 0) return { line: start.line, column: start.column + text.length };
  return { line: start.line + text.split("\n").length - 1, column: text.length - lastBreak - 1 };
}

function shifted(position: Position, from: Position, to: Position): Position {
  const column = position.line === from.line ? position.column + to.column - from.column : position.column;
  return { line: position.line + to.line - from.line, column };
}

/** Whether an edit is of a statement's own lines. */
function isWithin({ start, end }: Edit, span: Span): boolean {
  const isBefore = start.line < span.start.line;
  return !isBefore && (end.line <= span.end.line || (end.line === span.end.line + 1 && end.column === 0));
}

function overlaps(one: Span, other: Span): boolean {
  return before(one.start, other.end) && before(other.start, one.end);
}
