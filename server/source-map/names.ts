/** Names and attribute chains in a tree. */
import type { Node } from "web-tree-sitter";
import { parse } from "./parser.js";

/** Stands for the name `type` in what is parsed; a letter of it is one that no program uses there. */
export const TYPE_NAME = "\u0167ype";

/** CPython reads identifiers in normal form KC: `ﬁle` and `file` are one name. */
export function identifier(node: Node): string {
  const text = node.text.normalize("NFKC");
  return text === TYPE_NAME ? "type" : text;
}

/** `a.b.c` of an attribute whose innermost object is a plain name; undefined for `f().b` and the like. */
export function chain(attribute: Node): string[] | undefined {
  const names: string[] = [];
  let node: Node | null = attribute;
  while (node?.type === "attribute") {
    const name = node.childForFieldName("attribute");
    if (!name) return undefined;
    names.unshift(identifier(name));
    node = node.childForFieldName("object");
  }
  return node?.type === "identifier" ? [identifier(node), ...names] : undefined;
}

/** The name or attribute chain under a position, up to the part that the position is in; undefined where there is none. */
export function nameAt(root: Node, { line, column }: { line: number; column: number }): string | undefined {
  const node = root.namedDescendantForPosition({ row: line, column });
  if (node?.type === "attribute") return chain(node)?.join(".");
  if (node?.type !== "identifier") return undefined;
  const outer = node.parent;
  const isPart = outer?.childForFieldName("attribute")?.id === node.id;
  if (outer?.type === "attribute" && isPart) return chain(outer)?.join(".");
  if (outer?.type === "dotted_name") return upTo(node, outer.namedChildren).join(".");
  if (outer?.type === "keyword_argument" && outer.childForFieldName("name")?.id === node.id) return undefined;
  return identifier(node);
}

function upTo(last: Node, names: Node[]): string[] {
  return names.filter((name) => name.startIndex <= last.startIndex).map(identifier);
}

/** A name that an expression uses, at indexes of its text. */
export interface UsedName {
  name: string;
  start: number;
  end: number;
}

/** The names whose values an expression wants; attributes are no names. */
export function namesUsedIn(expression: string): UsedName[] {
  const tree = parse(expression);
  const names = tree.rootNode.descendantsOfType("identifier").filter((node) => {
    return node.parent?.childForFieldName("attribute")?.id !== node.id;
  });
  const found = names.map((node) => ({ name: identifier(node), start: node.startIndex, end: node.endIndex }));
  tree.delete();
  return found;
}
