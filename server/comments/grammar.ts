/**
 * The grammar of probe comments:
 *
 *     #? [@word …] [MESSAGE | EXPRESSION, …] [if CONDITION] [# remark]
 *
 * A message is a string literal and makes a logpoint; it is taken as it is written, without escapes. Behind
 * `@changes` the first expression is the one that has to change, and the others are shown.
 */
import type { ProbeKind, Wishes } from "../probes/probe.js";
import { type Flaw, flawIn } from "../source-map/subset.js";
import { partsOfMessage } from "./message.js";
import { type Pieces, piecesOf, type Stretch } from "./pieces.js";
import { readWords, type WordsRead } from "./words.js";

const MOST_SHOWN = 20;

export interface Request {
  /** Undefined where the place decides. */
  kind: ProbeKind | undefined;
  wishes: Wishes;
  /** Where the expressions stand, those of a message too. */
  expressions: Stretch[];
  /** By indexes of the comment; a comment that has any asks for nothing. */
  flaws: Flaw[];
  /** Where a remark begins, or the text ends. */
  end: number;
}

const FORMATTED = /^(.*?)(\s*=?\s*(?:![rsa])?\s*(?::.*)?)$/s;

/** Kinds that are about every hit. */
const WITHOUT_CHANGES: ReadonlySet<ProbeKind | undefined> = new Set(["count", "time", "exception"]);

/** @param text a comment from its `#?` on */
export function readComment(text: string): Request {
  const words = readWords(text);
  const pieces = piecesOf(text, words.end);
  if ("reason" in pieces) {
    const flaws = [...words.flaws, pieces];
    return { kind: words.kind, wishes: {}, expressions: [], flaws, end: text.length };
  }
  const { message, shown, condition, end } = pieces;
  const said = message ? expressionsOfMessage(text, message) : [];
  const expressions = [...shown, ...("reason" in said ? [] : said), ...(condition ? [condition] : [])];
  return {
    kind: words.kind ?? (message && "log"),
    wishes: wishesOf(text, words, pieces),
    expressions,
    flaws: [
      ...words.flaws,
      ...("reason" in said ? [said] : []),
      ...expressions.flatMap(
        (stretch) => formatFlaw(text, stretch, message) ?? expressionFlaw(text, stretch),
      ),
      ...contradictions(words, pieces),
    ],
    end,
  };
}

function wishesOf(
  text: string,
  { detail, changes }: WordsRead,
  { message, shown, condition }: Pieces,
): Wishes {
  const written = ({ start, end }: Stretch) => text.slice(start, end);
  const [first, ...others] = shown;
  const show = changes ? others : shown;
  return {
    ...(condition && { condition: written(condition) }),
    ...(changes && first && { changes: written(first) }),
    ...(show.length > 0 && { show: show.map(written) }),
    ...(message && { message: written(message) }),
    ...(detail && { detail }),
  };
}

function expressionsOfMessage(text: string, { start, end }: Stretch): Stretch[] | Flaw {
  const moved = <Placed extends Stretch>(it: Placed) => ({
    ...it,
    start: it.start + start,
    end: it.end + start,
  });
  const found = partsOfMessage(text.slice(start, end));
  return "reason" in found ? moved(found) : found.map(moved);
}

/** `{total:.2f}`, `{total!r}` and `{total=}` of a message: the expression is right, and what Python takes behind it is not. */
function formatFlaw(text: string, { start, end }: Stretch, message: Stretch | undefined): Flaw[] | undefined {
  if (!message || end > message.end) return undefined;
  const [, expression = "", format = ""] = FORMATTED.exec(text.slice(start, end)) ?? [];
  if (format.trim() === "" || !flawIn(text.slice(start, end)) || flawIn(expression)) return undefined;
  return [
    { start: start + expression.length, end, reason: "values have one form in messages: leave this out" },
  ];
}

function expressionFlaw(text: string, { start, end }: Stretch): Flaw[] {
  const written = text.slice(start, end);
  if (written.trim() === "") {
    // Nothing can be underlined, so the sign that wants something behind or before it is.
    const sign = /\S\s*$/.exec(text.slice(0, start))?.index ?? start;
    return [{ start: sign, end: sign + 1, reason: "an expression is missing here" }];
  }
  const flaw = flawIn(written);
  if (!flaw) return [];
  const isMessage = /^[rR]?[fF][rR]?["']/.test(written);
  const reason = isMessage ? "a message needs no f before it" : flaw.reason;
  return [{ start: start + flaw.start, end: start + Math.max(flaw.end, flaw.start + 1), reason }];
}

function contradictions({ kind, changes }: WordsRead, { message, shown }: Pieces): Flaw[] {
  const [first] = shown;
  const last = shown.at(-1);
  const beyond = shown[MOST_SHOWN];
  const flaws: Flaw[] = [];
  if (message && kind !== undefined) {
    flaws.push({ ...outside(message), reason: `only a logpoint has a message: leave out @${kind}` });
  }
  if (changes && !first) flaws.push({ ...changes, reason: "@changes wants an expression behind it" });
  if (changes && WITHOUT_CHANGES.has(kind)) {
    flaws.push({ ...changes, reason: `every hit matters to @${kind}` });
  }
  if (kind === "count" && first && last) {
    flaws.push({ start: first.start, end: last.end, reason: "a counter shows no values" });
  }
  if (beyond && last) {
    flaws.push({ start: beyond.start, end: last.end, reason: `at most ${MOST_SHOWN} expressions are taken` });
  }
  return flaws;
}

/** With its quotes. */
function outside({ start, end }: Stretch): Stretch {
  return { start: start - 1, end: end + 1 };
}
