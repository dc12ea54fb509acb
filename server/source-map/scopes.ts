/** Which code object runs a statement: qualified names as CPython's compiler makes them. */
import type { Node } from "web-tree-sitter";
import { identifier } from "./names.js";

export interface Scope {
  /** As `co_qualname`; "" for the module. */
  qualname: string;
  kind: "module" | "class" | "function";
  /** Names that a `global` statement anywhere in this scope declares. */
  globals: ReadonlySet<string>;
}

/** The names declared global, by the id of the definition whose scope declares them. */
export type Globals = ReadonlyMap<number, ReadonlySet<string>>;

const NONE: ReadonlySet<string> = new Set();

export const MODULE_SCOPE: Scope = { qualname: "", kind: "module", globals: NONE };

/** The scope of a `def` or `class` that stands in `outer`; undefined while it has no name yet. */
export function definedScope(definition: Node, outer: Scope, globals: Globals): Scope | undefined {
  const name = definition.childForFieldName("name");
  if (!name || name.text === "") return undefined;
  const kind = definition.type === "class_definition" ? "class" : "function";
  return { qualname: qualified(identifier(name), outer), kind, globals: globals.get(definition.id) ?? NONE };
}

/** Looked for once per text: `global` statements are rare, scopes are many. */
export function findGlobals(root: Node, text: string): Globals {
  const found = new Map<number, Set<string>>();
  if (!/\bglobal\b/.test(text)) return found;
  for (const statement of root.descendantsOfType("global_statement")) {
    const definition = enclosingDefinition(statement);
    if (!definition) continue;
    const names = found.get(definition.id) ?? new Set();
    for (const name of statement.namedChildren) names.add(identifier(name));
    found.set(definition.id, names);
  }
  return found;
}

function enclosingDefinition(node: Node): Node | null {
  let outer = node.parent;
  while (outer && outer.type !== "function_definition" && outer.type !== "class_definition")
    outer = outer.parent;
  return outer;
}

function qualified(name: string, outer: Scope): string {
  // A function that its scope declares global lives in the module, and its name says so.
  if (outer.kind === "module" || outer.globals.has(name)) return name;
  return outer.kind === "function" ? `${outer.qualname}.<locals>.${name}` : `${outer.qualname}.${name}`;
}
