/** What a `def` defines, for probes that watch the whole function. */
import type { Node, Point } from "web-tree-sitter";
import type { Scope } from "./scopes.js";
import type { Position, Statement } from "./statement.js";

export type Defined = NonNullable<Statement["defines"]>;

/** @param scope the definition's own; undefined for a class */
export function definedFunction(
  definition: Node,
  { qualname, kind }: Scope,
  colon: Node | undefined,
): Defined | undefined {
  if (kind !== "function") return undefined;
  const end = position(definition.endPosition);
  const headEnd = colon ? position(colon.endPosition) : end;
  return { function: qualname, start: position(definition.startPosition), headEnd, end };
}

function position({ row, column }: Point): Position {
  return { line: row, column };
}
