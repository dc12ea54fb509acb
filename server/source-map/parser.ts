/** The one place that knows web-tree-sitter: loads tree-sitter-python's grammar and turns text into trees. */
import { createRequire } from "node:module";
import { Edit, Language, Parser, type Tree } from "web-tree-sitter";
import type { Position } from "./statement.js";

/** One change of a text, in indexes of UTF-16 code units and as positions. */
export interface TreeEdit {
  start: { index: number; position: Position };
  oldEnd: { index: number; position: Position };
  newEnd: { index: number; position: Position };
}

let loading: Promise<Parser> | undefined;
let parser: Parser | undefined;

/** Loads the grammar; must be awaited once before the first text is parsed. Rejects when its files are missing. */
export async function loadGrammar(): Promise<void> {
  loading ??= createParser();
  parser = await loading;
}

/** Parses a text, reusing what is left of the tree of an earlier text (after `editTree`). The caller owns the tree: `delete()` it. */
export function parse(text: string, earlier: Tree | null = null): Tree {
  if (!parser) throw new Error("loadGrammar() must be awaited before a text can be parsed");
  const tree = parser.parse(text, earlier);
  if (!tree) throw new Error("tree-sitter gave no tree");
  return tree;
}

/** Tells a tree how its text has changed, so that the next `parse` can start from it. */
export function editTree(tree: Tree, { start, oldEnd, newEnd }: TreeEdit): void {
  tree.edit(
    new Edit({
      startIndex: start.index,
      oldEndIndex: oldEnd.index,
      newEndIndex: newEnd.index,
      startPosition: point(start.position),
      oldEndPosition: point(oldEnd.position),
      newEndPosition: point(newEnd.position),
    }),
  );
}

function point({ line, column }: Position): { row: number; column: number } {
  return { row: line, column };
}

async function createParser(): Promise<Parser> {
  await Parser.init();
  // The package's main module would load native code; its wasm file needs none.
  const grammar = createRequire(import.meta.url).resolve("tree-sitter-python/tree-sitter-python.wasm");
  const created = new Parser();
  created.setLanguage(await Language.load(grammar));
  return created;
}
