/** Which lines of a text have become which others. */
import { diffArrays } from "diff";

/** The lines from `from` up to `to`, not included, gave way to others. */
export interface LineChange {
  from: number;
  to: number;
  lines: string[];
}

/** Texts with more differing lines are taken to differ from the first to the last of them. */
const MOST_DIFFERENCES = 3000;

/** In the order of the lines; all numbers are those of the text before any change. */
export function changedLines(before: readonly string[], after: readonly string[]): LineChange[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  const parts = diffArrays(old, fresh, { maxEditLength: MOST_DIFFERENCES });
  return parts ? changesIn(parts, head, fresh) : [{ from: head, to: head + old.length, lines: fresh }];
}

interface Part {
  count: number;
  added: boolean;
  removed: boolean;
}

function changesIn(parts: readonly Part[], head: number, fresh: readonly string[]): LineChange[] {
  const changes: LineChange[] = [];
  let [line, taken] = [head, 0];
  let open: LineChange | undefined;
  for (const { count, added, removed } of parts) {
    if (added || removed) {
      open ??= { from: line, to: line, lines: [] };
      if (!changes.includes(open)) changes.push(open);
    } else open = undefined;
    if (added) open?.lines.push(...fresh.slice(taken, taken + count));
    else line += count;
    if (removed && open) open.to = line;
    if (!removed) taken += count;
  }
  return changes;
}
