/** One open text with its tree, kept up to date edit by edit. */
import type { Tree } from "web-tree-sitter";
import { expressionsOf } from "./expressions.js";
import { resultOf } from "./heads.js";
import { nameAt, TYPE_NAME } from "./names.js";
import { nearestLines, snap } from "./nearest.js";
import { editTree, parse } from "./parser.js";
import { TextLines } from "./positions.js";
import { readsOf } from "./reads.js";
import type { Expression, Position, Statement } from "./statement.js";
import { type Place, placesOf } from "./statements.js";

/** Needs the grammar: `loadGrammar()` must have been awaited. `dispose()` gives the tree's memory back. */
export class SourceText {
  private lines: TextLines;
  private tree: Tree;
  private found: readonly Statement[] | undefined;
  private disposed = false;

  constructor(text: string) {
    this.lines = new TextLines(text);
    this.tree = parse(parsable(text));
  }

  get text(): string {
    return this.lines.text;
  }

  /** Replaces the text between two positions; positions outside the text are taken to its nearest end. */
  edit(start: Position, end: Position, newText: string): void {
    const startIndex = this.lines.indexOf(start);
    const endIndex = Math.max(this.lines.indexOf(end), startIndex);
    const text = this.text.slice(0, startIndex) + newText + this.text.slice(endIndex);
    // With other line breaks than those that tree-sitter knows, indexes and rows need not agree.
    if (parsable(text) === text && parsable(this.text) === this.text)
      this.reparse(startIndex, endIndex, text);
    else this.replace(text);
  }

  replace(text: string): void {
    this.become(new TextLines(text), parse(parsable(text)));
  }

  /** The statements that can take a probe, in source order. */
  statements(): readonly Statement[] {
    this.found ??= placesOf(this.tree.rootNode, this.lines).map((place) => this.statement(place));
    return this.found;
  }

  /** The statement that a position means: any line of a statement's own code leads to it. */
  statementAt(position: Position): Statement | undefined {
    return snap(this.statements(), position);
  }

  /** The 0-based lines nearest to `line` on which statements begin, nearest first. */
  nearestLines(line: number, count: number): number[] {
    return nearestLines(this.statements(), line, count);
  }

  /** The name or attribute chain under a position, up to the part that the position is in. */
  nameAt(position: Position): string | undefined {
    return nameAt(this.tree.rootNode, this.lines.positionAt(this.lines.indexOf(position)));
  }

  /** Frees the tree. Nothing but `text` may be asked for afterwards. */
  dispose(): void {
    if (!this.disposed) this.tree.delete();
    this.disposed = true;
  }

  /** Parses the text that came of an edit, starting from the tree of the text before it. */
  private reparse(startIndex: number, endIndex: number, text: string): void {
    const lines = new TextLines(text);
    const newEnd = endIndex + text.length - this.text.length;
    editTree(this.tree, {
      start: { index: startIndex, position: this.lines.positionAt(startIndex) },
      oldEnd: { index: endIndex, position: this.lines.positionAt(endIndex) },
      newEnd: { index: newEnd, position: lines.positionAt(newEnd) },
    });
    this.become(lines, parse(text, this.tree));
  }

  private become(lines: TextLines, tree: Tree): void {
    this.tree.delete();
    this.lines = lines;
    this.tree = tree;
    this.found = undefined;
  }

  /** Most statements are never asked what they read, so that is worked out when it is asked for. */
  private statement({ node, ...place }: Place): Statement {
    const { tree, text } = this;
    const isCurrent = () => this.tree === tree && !this.disposed;
    let reads: string[] | undefined;
    let expressions: Expression[] | undefined;
    const result = resultOf(node);
    return {
      ...place,
      ...(result && { result }),
      get reads() {
        reads ??= isCurrent() ? readsOf(node) : afresh(text, place.start, (found) => found.reads, []);
        return reads;
      },
      get expressions() {
        expressions ??= isCurrent()
          ? expressionsOf(node)
          : afresh(text, place.start, (found) => found.expressions, []);
        return expressions;
      },
    };
  }
}

/** What is to be known of a statement of an earlier text, when the tree of that text is gone. */
function afresh<Known>(
  text: string,
  start: Position,
  know: (found: Statement) => Known,
  otherwise: Known,
): Known {
  const source = new SourceText(text);
  const statement = source.statementAt(start);
  const known = statement ? know(statement) : otherwise;
  source.dispose();
  return known;
}

/**
 * tree-sitter breaks lines at `\n` only; a lone `\r`, which breaks lines for editors and CPython, is as long.
 * And it takes `type(self).count = 1` for a type alias unless the name is another one.
 */
function parsable(text: string): string {
  const broken = text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
  return broken.replace(/^([ \t]*)type(?=[ \t]*\(.*=)/gm, `$1${TYPE_NAME}`);
}
