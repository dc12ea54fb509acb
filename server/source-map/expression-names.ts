/** What an expression is known by: the agent hides values by their names, and tells comparisons apart. */
import type { Node } from "web-tree-sitter";
import { expressionsIn, isText, stringsIn } from "./constants.js";
import { identifier } from "./names.js";

/** Longer keys are no names. */
const MAX_KEY_LENGTH = 200;

/** An identifier, the name of an attribute, a key that is plain text, or the operators of a comparison. */
export function nameOf(node: Node): string | undefined {
  switch (node.type) {
    case "identifier":
      return identifier(node);
    case "attribute":
      return childName(node, "attribute");
    case "subscript":
      return keyOf(node);
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
  let key = subscript.childForFieldName("subscript");
  while (key?.type === "parenthesized_expression") key = expressionsIn(key)[0] ?? null;
  if (key?.type !== "string" && key?.type !== "concatenated_string") return undefined;
  const text = isText(key) && !key.text.includes("\\") ? stringsIn(key).map(contentOf).join("") : undefined;
  return text !== undefined && text.length <= MAX_KEY_LENGTH ? text : undefined;
}

function contentOf(string: Node): string {
  const contents = string.namedChildren.filter((child) => child.type === "string_content");
  return contents.map((content) => content.text).join("");
}
