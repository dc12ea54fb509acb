/** Compound statements taken apart: heads, blocks, clauses, and the patterns of `match`. */
import type { Node } from "web-tree-sitter";
import { type Truth, truth } from "./constants.js";

/** A compound statement, or a clause of one; parts that half-typed code lacks are undefined. */
export interface Compound {
  node: Node;
  /** Where the head ends. */
  colon: Node | undefined;
  block: Node | undefined;
  /** `elif`, `except`, `else` and `finally`, in their order. */
  clauses: Compound[];
}

const CLAUSES = new Set(["elif_clause", "except_clause", "else_clause", "finally_clause"]);

export function takeApart(node: Node): Compound {
  const parts: Compound = { node, colon: undefined, block: undefined, clauses: [] };
  for (const child of node.children) {
    const type = child.type;
    if (type === ":") parts.colon ??= child;
    else if (type === "block") parts.block ??= child;
    else if (CLAUSES.has(type)) parts.clauses.push(takeApart(child));
  }
  return parts;
}

export function clauseOf(compound: Compound, type: string): Compound | undefined {
  return compound.clauses.find((clause) => clause.node.type === type);
}

/** False for `while 1: pass`: then the head has no line of its own. */
export function bodyIsBelow({ colon, block }: Compound): boolean {
  const first = block?.namedChildren.find((child) => child.type !== "comment");
  return colon !== undefined && first !== undefined && first.startPosition.row > colon.endPosition.row;
}

/** What is known of a case's guard; no guard is always true. */
export function truthOfGuard(clause: Node): Truth {
  const guard = clause.childForFieldName("guard")?.firstNamedChild;
  return guard ? truth(guard) : true;
}

/** `case _`, which CPython compiles to nothing but a place in the source. */
export function isWildcard(clause: Node): boolean {
  return patternsOf(clause).every((pattern) => /^[(\s]*_[)\s]*$/.test(pattern.text));
}

/** Whether a case's pattern matches whatever it is given. */
export function matchesAll(clause: Node): boolean {
  return patternsOf(clause).every(isCapture);
}

function patternsOf(clause: Node): Node[] {
  return clause.namedChildren.filter((child) => child.type === "case_pattern");
}

/** `_` or a plain name, also in parentheses, before `as`, or as the last of several alternatives. */
function isCapture(pattern: Node): boolean {
  let node: Node | null = pattern;
  while (node) {
    switch (node.type) {
      case "_":
        return true;
      case "dotted_name":
        return node.namedChildCount === 1;
      case "case_pattern":
      case "as_pattern":
        node = node.firstChild;
        break;
      case "union_pattern":
        node = node.lastChild;
        break;
      case "tuple_pattern":
        node = node.childCount === 3 ? node.child(1) : null;
        break;
      default:
        return false;
    }
  }
  return false;
}
