/**
 * The grammar of probe comments:
 *
 *     #? [@word …] [MESSAGE | EXPRESSION, …] [if CONDITION] [# remark]
 *
 * A message is a string literal and makes a logpoint; it is taken as it is written, without escapes. Words have
 * an `@`, so that none can be mistaken for a name of the program's.
 */
import type { ProbeKind, Wishes } from "../probes/probe.js";
import { PROBE_SIGN } from "../source-map/probe-comments.js";
import { type Flaw, flawIn } from "../source-map/subset.js";
import { partsOfMessage } from "./message.js";
import { type Pieces, piecesOf, type Stretch } from "./pieces.js";

export const MOST_SHOWN = 20;

interface Word {
  kind?: ProbeKind;
  detail?: "more";
  /** For people. */
  meaning: string;
}

export const WORDS: Readonly<Record<string, Word>> = {
  count: { kind: "count", meaning: "only counts" },
  function: {
    kind: "function",
    meaning: "calls of the function around: arguments, what they return or raise",
  },
  more: { detail: "more", meaning: "captures more of each value" },
};

export interface Request {
  /** Undefined where the place decides. */
  kind: ProbeKind | undefined;
  wishes: Wishes;
  /** Where the expressions stand, those of a message too. */
  expressions: Stretch[];
  /** By indexes of the comment; a comment that has any asks for nothing. */
  flaws: Flaw[];
}

/** @param text a comment from its `#?` on */
export function readComment(text: string): Request {
  const words = readWords(text);
  const pieces = piecesOf(text, words.end);
  if ("reason" in pieces)
    return { kind: words.kind, wishes: {}, expressions: [], flaws: [...words.flaws, pieces] };
  const { message, shown, condition } = pieces;
  const said = message ? expressionsOfMessage(text, message) : [];
  const expressions = [...shown, ...("reason" in said ? [] : said), ...(condition ? [condition] : [])];
  return {
    kind: words.kind ?? (message && "log"),
    wishes: { ...wishesOf(text, pieces), ...(words.detail && { detail: words.detail }) },
    expressions,
    flaws: [
      ...words.flaws,
      ...("reason" in said ? [said] : []),
      ...expressions.flatMap((stretch) => expressionFlaw(text, stretch)),
      ...contradictions(words.kind, pieces),
    ],
  };
}

function wishesOf(text: string, { message, shown, condition }: Pieces): Wishes {
  const written = ({ start, end }: Stretch) => text.slice(start, end);
  return {
    ...(condition && { condition: written(condition) }),
    ...(shown.length > 0 && { show: shown.map(written) }),
    ...(message && { message: written(message) }),
  };
}

interface Words {
  kind: ProbeKind | undefined;
  detail: "more" | undefined;
  flaws: Flaw[];
  end: number;
}

function readWords(text: string): Words {
  const words: Words = { kind: undefined, detail: undefined, flaws: [], end: PROBE_SIGN.length };
  const next = /\s*@(\w*)/y;
  next.lastIndex = words.end;
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const { 0: written, 1: name = "", index } = found;
    words.end = next.lastIndex;
    const flaw = (reason: string) =>
      words.flaws.push({ start: index + written.indexOf("@"), end: words.end, reason });
    const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    if (!word) flaw(`@${name} is not known; there are ${list(Object.keys(WORDS).map((each) => `@${each}`))}`);
    else if (word.kind && words.kind) flaw("one kind of point is enough");
    words.kind ??= word?.kind;
    words.detail ??= word?.detail;
  }
  return words;
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

function contradictions(kind: ProbeKind | undefined, { message, shown }: Pieces): Flaw[] {
  const [first] = shown;
  const last = shown.at(-1);
  const beyond = shown[MOST_SHOWN];
  const flaws: Flaw[] = [];
  if (message && kind !== undefined) {
    flaws.push({ ...outside(message), reason: `only a logpoint has a message: leave out @${kind}` });
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

function list(words: string[]): string {
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
