/** Comments put in their place: which statement each is about, and what only the place can tell is wrong. */
import { findStatement, NoCodeError, NoFunctionError, statementFor } from "../probes/place.js";
import type { Position, ProbeKind, Span, Wishes } from "../probes/probe.js";
import { callsMeantBy } from "../probes/site.js";
import { before } from "../probes/text.js";
import type { InScope } from "../source-map/in-scope.js";
import { namesUsedIn } from "../source-map/names.js";
import type { ProbeComment } from "../source-map/probe-comments.js";
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import { BUILTIN_NAMES } from "./builtin-names.js";
import { type Request, readComment } from "./grammar.js";

/** More points than that nobody looks at; a file from elsewhere must not fill a program with them. */
const MOST_COMMENTS = 100;

export interface Problem {
  span: Span;
  reason: string;
  severity: "error" | "warning";
}

export interface PlacedComment {
  /** As it is written, from `#?` on. */
  text: string;
  span: Span;
  /** What kind of point it makes at its place. */
  kind: ProbeKind;
  /** Absent where there is no code. */
  statement: Statement | undefined;
  /** What it asks for; absent while something is wrong in it. */
  asked: Wishes | undefined;
  problems: Problem[];
}

/** From the top down. */
export function placeComments(source: SourceText): PlacedComment[] {
  return source.probeComments().map((comment, index) => {
    const placed = placeComment(comment, source);
    return index < MOST_COMMENTS ? placed : tooMany(placed);
  });
}

function placeComment({ start, text }: ProbeComment, source: SourceText): PlacedComment {
  const request = readComment(text);
  const span = { start, end: moved(start, text.length) };
  const kind = kindAt(request.kind, source.statementAt(start));
  const statement = findStatement(source, kind, start);
  const problems: Problem[] = request.flaws.map(({ start: from, end, reason }) => {
    return { span: stretch(start, from, end), reason, severity: "error" };
  });
  if (!statement) problems.push({ span, reason: whyNot(source, kind, start), severity: "warning" });
  const asked = problems.length === 0 ? request.wishes : undefined;
  if (statement && asked)
    problems.push(...unknownNames(text, start, request, scopeOf(source, kind, statement)));
  return { text, span, kind, statement, asked, problems };
}

/** At a definition calls of what it defines are meant, not that it is run once when its module is loaded. */
export function kindAt(asked: ProbeKind | undefined, statement: Statement | undefined): ProbeKind {
  return asked ?? (statement?.defines ? "function" : "snapshot");
}

function whyNot(source: SourceText, kind: ProbeKind, place: Position): string {
  try {
    statementFor(source, kind, place);
  } catch (error) {
    if (error instanceof NoCodeError || error instanceof NoFunctionError) return error.message;
    throw error;
  }
  return "";
}

/** What is asked of calls is worked out inside of the function; undefined where nothing runs in there. */
export function scopeOf(source: SourceText, kind: ProbeKind, statement: Statement): InScope | undefined {
  const defines = callsMeantBy(kind, statement);
  if (!defines) return source.namesInScope(statement.start);
  const inside = source.statements().find((other) => {
    return !before(other.start, defines.headEnd) && before(other.start, defines.end);
  });
  return inside && source.namesInScope(inside.start);
}

/** A name that is not there is no mistake for sure: what makes it may stand in another text. */
function unknownNames(
  text: string,
  at: Position,
  { expressions }: Request,
  scope: InScope | undefined,
): Problem[] {
  if (!scope) return [];
  const used = expressions.flatMap(({ start, end }) =>
    namesUsedIn(text.slice(start, end)).map((each) => ({
      ...each,
      start: each.start + start,
      end: each.end + start,
    })),
  );
  return used.flatMap(({ name, start, end }): Problem[] => {
    const reason = whyUnknown(name, scope);
    return reason === undefined ? [] : [{ span: stretch(at, start, end), reason, severity: "warning" }];
  });
}

function whyUnknown(name: string, { locals, globals, outOfReach, isOpen }: InScope): string | undefined {
  if (locals.includes(name) || globals.includes(name) || BUILTIN_NAMES.has(name)) return undefined;
  if (outOfReach.includes(name)) {
    return `${name} belongs to a function around this one, which does not use it: it is not there when this runs`;
  }
  return isOpen ? undefined : `${name} is not known here`;
}

function tooMany(comment: PlacedComment): PlacedComment {
  const reason = `only the first ${MOST_COMMENTS} probe comments of a file are carried out`;
  return { ...comment, asked: undefined, problems: [{ span: comment.span, reason, severity: "warning" }] };
}

function stretch(at: Position, start: number, end: number): Span {
  return { start: moved(at, start), end: moved(at, end) };
}

function moved({ line, column }: Position, by: number): Position {
  return { line, column: column + by };
}
