/**
 * Python texts with places marked in them: `⟦…⟧` around what a statement's head is expected to be, `‸` for
 * the cursor. Heads do not nest.
 */
import type { Position } from "../../../server/source-map/statement.js";

export interface Marked {
  /** The text without its marks. */
  text: string;
  heads: { start: Position; end: Position }[];
  cursor: Position | undefined;
}

const MARKS = /[⟦⟧‸]/g;

export function marked(fixture: string): Marked {
  const starts: Position[] = [];
  const ends: Position[] = [];
  let cursor: Position | undefined;
  const lines = fixture.split("\n");
  lines.forEach((content, line) => {
    [...content.matchAll(MARKS)].forEach((mark, earlier) => {
      const position = { line, column: mark.index - earlier };
      if (mark[0] === "⟦") starts.push(position);
      else if (mark[0] === "⟧") ends.push(position);
      else cursor = position;
    });
  });
  const heads = starts.map((start, index) => {
    const end = ends[index];
    if (!end) throw new Error(`the fixture has a ⟦ without its ⟧:\n${fixture}`);
    return { start, end };
  });
  return { text: fixture.replace(MARKS, ""), heads, cursor };
}

/** The text with the statements marked, for messages that can be read. */
export function mark(text: string, statements: readonly { start: Position; end: Position }[]): string {
  const lines = text.split("\n");
  for (const { start, end } of [...statements].reverse()) {
    lines[end.line] = inserted(lines[end.line] ?? "", end.column, "⟧");
    lines[start.line] = inserted(lines[start.line] ?? "", start.column, "⟦");
  }
  return lines.join("\n");
}

function inserted(line: string, column: number, what: string): string {
  return line.slice(0, column) + what + line.slice(column);
}
