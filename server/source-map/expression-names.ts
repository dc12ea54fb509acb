/** What an expression is known by: the agent hides values by their names, and tells comparisons apart. */
import type { Node } from "web-tree-sitter";
import { expressionsIn, isText, stringsIn } from "./constants.js";
import { identifier } from "./names.js";

/** Longer keys are no names. */
const MAX_KEY_LENGTH = 200;

/** Methods and functions that are told by their first argument what to look up. */
const LOOKUPS = new Set(["get", "getenv", "getlist", "pop", "setdefault"]);

/**
 * An identifier, the name of an attribute, a key that is plain text, the operators of a comparison, or of a call
 * the function's name: what `get_token()` returns is a token.
 */
export function nameOf(node: Node): string | undefined {
  switch (node.type) {
    case "identifier":
      return identifier(node);
    case "attribute":
      return childName(node, "attribute");
    case "subscript":
      return keyOf(node);
    case "call":
      return calledName(node);
    case "comparison_operator":
      return node
        .childrenForFieldName("operators")
        .map((operator) => operator.type)
        .join(", ");
    default:
      return undefined;
  }
}

function childName(node: Node, field: string): string | undefined {
  const name = node.childForFieldName(field);
  return name ? identifier(name) : undefined;
}

/** `password` of `row["password"]`; undefined when it is not written out as it is. */
function keyOf(subscript: Node): string | undefined {
  if (subscript.children.some((child) => child.type === ",")) return undefined;
  return plainText(unwrapped(subscript.childForFieldName("subscript")));
}

/** `get_token` of `vault.get_token()`, `password` of `form.get("password")`. */
function calledName(call: Node): string | undefined {
  const called = unwrapped(call.childForFieldName("function"));
  const name = called?.type === "identifier" ? identifier(called) : called && childName(called, "attribute");
  const list = call.childForFieldName("arguments");
  const first = name && LOOKUPS.has(name) && list ? unwrapped(expressionsIn(list)[0]) : undefined;
  return first && isString(first) && isText(first) ? plainText(first) : name;
}

function unwrapped(node: Node | null | undefined): Node | undefined {
  let inner = node ?? undefined;
  while (inner?.type === "parenthesized_expression") inner = expressionsIn(inner)[0];
  return inner;
}

function isString(node: Node): boolean {
  return node.type === "string" || node.type === "concatenated_string";
}

/** What a string says that is written out as it is. */
function plainText(node: Node | undefined): string | undefined {
  if (!node || !isString(node) || !isText(node) || node.text.includes("\\")) return undefined;
  const text = stringsIn(node).map(contentOf).join("");
  return text.length <= MAX_KEY_LENGTH ? text : undefined;
}

function contentOf(string: Node): string {
  const contents = string.namedChildren.filter((child) => child.type === "string_content");
  return contents.map((content) => content.text).join("");
}
