/**
 * The safe subset of Python expressions: what conditions, shown expressions and messages may say. The agent
 * decides (`conditions.py`); this says the same while the user types. `test/agreed/expressions.json` holds the two together.
 */
import type { Node } from "web-tree-sitter";
import { expressionsIn } from "./constants.js";
import { isFormatted, isNumber, isString } from "./literals.js";
import { parse } from "./parser.js";

/** What is wrong in a text, at indexes of it. */
export interface Flaw {
  start: number;
  end: number;
  reason: string;
}

/** What an expression may call. */
export const CALLABLE: readonly string[] = [
  ...["abs", "all", "any", "bool", "float", "int", "isinstance", "len", "max", "min", "ord", "round"],
  ...["sorted", "str", "sum", "type"],
];

const LONGEST = 2000;

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from " +
    "global if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

const PLAIN = new Set([
  ...["boolean_operator", "not_operator", "unary_operator", "conditional_expression", "ellipsis", "none"],
  ...["true", "false", "parenthesized_expression", "tuple", "list", "set", "dictionary", "pair"],
  ...["subscript", "slice", "attribute", "identifier", "expression_list"],
]);

const WORDS: Record<string, string> = {
  lambda: "lambda",
  await: "await",
  yield: "yield",
  named_expression: "an assignment",
  assignment: "an assignment",
  augmented_assignment: "an assignment",
  list_splat: "*",
  dictionary_splat: "**",
  list_comprehension: "a comprehension",
  set_comprehension: "a comprehension",
  dictionary_comprehension: "a comprehension",
  generator_expression: "a generator expression",
  "**": "**, which can take for ever,",
  "<<": "<<, which can fill the memory,",
  "@": "@",
};

const SINGLE = new Set(["none", "true", "false", "ellipsis"]);

/** Of these the compiler warns, and the program's output is no place for a warning of ours. */
const STRANGE_ESCAPE = /(?<!\\)(?:\\\\)*\\[^\\'"abfnrtvxuUN0-7\n]/;

const UNREADABLE = "this is no expression of Python";

/** The first thing in a text that keeps it from being an expression of the subset. */
export function flawIn(text: string): Flaw | undefined {
  if (text.length > LONGEST)
    return { start: 0, end: text.length, reason: `longer than ${LONGEST} characters` };
  const strange = STRANGE_ESCAPE.exec(text);
  if (strange) {
    const [written] = strange;
    const end = strange.index + written.length;
    return { start: strange.index, end, reason: `${written} stands for nothing; write \\${written}` };
  }
  const tree = parse(text);
  try {
    return flawOf(tree.rootNode);
  } finally {
    tree.delete();
  }
}

function flawOf(root: Node): Flaw | undefined {
  const [statement, ...others] = root.children.filter(({ type }) => type !== "comment");
  if (statement?.type !== "expression_statement" || others.length > 0 || root.hasError) {
    return at(firstError(root) ?? others[0] ?? statement ?? root, UNREADABLE);
  }
  // In the order of the text, wholes before their parts, as the agent looks.
  const open = expressionsIn(statement).reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    const flaw = ownFlaw(node);
    if (flaw) return flaw;
    open.push(...partsOf(node).reverse());
  }
  return undefined;
}

function ownFlaw(node: Node): Flaw | undefined {
  switch (node.type) {
    case "identifier":
      return KEYWORDS.has(node.text) ? at(node, UNREADABLE) : undefined;
    case "integer":
    case "float":
      return isNumber(node.text) ? undefined : at(node, UNREADABLE);
    case "string":
    case "concatenated_string":
      if (isFormatted(node)) return refused(node, "an f-string");
      return isString(node) ? undefined : at(node, UNREADABLE);
    case "binary_operator":
      return operatorFlaw(node);
    case "comparison_operator":
      return comparisonFlaw(node);
    case "dictionary": {
      const unpacked = node.namedChildren.some(({ type }) => type === "dictionary_splat");
      return unpacked ? refused(node, "**") : undefined;
    }
    case "call":
      return callFlaw(node);
    default:
      return PLAIN.has(node.type) ? undefined : refused(node, WORDS[node.type]);
  }
}

function operatorFlaw(node: Node): Flaw | undefined {
  const word = WORDS[node.childForFieldName("operator")?.type ?? ""];
  return word === undefined ? undefined : refused(node, word);
}

function comparisonFlaw(node: Node): Flaw | undefined {
  const operators = node.childrenForFieldName("operators");
  const old = operators.find(({ type }) => type === "<>");
  if (old) return at(old, UNREADABLE);
  const byIdentity = operators.some(({ type }) => type === "is" || type === "is not");
  if (!byIdentity || !expressionsIn(node).some(isWrittenOut)) return undefined;
  return at(node, "values are compared by ==, not by `is`");
}

/** A value that the compiler makes of the text, and not one of which there is only one. */
function isWrittenOut(operand: Node): boolean {
  const bare = unwrapped(operand);
  return !SINGLE.has(bare.type) && bare.type !== "identifier" && !bare.descendantsOfType("identifier").length;
}

function callFlaw(node: Node): Flaw | undefined {
  const called = node.childForFieldName("function");
  const name = called && unwrapped(called);
  if (name?.type !== "identifier" || !CALLABLE.includes(name.text)) {
    return at(node, `only these can be called: ${CALLABLE.join(", ")}`);
  }
  const others = new Set(["keyword_argument", "list_splat", "dictionary_splat"]);
  return argumentsOf(node).some(({ type }) => others.has(type))
    ? at(node, "only plain arguments are allowed")
    : undefined;
}

/** Called names have been judged already. */
function partsOf(node: Node): Node[] {
  if (node.type === "string" || node.type === "concatenated_string") return [];
  return node.type === "call" ? argumentsOf(node) : expressionsIn(node);
}

function argumentsOf(call: Node): Node[] {
  const list = call.childForFieldName("arguments");
  if (!list) return [];
  return list.type === "argument_list" ? expressionsIn(list) : [list];
}

function unwrapped(node: Node): Node {
  let inner = node;
  while (inner.type === "parenthesized_expression")
    inner = expressionsIn(inner)[0] ?? inner.child(0) ?? inner;
  return inner;
}

function firstError(root: Node): Node | undefined {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.isError || node.isMissing) return node;
    if (node.hasError) open.push(...node.children.toReversed());
  }
  return undefined;
}

function refused(node: Node, what = "this"): Flaw {
  return at(node, `${what} is not allowed here`);
}

function at({ startIndex, endIndex }: Node, reason: string): Flaw {
  return { start: startIndex, end: endIndex, reason };
}
