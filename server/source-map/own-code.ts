/**
 * Which simple statements CPython compiles to instructions of their own. The facts hold for every
 * version from 3.11 on: what one of them drops is not offered. test/conformance/lines.ts proves them.
 */
import type { Node } from "web-tree-sitter";
import { expressionsIn, isConstant, isText, type Truth, truth } from "./constants.js";
import type { TextLines } from "./positions.js";

const JUMPS = new Set(["return_statement", "raise_statement", "break_statement", "continue_statement"]);

/** What may stand before a statement on its line and has no code: white space, `else:` and `finally:`. */
const NO_CODE = /^[\s\uFEFF]*((else|finally)\s*:\s*)?$/;

/** True when the first statement of a module, class or function is its documentation. */
export function isDocstring(statement: Node): boolean {
  if (statement.type !== "expression_statement") return false;
  let [value, ...others] = expressionsIn(statement);
  while (value?.type === "parenthesized_expression") value = expressionsIn(value)[0];
  const isString = value?.type === "string" || value?.type === "concatenated_string";
  return others.length === 0 && value !== undefined && isString && isText(value);
}

/**
 * Whether a simple statement has an instruction that starts inside it. `unwinds` tells whether it stands
 * in a `with` or a `try … finally`: what a `return` does after their code no longer has its position.
 */
export function hasOwnCode(statement: Node, type: string, lines: TextLines, unwinds: boolean): boolean {
  switch (type) {
    case "global_statement":
    case "nonlocal_statement":
      return false;
    case "delete_statement":
      // `del ()` deletes nothing.
      return statement.descendantsOfType("identifier").length > 0;
    case "pass_statement":
    case "break_statement":
    case "continue_statement":
      return isAlone(statement, lines);
    case "return_statement":
      return !unwinds || !expressionsIn(statement).every(isConstant) || isAlone(statement, lines);
    case "assert_statement":
      return truthOfAssert(statement) === undefined || isAlone(statement, lines);
    case "expression_statement":
      return expressionHasCode(statement, lines);
    default:
      return true;
  }
}

/** Whether the statement behind this one is surely reached. */
export function completes(statement: Node, type: string): boolean {
  if (type !== "assert_statement") return !JUMPS.has(type);
  const held = truthOfAssert(statement);
  return held !== false && held !== "unclear";
}

function truthOfAssert(statement: Node): Truth {
  const test = statement.firstNamedChild;
  return test ? truth(test) : undefined;
}

/**
 * Whether a statement that only leaves a `NOP` behind keeps it: CPython drops it when the instruction
 * before or after it is on the same line.
 */
function isAlone(node: Node, lines: TextLines): boolean {
  const { row, column } = node.startPosition;
  const isFirst = NO_CODE.test(lines.line(row).slice(0, column));
  const next = node.nextNamedSibling;
  return isFirst && (!next || next.type === "comment" || next.startPosition.row > row);
}

function expressionHasCode(statement: Node, lines: TextLines): boolean {
  const value = statement.firstNamedChild;
  const type = value?.type;
  if (!value || type === "call" || type === "augmented_assignment") return value !== null;
  if (type === "assignment") return !isBareAnnotation(value);
  return !expressionsIn(statement).every(isConstant) || isAlone(statement, lines);
}

/** `name: type`: no code in a function, and none in a module or class either from 3.14 on. */
function isBareAnnotation(assignment: Node): boolean {
  if (assignment.childForFieldName("right")) return false;
  const target = assignment.childForFieldName("left")?.type;
  return target !== "attribute" && target !== "subscript";
}
