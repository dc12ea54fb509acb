/** What is still clear in a text that does not parse as a whole: half-typed code, or syntax newer than the grammar. */
import type { Node } from "web-tree-sitter";
import type { TextLines } from "./positions.js";
import type { Position } from "./statement.js";

/** What is inside them cannot change where the statement ends: blocks, and type parameters newer than the grammar. */
const HARMLESS = new Set(["block", "type_parameter"]);

const IMPORTS = new Set(["import_statement", "import_from_statement"]);

/** The statements of a block or of the module, as far as their place is certain. */
export function statementsOf(block: Node, lines: TextLines): Node[] {
  return block.hasError ? clearlyPlaced(block, lines) : block.namedChildren;
}

/**
 * The children of a block (or of the root) whose place in the program is certain. Where it skips text,
 * tree-sitter may close blocks too early or too late; indentation tells.
 */
export function clearlyPlaced(block: Node, lines: TextLines): Node[] {
  const clear: Node[] = [];
  const least = block.parent ? lineIndentation(block.parent.startPosition.row, lines) + 1 : 0;
  let expected = block.parent ? undefined : 0;
  // A statement that is not the first on its line follows another one, or the colon before the block.
  let lastRow = block.parent && block.previousSibling?.endPosition.row;
  for (const node of block.namedChildren) {
    const width = indentation(node, lines);
    if (width !== undefined && width >= least && !node.isError) expected ??= width;
    const fits = width === undefined ? node.startPosition.row === lastRow : width === expected;
    lastRow = fits ? node.endPosition.row : undefined;
    if (node.hasError && holdsDedent(node, expected ?? least, lines)) break;
    if (fits && !isTornApart(node)) clear.push(node);
  }
  return clear;
}

/** Whether a node goes out of its block with what it skips, so that what follows may not be inside it any more. */
function holdsDedent(skipped: Node, indented: number, lines: TextLines): boolean {
  for (let row = skipped.startPosition.row + 1; row <= skipped.endPosition.row; row++) {
    const isCode = /^\s*[^\s#]/.test(lines.line(row));
    if (isCode && lineIndentation(row, lines) < indented) return true;
  }
  return false;
}

/** True when something could not be read in a statement's own code, so that what follows may belong to another one. */
export function isTornApart(statement: Node): boolean {
  const open = [statement];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.isError || node.isMissing) return true;
    if (node.hasError && !HARMLESS.has(node.type)) open.push(...node.children);
  }
  return false;
}

/**
 * Where a simple statement begins: at its node, or at the `lazy` before an import, which is newer (3.15)
 * than the grammar and stands before the node as an error.
 */
export function beginning(statement: Node, lines: TextLines): Position {
  const { row, column } = statement.startPosition;
  const lazy = /\blazy[ \t]+$/.exec(lines.line(row).slice(0, column));
  return { line: row, column: lazy && IMPORTS.has(statement.type) ? lazy.index : column };
}

/** The width of the white space before a node; undefined when something else stands there. */
function indentation(node: Node, lines: TextLines): number | undefined {
  const { row, column } = node.startPosition;
  const before = lines.line(row).slice(0, column);
  // A form feed begins the count anew, a byte order mark has no width.
  const blank = /^\uFEFF?([ \t]*)$/.exec(before.slice(before.lastIndexOf("\f") + 1));
  return blank?.[1]?.length;
}

function lineIndentation(row: number, lines: TextLines): number {
  return /^\s*/.exec(lines.line(row))?.[0].length ?? 0;
}
