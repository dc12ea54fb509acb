/** Probes written as comments, and the changes of a text that bring a comment, take it away or make it another one. */
import { isSame } from "../probes/entry.js";
import type { Position, ProbeKind, Span, Wishes } from "../probes/probe.js";
import { spanOf } from "../probes/site.js";
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import { readComment } from "./grammar.js";
import { kindAt, type PlacedComment } from "./placed.js";
import { wordsFor } from "./words.js";

export interface TextEdit {
  span: Span;
  text: string;
}

/** Comments that mean something to other tools only where they begin. */
const NEEDS_ITS_PLACE = /^#\s*(type|pyright|mypy|fmt|pylint)\s*:/;

const GAP = "  ";

/** What asks for this probe at that statement; undefined where no comment can. */
export function commentFor(kind: ProbeKind, wishes: Wishes, statement: Statement): string | undefined {
  const { condition, changes, show = [], message, detail } = wishes;
  const words = wordsFor(kind, changes !== undefined, detail);
  const expressions = [...(changes === undefined ? [] : [changes]), ...show];
  const ends = condition === undefined ? [] : [`if ${condition}`];
  const quoted = message === undefined ? [] : [`'${message}'`, `"${message}"`];
  const candidates = [words, words.filter((word) => word !== `@${kind}`)].flatMap((some) =>
    (quoted.length > 0 ? quoted : [expressions.join(", ")]).map((what) =>
      ["#?", ...some, ...(what === "" ? [] : [what]), ...ends].join(" "),
    ),
  );
  // The shortest that is understood as it is meant.
  return candidates.reverse().find((text) => isUnderstood(text, kind, wishes, statement));
}

function isUnderstood(text: string, kind: ProbeKind, wishes: Wishes, statement: Statement): boolean {
  const read = readComment(text);
  if (text.includes("\n") || read.flaws.length > 0 || read.end !== text.length) return false;
  return isSame({ probe: { kind: kindAt(read.kind, statement), ...read.wishes } }, { kind, ...wishes });
}

/** Puts a comment behind a statement's own code, before another comment that may stand there. */
export function adding(
  text: string,
  kind: ProbeKind,
  source: SourceText,
  statement: Statement,
): TextEdit | undefined {
  const { end } = spanOf(kind, statement);
  const line = source.line(end.line);
  const rest = line.slice(end.column);
  const other = /^\s*(?=#)/.exec(rest);
  if (other && (NEEDS_ITS_PLACE.test(rest.trim()) || rest.trim().startsWith("#?"))) return undefined;
  const column = other ? end.column + other[0].length : line.trimEnd().length;
  const place = { line: end.line, column };
  const meant = source.statementAt(place);
  if (!meant || !isAt(meant.start, statement.start) || line.trimEnd().endsWith("\\")) return undefined;
  const written = other ? `${other[0] === "" ? GAP : ""}${text}${GAP}` : `${GAP}${text}`;
  return { span: { start: place, end: other ? place : { ...place, column: line.length } }, text: written };
}

/** Leaves a remark where it is. */
export function removing({ span: { start }, text }: PlacedComment, line: string): TextEdit {
  const { end } = readComment(text);
  const before = line.slice(0, start.column);
  const column = end === text.length ? before.trimEnd().length : start.column;
  return { span: { start: { ...start, column }, end: { ...start, column: start.column + end } }, text: "" };
}

export function rewriting({ span: { start }, text }: PlacedComment, written: string): TextEdit {
  const end = text.slice(0, readComment(text).end).trimEnd().length;
  return { span: { start, end: { ...start, column: start.column + end } }, text: written };
}

function isAt(one: Position, other: Position): boolean {
  return one.line === other.line && one.column === other.column;
}
