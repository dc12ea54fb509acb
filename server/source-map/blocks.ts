/** The statements of the module itself, each with all that it contains: most edits touch one of them only. */
import type { Node } from "web-tree-sitter";
import { statementsOf } from "./broken.js";
import type { TextLines } from "./positions.js";
import { findGlobals } from "./scopes.js";
import type { Statement } from "./statement.js";
import { type Place, placesIn } from "./statements.js";

const COMPOUND = /^(if|for|while|with|try|match)_statement$|_definition$/;

export interface Block {
  /** 0-based, both included. */
  firstLine: number;
  lastLine: number;
  /** As it is written, without the white space before its first line. */
  text: string;
  /** Whether it holds statements of its own: a definition, a loop, … */
  isCompound: boolean;
  /** Whether parts of it could not be read: then not all of its statements are known. */
  isBroken: boolean;
  /** In source order; its own head is one of them. */
  statements(): readonly Statement[];
  /** What is written in it, in source order. */
  everything(): readonly Written[];
}

/** A statement as it is written, whether or not it has code. */
export interface Written {
  normal: string;
  function: string;
  statement: Statement | undefined;
}

export function blocksOf(root: Node, lines: TextLines, statement: (place: Place) => Statement): Block[] {
  const globals = findGlobals(root, lines.text);
  return statementsOf(root, lines)
    .filter(({ type }) => type !== "comment")
    .map((node) => {
      let found: Statement[] | undefined;
      const statements = () => {
        found ??= placesIn(node, lines, globals, false).map(statement);
        return found;
      };
      return {
        firstLine: node.startPosition.row,
        lastLine: node.endPosition.row,
        text: lines.text.slice(node.startIndex, node.endIndex),
        isCompound: COMPOUND.test(node.type),
        isBroken: node.hasError,
        statements,
        everything: () => written(placesIn(node, lines, globals, true).map(statement), statements()),
      };
    });
}

function written(all: readonly Statement[], withCode: readonly Statement[]): Written[] {
  let next = 0;
  return all.map(({ normal, start, function: name }) => {
    const candidate = withCode[next];
    const isThis = candidate?.start.line === start.line && candidate.start.column === start.column;
    if (isThis) next++;
    return { normal, function: name, statement: isThis ? candidate : undefined };
  });
}

/** Those that have lines from the first to the last, both included. */
export function blocksBetween(blocks: readonly Block[], first: number, last: number): Block[] {
  const found: Block[] = [];
  for (let at = firstReaching(blocks, first); at < blocks.length; at++) {
    const block = blocks[at];
    if (!block || block.firstLine > last) break;
    found.push(block);
  }
  return found;
}

/** The index of the first block that ends on the line or behind it. */
function firstReaching(blocks: readonly Block[], line: number): number {
  let low = 0;
  let past = blocks.length;
  while (low < past) {
    const middle = (low + past) >> 1;
    if ((blocks[middle]?.lastLine ?? 0) < line) low = middle + 1;
    else past = middle;
  }
  return low;
}
