/** Has CPython judge the expressions that the server finds, file by file. The other half is `judge_expressions.py`. */
import { readFileSync } from "node:fs";
import { TextLines } from "../../server/source-map/positions.js";
import { SourceText } from "../../server/source-map/source-text.js";
import type { Statement } from "../../server/source-map/statement.js";
import { type LibraryFile, offersOf } from "./judge.js";
import { answers } from "./judging.js";

type Place = [line: number, column: number];

export interface FoundExpression {
  span: [...Place, ...Place];
  kind: string;
  parts: number[];
  name?: string;
}

export interface FoundStatement {
  start: Place;
  end: Place;
  expressions: FoundExpression[];
}

/** What the server finds in one file. */
export interface FoundInFile {
  path: string;
  statements: FoundStatement[];
  /** First and last lines of what tree-sitter cannot read. */
  unread: [first: number, last: number][];
}

/** A statement in which the server and CPython do not find the same. */
export interface Disagreement {
  /** "" when the disagreement is not explained. */
  reason: string;
  /** 1-based. */
  line: number;
  text: string;
  /** What only CPython finds, and what only the server finds. */
  missing: string[];
  invented: string[];
}

export interface Judged {
  path: string;
  /** How many statements and expressions could be compared. */
  statements: number;
  expressions: number;
  findings: Disagreement[];
}

export type Verdict = Judged | { path: string; skipped: string };

export function isJudged(verdict: Verdict): verdict is Judged {
  return !("skipped" in verdict);
}

/** What tree-sitter takes for something else; then some values are not seen, and none is a wrong one. */
const KNOWN: [text: RegExp, reason: string][] = [
  [/\^.*&|&.*\^/, "tree-sitter binds `^` tighter than `&`"],
  [/^print\s*>>/, "tree-sitter takes `print >>` for the statement of Python 2"],
];

/** CPython's verdicts on what was found, in its order. */
export async function judgeFound(python: string, found: Iterable<FoundInFile>): Promise<Verdict[]> {
  const unread: FoundInFile["unread"][] = [];
  const verdicts = await answers<Verdict>(
    { python, script: "judge_expressions.py", mode: "judge" },
    noting(found, (each) => unread.push(each.unread)),
  );
  return verdicts.map((verdict, index) => explained(verdict, unread[index] ?? []));
}

export function judgeExpressions(python: string, files: readonly LibraryFile[]): Promise<Verdict[]> {
  return judgeFound(python, foundInAll(files));
}

function* noting<Item>(items: Iterable<Item>, note: (item: Item) => void): Generator<Item> {
  for (const item of items) {
    note(item);
    yield item;
  }
}

function* foundInAll(files: readonly LibraryFile[]): Generator<FoundInFile> {
  for (const file of files) if (file.skipped === undefined) yield foundIn(file);
}

function explained(verdict: Verdict, unread: FoundInFile["unread"]): Verdict {
  if (!isJudged(verdict)) return verdict;
  const findings = verdict.findings.map((finding) => ({ ...finding, reason: reasonFor(finding, unread) }));
  return { ...verdict, findings };
}

function reasonFor({ line, text }: Disagreement, unread: FoundInFile["unread"]): string {
  const isTorn = unread.some(([first, last]) => first - 1 <= line && line <= last + 1);
  if (isTorn) return "tree-sitter cannot read what stands beside it";
  return KNOWN.find(([pattern]) => pattern.test(text))?.[1] ?? "";
}

export function foundIn(file: LibraryFile): FoundInFile {
  const text = file.text ?? readFileSync(file.path, "utf8");
  const lines = new TextLines(text);
  const source = new SourceText(text);
  const statements = source.statements().map((statement) => foundInStatement(statement, lines));
  source.dispose();
  return { path: file.path, statements, unread: offersOf(file).unread };
}

function foundInStatement(statement: Statement, lines: TextLines): FoundStatement {
  const { start, end } = lines.wireSpan(statement);
  const expressions = statement.expressions.map((each): FoundExpression => {
    const span = lines.wireSpan(each);
    const { kind, parts, name } = each;
    return {
      span: [span.start.line, span.start.column, span.end.line, span.end.column],
      kind,
      parts,
      ...(name !== undefined && { name }),
    };
  });
  return { start: [start.line, start.column], end: [end.line, end.column], expressions };
}
