/** What CPython's compiler knows about an expression without running it: whether it is constant, and whether it is true. */
import type { Node } from "web-tree-sitter";

const LITERALS = new Set([
  "integer",
  "float",
  "true",
  "false",
  "none",
  "ellipsis",
  "string",
  "concatenated_string",
]);

/** Kinds whose value is constant when all of their parts are. */
const FOLDED = new Set([
  "parenthesized_expression",
  "unary_operator",
  "binary_operator",
  "not_operator",
  "boolean_operator",
  "conditional_expression",
  "tuple",
  "expression_list",
  "subscript",
  "slice",
]);

/** Deeper than any expression that CPython itself would compile. */
const MAX_DEPTH = 500;

/**
 * True when the expression may be folded into one constant: then it may leave no instruction behind.
 * Errs on the side of true.
 */
export function isConstant(expression: Node): boolean {
  const open = [expression];
  for (let node = open.pop(); node; node = open.pop()) {
    const type = node.type;
    if (FOLDED.has(type)) open.push(...expressionsIn(node));
    else if (type === "identifier" ? node.text !== "__debug__" : !isLiteral(node, type)) return false;
  }
  return true;
}

/**
 * What the compiler knows of a test: that it is true or false, nothing (`undefined`: running it will tell),
 * or something that is not worked out here or differs between versions ("unclear").
 */
export type Truth = boolean | undefined | "unclear";

export function truth(test: Node, depth = 0): Truth {
  if (depth > MAX_DEPTH) return undefined;
  const parts = expressionsIn(test);
  const part = (index: number): Truth => {
    const node = parts[index];
    return node && truth(node, depth + 1);
  };
  switch (test.type) {
    case "true":
    case "ellipsis":
      return true;
    case "false":
    case "none":
      return false;
    case "integer":
    case "float":
      return isNonZero(test.text);
    case "string":
    case "concatenated_string":
      return truthOfString(test);
    case "tuple":
      return isConstant(test) ? parts.length > 0 : undefined;
    case "parenthesized_expression":
      return part(0);
    case "not_operator":
      return negated(part(0));
    case "boolean_operator":
      return combined(test.childForFieldName("operator")?.type === "and", part(0), part(1));
    case "conditional_expression":
      return chosen(part(1), part(0), part(2));
    default:
      return test.text === "__debug__" ? true : isConstant(test) ? "unclear" : undefined;
  }
}

/** True for a string that is no f-string and no bytes: what can be a docstring. */
export function isText(string: Node): boolean {
  return stringsIn(string).every((part) => !/[bft]/i.test(prefix(part)));
}

export function expressionsIn(node: Node): Node[] {
  return node.namedChildren.filter((child) => child.type !== "comment" && child.type !== "line_continuation");
}

function isLiteral(node: Node, type: string): boolean {
  return LITERALS.has(type) && (!type.endsWith("string") || hasNoValues(node));
}

function hasNoValues(string: Node): boolean {
  return stringsIn(string).every((part) =>
    part.namedChildren.every((child) => child.type !== "interpolation"),
  );
}

function truthOfString(string: Node): Truth {
  const parts = stringsIn(string);
  if (!hasNoValues(string) || parts.some((part) => /t/i.test(prefix(part)))) return undefined;
  if (parts.some(isFilled)) return true;
  // An empty f-string is put together when the program runs on some versions and not on others.
  return parts.some((part) => /f/i.test(prefix(part))) ? "unclear" : false;
}

function isFilled(string: Node): boolean {
  return string.namedChildren.some((child) => child.type === "string_content");
}

export function stringsIn(string: Node): Node[] {
  return string.type === "concatenated_string" ? expressionsIn(string) : [string];
}

function prefix(string: Node): string {
  return string.firstChild?.text ?? "";
}

function isNonZero(number: string): boolean {
  const digits = number.toLowerCase().replaceAll("_", "");
  if (/^0[xob]/.test(digits)) return /[1-9a-f]/.test(digits.slice(2));
  return Number(digits.replace(/[jl]$/, "")) !== 0;
}

function negated(value: Truth): Truth {
  return typeof value === "boolean" ? !value : value;
}

/** `and` and `or` jump as soon as one part decides, whatever stands before it. */
function combined(isAnd: boolean, left: Truth, right: Truth): Truth {
  const deciding = !isAnd;
  if (left === deciding || right === deciding) return deciding;
  if (left === "unclear" || right === "unclear") return "unclear";
  return left === undefined || right === undefined ? undefined : isAnd;
}

function chosen(test: Truth, ifTrue: Truth, ifFalse: Truth): Truth {
  if (typeof test === "boolean") return test ? ifTrue : ifFalse;
  if (ifTrue === ifFalse) return ifTrue;
  return test === "unclear" || ifTrue === "unclear" || ifFalse === "unclear" ? "unclear" : undefined;
}

/** Whether what comes next is surely reached, when a test decides between one branch and the rest. */
export function either(test: Truth, branch: boolean, rest: boolean): boolean {
  if (typeof test === "boolean") return test ? branch : rest;
  return test === "unclear" ? branch && rest : branch || rest;
}
