/** Comments that ask for a probe: `#? …`. */
import type { Node } from "web-tree-sitter";
import type { TextLines } from "./positions.js";
import type { Position } from "./statement.js";

export const PROBE_SIGN = "#?";

export interface ProbeComment {
  /** Where its `#?` stands. It ends with its line. */
  start: Position;
  /** From `#?` to the end of the line. */
  text: string;
}

/** Strings may contain the sign, so the tree is asked wherever it stands. */
export function probeCommentsOf(root: Node, lines: TextLines): ProbeComment[] {
  const found: ProbeComment[] = [];
  for (let line = 0; line < lines.count; line++) {
    const text = lines.line(line);
    const column = text.includes(PROBE_SIGN) ? commentColumn(root, line, text) : undefined;
    if (column !== undefined) found.push({ start: { line, column }, text: text.slice(column) });
  }
  return found;
}

function commentColumn(root: Node, row: number, text: string): number | undefined {
  for (let column = text.indexOf(PROBE_SIGN); column >= 0; column = text.indexOf(PROBE_SIGN, column + 1)) {
    const { type, startPosition } = root.descendantForPosition({ row, column }) ?? root;
    if (type === "comment" && startPosition.row === row && startPosition.column === column) return column;
  }
  return undefined;
}
