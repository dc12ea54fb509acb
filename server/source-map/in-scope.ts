/** Which names an expression can use at a place. */
import type { Node } from "web-tree-sitter";
import {
  globalsDeclaredIn,
  importsEverything,
  isDefinition,
  namesBoundIn,
  parameterNames,
} from "./bindings.js";
import { identifier } from "./names.js";
import type { Position } from "./statement.js";

export interface ModuleNames {
  globals: string[];
  /** There are global names that the text does not tell. */
  isOpen: boolean;
}

export interface InScope extends ModuleNames {
  /** Of the function or class body: parameters first, then what it binds, then what it takes from functions around it. */
  locals: string[];
  /** Names of functions around it that it does not use: when it runs, they are not there. */
  outOfReach: string[];
}

export function moduleNamesOf(root: Node): ModuleNames {
  const globals = unique([...namesBoundIn(root), ...globalsDeclaredIn(root)]);
  return { globals, isOpen: importsEverything(root) };
}

/** @param at where the code stands that the expression is worked out in: the start of a statement */
export function namesInScope(root: Node, at: Position, module: ModuleNames): InScope {
  const [scope, ...around] = scopesAround(root, at);
  const own = scope ? ownNames(scope) : [];
  const enclosing = around
    .filter(({ type }) => type === "function_definition")
    .flatMap(ownNames)
    .filter((name) => !own.includes(name));
  const body = enclosing.length > 0 ? scope?.childForFieldName("body") : undefined;
  const used = new Set(body?.descendantsOfType("identifier").map(identifier));
  return {
    ...module,
    locals: unique([...own, ...enclosing.filter((name) => used.has(name))]),
    outOfReach: unique(enclosing.filter((name) => !used.has(name))),
  };
}

/** The definitions whose bodies the place is in, innermost first. */
function scopesAround(root: Node, { line, column }: Position): Node[] {
  const scopes: Node[] = [];
  let node: Node | null = root.descendantForPosition({ row: line, column });
  for (let inner: Node | undefined; node; inner = node, node = node.parent) {
    if (isDefinition(node) && inner && inner.id === node.childForFieldName("body")?.id) scopes.push(node);
  }
  return scopes;
}

function ownNames(definition: Node): string[] {
  const globals = globalsDeclaredIn(definition);
  const names = [...parameterNames(definition), ...namesBoundIn(definition)];
  return names.filter((name) => !globals.has(name));
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}
