/**
 * Keeps a probe's statement in sight while the user edits around it.
 *
 * The statement is followed by its text: edits before it move it, and as soon as its own text (or
 * what stands beside it on its lines) reads differently it counts as edited, until it reads as
 * before again. A value must never be drawn on a line that it does not belong to.
 */
import type { Position, Span } from "./probe.js";
import { advance, before, textBetween } from "./text.js";

/** What a statement looks like: its own text, and what stands before and after it on its lines. */
interface Looks {
  own: string;
  before: string;
  after: string;
}

export interface Followed {
  /** The statement; while it cannot be found, the stretch of text that its edits went into. */
  span: Span;
  edited: boolean;
  looks: Looks;
}

/** An edit with both its ends known; lines in its text end in `\n` whatever the document has. */
export interface Edit {
  start: Position;
  end: Position;
  text: string;
}

export function follow(lines: readonly string[], span: Span): Followed {
  return { span, edited: false, looks: looksAt(lines, span) };
}

/** The followed statement after one edit; `settle` must be called when the last edit of a batch is done. */
export function moved(followed: Followed, edit: Edit): Followed {
  const { start, end } = followed.span;
  const past = advance(edit.start, edit.text);
  const shift = (position: Position): Position => shifted(position, edit.end, past);
  if (before(end, edit.start)) return followed;
  if (before(edit.end, start)) return { ...followed, span: { start: shift(start), end: shift(end) } };
  if (!followed.edited && same(edit.start, end)) return followed;
  if (!followed.edited && same(edit.end, start))
    return { ...followed, span: { start: shift(start), end: shift(end) } };
  const widened = {
    start: before(edit.start, start) ? edit.start : start,
    end: before(edit.end, end) ? shift(end) : past,
  };
  return { ...followed, span: widened, edited: true };
}

/** Compares the statement with its first looks in the text as it is now, and finds it again after an undo. */
export function settle(followed: Followed, lines: readonly string[]): Followed {
  const { span, looks } = followed;
  if (textBetween(lines, span.start, span.end) === looks.own) {
    return { ...followed, edited: !looksEqual(looksAt(lines, span), looks) };
  }
  const found = occurrences(lines, span, looks);
  const only = found.length === 1 ? found[0] : undefined;
  return only ? { ...followed, span: only, edited: false } : { ...followed, edited: true };
}

/** The same edit without what its old and new text share at both ends: some editors replace a whole file to change a word. */
export function trimmed(edit: Edit, replaced: string): Edit {
  const shorter = Math.min(replaced.length, edit.text.length);
  let head = 0;
  while (head < shorter && replaced[head] === edit.text[head]) head++;
  let tail = 0;
  while (tail < shorter - head && replaced.at(-1 - tail) === edit.text.at(-1 - tail)) tail++;
  return {
    start: advance(edit.start, replaced.slice(0, head)),
    end: advance(edit.start, replaced.slice(0, replaced.length - tail)),
    text: edit.text.slice(head, edit.text.length - tail),
  };
}

function shifted(position: Position, from: Position, to: Position): Position {
  const column = position.line === from.line ? position.column + to.column - from.column : position.column;
  return { line: position.line + to.line - from.line, column };
}

function same(one: Position, other: Position): boolean {
  return one.line === other.line && one.column === other.column;
}

function looksAt(lines: readonly string[], span: Span): Looks {
  return {
    own: textBetween(lines, span.start, span.end),
    before: (lines[span.start.line] ?? "").slice(0, span.start.column).trim(),
    after: withoutComment((lines[span.end.line] ?? "").slice(span.end.column)),
  };
}

/** A comment beside the statement may change freely: it is not code. */
function withoutComment(rest: string): string {
  return rest.replace(/#.*$/, "").trim();
}

function looksEqual(one: Looks, other: Looks): boolean {
  return one.own === other.own && one.before === other.before && one.after === other.after;
}

/** Every place inside the stretch, from its first line to its last, that has the wanted looks. */
function occurrences(lines: readonly string[], stretch: Span, looks: Looks): Span[] {
  if (looks.own === "") return [];
  const origin = { line: stretch.start.line, column: 0 };
  const last = { line: stretch.end.line, column: (lines[stretch.end.line] ?? "").length };
  const text = textBetween(lines, origin, last);
  const found: Span[] = [];
  for (let at = text.indexOf(looks.own); at >= 0; at = text.indexOf(looks.own, at + 1)) {
    const start = advance(origin, text.slice(0, at));
    const span = { start, end: advance(start, looks.own) };
    if (looksEqual(looksAt(lines, span), looks)) found.push(span);
  }
  return found;
}
