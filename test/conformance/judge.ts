/** Has CPython judge the server's statements, file by file. The other half is `judge_lines.py`. */
import { readFileSync } from "node:fs";
import type { Node } from "web-tree-sitter";
import { clearlyPlaced } from "../../server/source-map/broken.js";
import { parse } from "../../server/source-map/parser.js";
import { TextLines } from "../../server/source-map/positions.js";
import { SourceText } from "../../server/source-map/source-text.js";
import { answers } from "./judging.js";

/** A file of the judging Python's standard library. */
export interface LibraryFile {
  path: string;
  /** The decoded text, when the file is not in UTF-8. */
  text?: string;
  /** Why the file cannot be judged. */
  skipped?: string;
}

/** A statement as the judge wants it: 1-based lines, columns in UTF-8 bytes. */
export interface Offer {
  start: [line: number, column: number];
  end: [line: number, column: number];
  function: string;
}

/** What the server offers in one file. */
export interface Offers {
  path: string;
  statements: Offer[];
  /** First and last lines of what tree-sitter cannot read. */
  unread: [first: number, last: number][];
}

export interface Finding {
  /** Which check failed: `a` (no instruction), `b` (first line), `c` (refused by the agent), `uncovered`. */
  check: string;
  /** "" when the disagreement is not explained. */
  reason: string;
  /** 1-based. */
  line: number;
  text: string;
}

/** What CPython says about one file. */
export type Verdict = Judged | Skipped;

export interface Judged {
  path: string;
  statements: number;
  /** Lines with code. */
  lines: number;
  findings: Finding[];
}

export interface Skipped {
  path: string;
  /** Why the file cannot be judged. */
  skipped: string;
}

export function isJudged(verdict: Verdict): verdict is Judged {
  return !("skipped" in verdict);
}

const SCRIPT = "judge_lines.py";

/** All files of the standard library, its tests included. */
export function libraryFiles(python: string): Promise<LibraryFile[]> {
  return answers({ python, script: SCRIPT, mode: "list" }, []);
}

/** A verdict on every file. Rejects when the judge itself fails. */
export async function judgeFiles(python: string, files: readonly LibraryFile[]): Promise<Verdict[]> {
  const unreadable = files.flatMap(({ path, skipped }) => (skipped === undefined ? [] : [{ path, skipped }]));
  const readable = files.filter((file) => file.skipped === undefined);
  return [...(await judge(python, offersOfAll(readable))), ...unreadable];
}

/** CPython's verdicts on what is offered, in its order. */
export function judge(python: string, offers: Iterable<Offers>): Promise<Verdict[]> {
  return answers({ python, script: SCRIPT, mode: "judge" }, offers);
}

function* offersOfAll(files: readonly LibraryFile[]): Generator<Offers> {
  for (const file of files) yield offersOf(file);
}

/** What the server offers in a file. */
export function offersOf(file: LibraryFile): Offers {
  const text = file.text ?? readFileSync(file.path, "utf8");
  const lines = new TextLines(text);
  const source = new SourceText(text);
  const statements = source.statements().map((statement): Offer => {
    const { start, end } = lines.wireSpan(statement);
    return {
      start: [start.line, start.column],
      end: [end.line, end.column],
      function: statement.function,
    };
  });
  source.dispose();
  return { path: file.path, statements, unread: unreadLines(text) };
}

/** The stretches of 1-based lines whose statements tree-sitter cannot read, or cannot place for sure. */
function unreadLines(text: string): [first: number, last: number][] {
  const tree = parse(text);
  const lines = new TextLines(text);
  const blocks = [tree.rootNode, ...tree.rootNode.descendantsOfType("block")];
  const unread = blocks.filter((block) => block.hasError).flatMap((block) => unclear(block, lines));
  const stretches = unread.map(({ startPosition, endPosition }): [number, number] => [
    startPosition.row + 1,
    endPosition.row + 1,
  ]);
  tree.delete();
  return stretches;
}

function unclear(block: Node, lines: TextLines): Node[] {
  const clear = new Set(clearlyPlaced(block, lines).map((node) => node.id));
  return block.namedChildren.filter((node) => !clear.has(node.id));
}
