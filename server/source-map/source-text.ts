/** One open text with its tree, kept up to date edit by edit. */
import type { Node, Tree } from "web-tree-sitter";
import { type Block, blocksBetween, blocksOf } from "./blocks.js";
import { expressionsOf } from "./expressions.js";
import { resultOf } from "./heads.js";
import { type InScope, type ModuleNames, moduleNamesOf, namesInScope } from "./in-scope.js";
import { nameAt, TYPE_NAME } from "./names.js";
import { nearestLines, snap } from "./nearest.js";
import { normalForm } from "./normal-form.js";
import { editTree, parse } from "./parser.js";
import { TextLines } from "./positions.js";
import { PROBE_SIGN, type ProbeComment, probeCommentsOf } from "./probe-comments.js";
import { readsOf } from "./reads.js";
import type { Position, Statement } from "./statement.js";
import { type Place, placesOf } from "./statements.js";

/** Needs the grammar: `loadGrammar()` must have been awaited. `dispose()` gives the tree's memory back. */
export class SourceText {
  private lines: TextLines;
  /** Of an earlier text while `isEdited`: it knows of the edits, but not yet what they have made. */
  private tree: Tree;
  private isEdited = false;
  /** Whether the tree was made of the text itself, not of what `parsable` makes of it. */
  private isPlain = false;
  private found: readonly Statement[] | undefined;
  private foundBlocks: readonly Block[] | undefined;
  private foundModuleNames: ModuleNames | undefined;
  private disposed = false;

  constructor(text: string) {
    this.lines = new TextLines(text);
    this.tree = parse(parsable(text));
  }

  get text(): string {
    return this.lines.text;
  }

  /** One line without its line break; "" outside the text. */
  line(line: number): string {
    return this.lines.line(line);
  }

  /** The text between two positions, its lines joined by `\n`. */
  textBetween(start: Position, end: Position): string {
    const written = this.text.slice(this.lines.indexOf(start), this.lines.indexOf(end));
    return written.includes("\r") ? written.replace(/\r\n?/g, "\n") : written;
  }

  /** Replaces the text between two positions; positions outside the text are taken to its nearest end. */
  edit(start: Position, end: Position, newText: string): void {
    const startIndex = this.lines.indexOf(start);
    const endIndex = Math.max(this.lines.indexOf(end), startIndex);
    const before = this.lines;
    const after = before.edited(startIndex, endIndex, newText);
    const newEnd = startIndex + newText.length;
    editTree(this.tree, {
      start: { index: startIndex, position: before.positionAt(startIndex) },
      oldEnd: { index: endIndex, position: before.positionAt(endIndex) },
      newEnd: { index: newEnd, position: after.positionAt(newEnd) },
    });
    this.lines = after;
    this.isEdited = true;
    this.forget();
  }

  replace(text: string): void {
    this.tree.delete();
    this.lines = new TextLines(text);
    this.tree = parse(parsable(text));
    this.isEdited = false;
    this.forget();
  }

  /** The statements that can take a probe, in source order. */
  statements(): readonly Statement[] {
    this.found ??= placesOf(this.root(), this.lines).map((place) => this.statement(place));
    return this.found;
  }

  /** The module's own statements, each with those that it contains. */
  blocks(): readonly Block[] {
    this.foundBlocks ??= blocksOf(this.root(), this.lines, (place) => this.statement(place));
    return this.foundBlocks;
  }

  /** The statements whose own code touches a stretch of the text. */
  statementsTouching(start: Position, end: Position): Statement[] {
    return blocksBetween(this.blocks(), start.line, end.line)
      .flatMap((block) => block.statements())
      .filter((statement) => !isBefore(statement.end, start) && !isBefore(end, statement.start));
  }

  /** The definition or other compound statement of the module's own on a line, as it is written; "" where none is. */
  blockAt(line: number): string {
    const [block] = blocksBetween(this.blocks(), line, line);
    return block?.isCompound ? block.text : "";
  }

  /** Whether what stands around a line cannot be read as it is. */
  isBroken(line: number): boolean {
    const [block] = blocksBetween(this.blocks(), line, line);
    return block?.isBroken ?? this.root().hasError;
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
    return nameAt(this.root(), this.lines.positionAt(this.lines.indexOf(position)));
  }

  /** The comments that ask for a probe, from the top down. */
  probeComments(): ProbeComment[] {
    return this.text.includes(PROBE_SIGN) ? probeCommentsOf(this.root(), this.lines) : [];
  }

  /** The names that can be used in an expression that is worked out before the statement that starts there. */
  namesInScope(at: Position): InScope {
    this.foundModuleNames ??= moduleNamesOf(this.root());
    return namesInScope(this.root(), at, this.foundModuleNames);
  }

  /** Frees the tree. Nothing but `text` may be asked for afterwards. */
  dispose(): void {
    if (!this.disposed) this.tree.delete();
    this.disposed = true;
  }

  /** Most edits are never followed by a question about the tree, so it is made when it is asked for. */
  private root(): Node {
    if (this.isEdited) {
      const { text, tree } = this;
      const readable = parsable(text);
      // With other line breaks than those that tree-sitter knows, indexes and rows need not agree.
      const isPlain = readable === text;
      this.tree = parse(readable, isPlain && this.isPlain ? tree : null);
      this.isPlain = isPlain;
      this.isEdited = false;
      tree.delete();
    }
    return this.tree.rootNode;
  }

  private forget(): void {
    this.foundModuleNames = undefined;
    this.found = undefined;
    this.foundBlocks = undefined;
  }

  /** Most statements are never asked what they are made of, so that is worked out when it is asked for. */
  private statement({ node, ...place }: Place): Statement {
    const { text, tree } = this;
    const end = this.lines.indexOf(place.end);
    const result = resultOf(node);
    const told = new Map<keyof Told, unknown>();
    const tell = <What extends keyof Told>(what: What, know: () => Told[What]): Told[What] => {
      if (!told.has(what)) {
        const isCurrent = this.tree === tree && !this.isEdited && !this.disposed;
        told.set(what, isCurrent ? know() : afresh(text, place.start)[what]);
      }
      return told.get(what) as Told[What];
    };
    return {
      ...place,
      ...(result && { result }),
      get normal() {
        return tell("normal", () => normalForm(node, end));
      },
      get reads() {
        return tell("reads", () => readsOf(node));
      },
      get expressions() {
        return tell("expressions", () => expressionsOf(node));
      },
    };
  }
}

/** What is worked out of a statement when it is asked for. */
type Told = Pick<Statement, "normal" | "reads" | "expressions">;

/** What is to be known of a statement of an earlier text, when the tree of that text is gone. */
function afresh(text: string, start: Position): Told {
  const source = new SourceText(text);
  const found = source.statementAt(start);
  const { normal, reads, expressions } = found ?? { normal: "", reads: [], expressions: [] };
  source.dispose();
  return { normal, reads, expressions };
}

function isBefore(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}

/**
 * tree-sitter breaks lines at `\n` only; a lone `\r`, which breaks lines for editors and CPython, is as long.
 * And it takes `type(self).count = 1` for a type alias unless the name is another one.
 */
function parsable(text: string): string {
  const broken = text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
  return broken.replace(/^([ \t]*)type(?=[ \t]*\(.*=)/gm, `$1${TYPE_NAME}`);
}
