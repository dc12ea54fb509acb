/** From a statement of a text to the site that a probe carries. */
import { TextLines } from "../source-map/positions.js";
import type { Expression, Statement } from "../source-map/statement.js";
import type { ProbeKind, Site, SiteExpression, Span } from "./probe.js";
import { textHash } from "./text-hash.js";

/** Where a statement stands in one of the texts that programs run: its site there, or why there is none. */
export type Place = Site | "ambiguous" | "gone";

/** Enough to know an expression by. */
const TEXT_LENGTH = 120;

/** `file` is an absolute path; `text` the whole text that `statement` was found in. */
export function siteAt(file: string, text: string, statement: Statement): Site {
  const { start, end, result } = statement;
  const { lines, hash } = read(text);
  return {
    file,
    hash,
    head: { start, end },
    wire: lines.wireSpan({ start, end }),
    function: statement.function,
    normal: statement.normal,
    reads: statement.reads,
    expressions: statement.expressions.map((each) => siteExpression(each, lines)),
    ...(result && { result }),
    text: lines.line(start.line).trim(),
  };
}

const ABOUT_CALLS: ReadonlySet<ProbeKind> = new Set(["function", "time", "exception"]);

/** What a probe of this kind stands at: the head of a definition, or the statement itself. */
export function spanOf(kind: ProbeKind, statement: Statement): Span {
  const { start, end } = statement;
  const defines = callsMeantBy(kind, statement);
  return defines ? { start: defines.start, end: defines.headEnd } : { start, end };
}

/** The site of a probe of a kind: at a definition some see to calls of what it defines, the others to itself. */
export function siteOf(kind: ProbeKind, file: string, text: string, statement: Statement): Site {
  const defines = callsMeantBy(kind, statement);
  if (!defines) return siteAt(file, text, statement);
  const { lines, hash } = read(text);
  return {
    file,
    hash,
    head: spanOf(kind, statement),
    wire: lines.wireSpan(defines),
    function: defines.function,
    ...(kind !== "function" && { calls: true }),
    normal: statement.normal,
    reads: [],
    expressions: [],
    text: lines.line(defines.start.line).trim(),
  };
}

interface Read {
  lines: TextLines;
  hash: string;
}

/** Of the text that was asked for last: many sites are read from one text. */
let last: Read | undefined;

function read(text: string): Read {
  if (last?.lines.text === text) return last;
  last = { lines: new TextLines(text), hash: textHash(text) };
  return last;
}

/** What the statement defines, if a probe of this kind sees to calls of that and not to the statement. */
export function callsMeantBy(kind: ProbeKind, { defines }: Statement): Statement["defines"] {
  return ABOUT_CALLS.has(kind) ? defines : undefined;
}

function siteExpression({ start, end, ...expression }: Expression, lines: TextLines): SiteExpression {
  const span = { start, end };
  return { ...expression, span, wire: lines.wireSpan(span), text: excerpt(span, lines) };
}

/** The text of a span in one line, without what is too much of it. */
function excerpt({ start, end }: Span, lines: TextLines): string {
  let text = "";
  for (let line = start.line; line <= end.line && text.length <= TEXT_LENGTH; line++) {
    const from = line === start.line ? start.column : 0;
    const piece = lines.line(line).slice(from, line === end.line ? end.column : undefined);
    text += line === start.line ? piece.trim() : ` ${piece.trim()}`;
  }
  return text.length <= TEXT_LENGTH ? text : `${text.slice(0, TEXT_LENGTH - 1)}…`;
}
