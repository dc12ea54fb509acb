/** How a text has changed, as edits that are as small as the texts show them to be. */
import { changedLines } from "../source-map/line-changes.js";
import type { Position } from "./probe.js";
import { advance, splitLines } from "./text.js";

/** An edit with both its ends known; lines in its text end in `\n` whatever the document has. */
export interface Edit {
  start: Position;
  end: Position;
  text: string;
}

/** The same edit without what its old and new text share at both ends: some editors replace a whole line to change a word. */
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

/** The edits that lead from one text to another, the last one first, so that each holds when its turn comes. */
export function editsBetween(known: string, text: string): Edit[] {
  if (known === text) return [];
  const changes = changedLines(splitLines(known), splitLines(text));
  return changes.map(({ from, to, lines }) => replacedLines(from, to, lines)).reverse();
}

function replacedLines(from: number, to: number, lines: string[]): Edit {
  const text = lines.map((line) => `${line}\n`).join("");
  return { start: { line: from, column: 0 }, end: { line: to, column: 0 }, text };
}
