/**
 * The expressions that a statement's own code evaluates, exactly as CPython's `ast` has them: a captured
 * value is found by its span. test/conformance/expressions.ts proves it.
 */
import type { Node, Point } from "web-tree-sitter";
import { expressionsIn, stringsIn } from "./constants.js";
import { type Evaluated, leafAtStart, partsOf } from "./evaluated.js";
import { nameOf } from "./expression-names.js";
import { evaluatedBy } from "./heads.js";
import { identifier } from "./names.js";
import type { Expression, ExpressionKind } from "./statement.js";

const KINDS: Record<string, ExpressionKind> = {
  not_operator: "not",
  conditional_expression: "conditional",
  comparison_operator: "compare",
  named_expression: "walrus",
  await: "await",
  list_comprehension: "comprehension",
  set_comprehension: "comprehension",
  dictionary_comprehension: "comprehension",
  integer: "constant",
  float: "constant",
  true: "constant",
  false: "constant",
  none: "constant",
  ellipsis: "constant",
};

/** Kinds without a value of their own: what is inside them belongs to what they stand in. */
const TRANSPARENT = new Set([
  "parenthesized_expression",
  "list_splat",
  "list_splat_pattern",
  "parenthesized_list_splat",
  "dictionary_splat",
  "keyword_argument",
  "pair",
  "slice",
  "interpolation",
  "format_specifier",
  "format_expression",
]);

/** Tuples without parentheses, which begin with the sign of a starred first item. */
const TUPLES = new Set(["expression_list", "pattern_list"]);

/** What is still to be looked at, and the index of the expression that it is part of. */
interface Open {
  evaluated: Evaluated;
  whole: number | undefined;
}

/** Parts stand before wholes, and from left to right otherwise. */
export function expressionsOf(statement: Node): Expression[] {
  const found: Expression[] = [];
  // An explicit stack: expressions of any depth must not overflow the one of JavaScript. It is taken from
  // its end, so wholes come before parts and all from right to left; `reversed` turns that round.
  const stack: Open[] = evaluatedBy(statement).map((evaluated) => ({ evaluated, whole: undefined }));
  for (let open = stack.pop(); open; open = stack.pop()) {
    const { evaluated } = open;
    let { whole } = open;
    if (hasValue(evaluated)) {
      if (whole !== undefined) found[whole]?.parts.push(found.length);
      whole = found.length;
      found.push(expression(evaluated));
    }
    stack.push(...partsOf(evaluated).map((part) => ({ evaluated: part, whole })));
  }
  return reversed(found);
}

function hasValue({ nodes, as }: Evaluated): boolean {
  return as !== "target" && (as !== "value" || !TRANSPARENT.has(nodes[0].type));
}

function expression({ nodes, as }: Evaluated): Expression {
  const [first] = nodes;
  const last = nodes.at(-1) ?? first;
  const isOne = as === "value";
  const { row, column } = isOne ? startOf(first) : first.startPosition;
  return {
    start: { line: row, column },
    end: { line: last.endPosition.row, column: last.endPosition.column },
    kind: isOne ? kindOf(first) : "other",
    parts: [],
    ...named(as === "dotted name" ? identifier(last) : isOne ? nameOf(first) : undefined),
  };
}

/** Of `*a.b` tree-sitter makes the attribute `b` of `*a`; the sign belongs to none of the two. */
function startOf(node: Node): Point {
  if (TUPLES.has(node.type)) return node.startPosition;
  const leaf = leafAtStart(node);
  return (leaf.type === "*" ? leaf.nextSibling : null)?.startPosition ?? node.startPosition;
}

function named(name: string | undefined): { name?: string } {
  return name === undefined || name === "" ? {} : { name };
}

function kindOf(node: Node): ExpressionKind {
  switch (node.type) {
    case "boolean_operator":
      return node.childForFieldName("operator")?.type === "and" ? "and" : "or";
    case "string":
    case "concatenated_string":
      return stringsIn(node).some(isFormatted) ? "other" : "constant";
    case "identifier":
      // The compiler decides it, as it does for `True`.
      return node.text === "__debug__" ? "constant" : "name";
    default:
      return KINDS[node.type] ?? "other";
  }
}

/** Put together when it is evaluated, even when no value stands in it. */
function isFormatted(string: Node): boolean {
  return /[ft]/i.test(expressionsIn(string)[0]?.text ?? "");
}

function reversed(found: Expression[]): Expression[] {
  const last = found.length - 1;
  return found
    .toReversed()
    .map((each) => ({ ...each, parts: each.parts.map((part) => last - part).reverse() }));
}
