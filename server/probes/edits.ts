/** How a text has changed, as edits that are as small as the texts show them to be. */
import { changedLines } from "../source-map/line-changes.js";
import type { Position } from "./probe.js";
import { advance, splitLines } from "./text.js";

const START = { line: 0, column: 0 };

/** An edit with both its ends known; lines in its text end in `\n` whatever the document has. */
export interface Edit {
  start: Position;
  end: Position;
  text: string;
}

/** A change of a text, as edits. */
export interface Changed {
  /** The last one first, so that each holds when its turn comes. */
  edits: readonly Edit[];
  /** Whether they tell what became of each place; else they were made out of how the texts differ. */
  isExact: boolean;
}

export const UNCHANGED: Changed = { edits: [], isExact: true };

/** The same edit without what its old and new text share at both ends: some editors replace a whole line to change a word. */
function trimmed(edit: Edit, replaced: string): Edit {
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

/** What leads from one text to another. Where it is within a line, as when somebody types, it is clear enough. */
export function changedTo(known: string, text: string): Changed {
  if (known === text) return UNCHANGED;
  const plain = withPlainBreaks(text);
  const whole = withPlainBreaks(known);
  const edit = trimmed({ start: START, end: advance(START, whole), text: plain }, whole);
  if (isWithinLine(edit)) return { edits: [edit], isExact: true };
  return { edits: editsBetween(whole, plain), isExact: false };
}

/** What an editor has replaced in a text. */
export function changedBy(edit: Edit, replaced: () => string): Changed {
  const isPlain = isWithinLine(edit) || edit.text === "" || isEmpty(edit);
  if (isPlain) return { edits: [edit], isExact: true };
  const smaller = trimmed(edit, replaced());
  if (isWithinLine(smaller)) return { edits: [smaller], isExact: true };
  return { edits: inLines(edit, replaced()), isExact: false };
}

/** Many lines that are replaced at once often differ in few of them. */
function inLines(edit: Edit, replaced: string): Edit[] {
  const { start, end, text } = edit;
  const isOfWholeLines = start.column === 0 && end.column === 0 && text.endsWith("\n");
  if (!isOfWholeLines) return [trimmed(edit, replaced)];
  return editsBetween(replaced, text).map((each) => ({
    start: { line: each.start.line + start.line, column: 0 },
    end: { line: each.end.line + start.line, column: 0 },
    text: each.text,
  }));
}

function editsBetween(known: string, text: string): Edit[] {
  const changes = changedLines(splitLines(known), splitLines(text));
  return changes.map(({ from, to, lines }) => replacedLines(from, to, lines)).reverse();
}

export function withPlainBreaks(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function isWithinLine({ start, end, text }: Edit): boolean {
  return start.line === end.line && !text.includes("\n");
}

function isEmpty({ start, end }: Edit): boolean {
  return start.line === end.line && start.column === end.column;
}

function replacedLines(from: number, to: number, lines: string[]): Edit {
  const text = lines.map((line) => `${line}\n`).join("");
  return { start: { line: from, column: 0 }, end: { line: to, column: 0 }, text };
}
