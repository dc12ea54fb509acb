/** What is evaluated for the value of an expression. */
import type { Node } from "web-tree-sitter";
import { expressionsIn, stringsIn } from "./constants.js";

/** Something that is evaluated: most have one node, and tree-sitter has none for some. */
export interface Evaluated {
  /** The first node begins it and the last one ends it. */
  nodes: readonly [Node, ...Node[]];
  /**
   * A target is assigned to or deleted: only the objects and indices in it are evaluated. The nodes of a tuple
   * without parentheses are its items and commas, those of a dotted name in a pattern its identifiers.
   */
  as: "value" | "target" | "tuple" | "dotted name";
}

/** Kinds that hold targets when they stand where one is assigned to. */
const TARGET_LISTS = new Set([
  "expression_list",
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "list_splat_pattern",
  "as_pattern_target",
  "tuple",
  "list",
  "list_splat",
  "parenthesized_expression",
]);

/** The direct sub-expressions, in the order in which the expression's kind reads them. */
export function partsOf({ nodes, as }: Evaluated): Evaluated[] {
  const [node] = nodes;
  if (as === "tuple") return values(nodes.filter(isExpression));
  if (as === "dotted name") return dottedName(nodes.slice(0, -1));
  return as === "target" ? ofTarget(node) : ofValue(node);
}

function ofValue(node: Node): Evaluated[] {
  switch (node.type) {
    case "identifier":
      return [];
    case "attribute":
      return values(fields(node, "object"));
    case "call":
      return [...values(fields(node, "function")), ...ofArguments(node.childForFieldName("arguments"))];
    case "subscript":
      return [...values(fields(node, "value")), ...ofIndex(node)];
    case "boolean_operator":
      return values(operandsOf(node));
    case "conditional_expression": {
      const [body, test, otherwise] = expressionsIn(node);
      return values([test, body, otherwise].filter((part) => part !== undefined));
    }
    case "named_expression":
    case "keyword_argument":
      return values(fields(node, "value"));
    case "lambda":
      return ofDefaults(node.childForFieldName("parameters"));
    case "list_comprehension":
    case "set_comprehension":
    case "dictionary_comprehension":
    case "generator_expression":
      return ofComprehension(node);
    case "string":
      return values(node.namedChildren.filter((child) => child.type === "interpolation"));
    case "concatenated_string":
      return stringsIn(node).flatMap(ofValue);
    case "interpolation":
    case "format_expression":
      return values([
        ...fields(node, "expression").flatMap(interpolated),
        ...fields(node, "format_specifier"),
      ]);
    default:
      return values(expressionsIn(node));
  }
}

export function ofDefaults(parameters: Node | null): Evaluated[] {
  return values((parameters?.namedChildren ?? []).flatMap((parameter) => fields(parameter, "value")));
}

/** `f(x for x in y)` has a generator expression in the place of its arguments. */
export function ofArguments(list: Node | null): Evaluated[] {
  if (!list) return [];
  return values(list.type === "argument_list" ? expressionsIn(list) : [list]);
}

/** The first iterable is evaluated where the comprehension stands, and the rest inside it. */
function ofComprehension(node: Node): Evaluated[] {
  const first = node.namedChildren.find((child) => child.type === "for_in_clause");
  return first ? values(fields(first, "right")) : [];
}

/** `a and b and c` is one operation for CPython, and two for tree-sitter. */
function operandsOf(node: Node): Node[] {
  const operator = node.childForFieldName("operator")?.type;
  const operands: Node[] = [];
  let left: Node | null = node;
  while (left?.type === "boolean_operator" && left.childForFieldName("operator")?.type === operator) {
    operands.unshift(...fields(left, "right"));
    left = left.childForFieldName("left");
  }
  return left ? [left, ...operands] : operands;
}

/** Storing into `a.b[c]` evaluates `a.b` and `c`. */
function ofTarget(node: Node): Evaluated[] {
  if (TARGET_LISTS.has(node.type)) return targets(expressionsIn(node));
  if (node.type === "attribute") return values(fields(node, "object"));
  if (node.type === "subscript") return [...values(fields(node, "value")), ...ofIndex(node)];
  return [];
}

/** `x[*y]` has a tuple as its index. */
function ofIndex(subscript: Node): Evaluated[] {
  const [index, ...others] = fields(subscript, "subscript");
  const isStarred = index && others.length === 0 && leafAtStart(index).type === "*";
  return isStarred ? [{ nodes: [index], as: "tuple" }] : tuple(subscript, "subscript");
}

/** `{x:=10}` has the format `=10`, which tree-sitter takes for an assignment. */
function interpolated(expression: Node): Node[] {
  return expression.type === "named_expression" ? fields(expression, "name") : [expression];
}

/** The token with which a node begins. */
export function leafAtStart(node: Node): Node {
  return node.descendantForIndex(node.startIndex) ?? node;
}

/** What a field holds: one expression, or several with commas, which are a tuple. */
export function tuple(node: Node, field: string): Evaluated[] {
  const [first] = fields(node, field);
  const from = first?.startIndex ?? Number.POSITIVE_INFINITY;
  const behind = node.children.filter((child) => child.startIndex >= from);
  const closing = behind.findIndex((child) => !child.isNamed && child.type !== ",");
  return tupleOrItem(closing < 0 ? behind : behind.slice(0, closing));
}

/** A comma makes a tuple, also behind a single item. */
export function tupleOrItem(nodes: Node[]): Evaluated[] {
  const [first, ...others] = nodes.filter((node) => isExpression(node) || node.type === ",");
  if (!first) return [];
  return others.length > 0 ? [{ nodes: [first, ...others], as: "tuple" }] : values([first]);
}

/** `a.b.c` is an attribute of `a.b`, and `a` is a plain name. */
export function dottedName(identifiers: readonly Node[]): Evaluated[] {
  const [first, ...others] = identifiers;
  if (!first) return [];
  return others.length > 0 ? [{ nodes: [first, ...others], as: "dotted name" }] : values([first]);
}

function isExpression(node: Node): boolean {
  return node.isNamed && node.type !== "comment" && node.type !== "line_continuation";
}

export function fields(node: Node, name: string): Node[] {
  return node.childrenForFieldName(name).filter(isExpression);
}

export function values(nodes: readonly Node[]): Evaluated[] {
  return nodes.map((node) => ({ nodes: [node], as: "value" }));
}

export function targets(nodes: readonly Node[]): Evaluated[] {
  return nodes.map((node) => ({ nodes: [node], as: "target" }));
}
