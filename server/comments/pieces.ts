/** A comment's text cut into the pieces that its grammar is made of. */
import type { Flaw } from "../source-map/subset.js";
import { closing } from "./message.js";

/** A stretch of a text, by indexes. */
export interface Stretch {
  start: number;
  end: number;
}

export interface Pieces {
  /** The inside of a string literal that stands alone before the condition. */
  message?: Stretch;
  /** What stands between commas otherwise; a missing one is empty. */
  shown: Stretch[];
  condition?: Stretch;
  /** Where a remark begins, or the text ends. */
  end: number;
}

const TOKEN = /"""|'''|["']|[([{]|[)\]}]|,|#|[\p{L}_][\p{L}\p{N}_]*|./gu;

/** @param from where the comment's words end */
export function piecesOf(text: string, from: number): Pieces | Flaw {
  const begin = skipBlanks(text, from);
  const literal = literalEnd(text, begin);
  const message =
    literal !== undefined && literal - begin > 2 ? { start: begin + 1, end: literal - 1 } : undefined;
  const behind = message && separators(text, message.end + 1);
  if (behind && !("reason" in behind) && isEmpty(text, message.end + 1, behind)) {
    return { message, shown: [], end: behind.end, ...conditionIn(text, behind) };
  }
  const found = separators(text, begin);
  if ("reason" in found) return found;
  const last = found.if ?? found.end;
  const starts = [begin, ...found.commas.map((comma) => comma + 1)];
  const shown = starts.map((start, index) => trimmed(text, start, found.commas[index] ?? last));
  return { shown: isBlank(text, begin, last) ? [] : shown, end: found.end, ...conditionIn(text, found) };
}

/** Where an expression ends, at the top level. */
interface Separators {
  commas: number[];
  /** The `if` that no `else` belongs to. */
  if?: number;
  /** Where a remark begins, or the text ends. */
  end: number;
}

function separators(text: string, from: number): Separators | Flaw {
  const commas: number[] = [];
  const ifs: number[] = [];
  const open: number[] = [];
  const tokens = new RegExp(TOKEN);
  tokens.lastIndex = from;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const { 0: word, index } = token;
    if (word === "#") return finished(text, { commas, ifs, open, end: index });
    if (/^["']/.test(word)) {
      const end = stringEnd(text, index, word);
      if (end === undefined) return { start: index, end: text.length, reason: "this string is not closed" };
      tokens.lastIndex = end;
    } else if (/^[([{]$/.test(word)) open.push(index);
    else if (/^[)\]}]$/.test(word)) {
      if (open.pop() === undefined)
        return { start: index, end: index + 1, reason: `this ${word} closes nothing` };
    } else if (open.length > 0) continue;
    else if (word === ",") commas.push(index);
    else if (word === "if") ifs.push(index);
    else if (word === "else") ifs.pop();
  }
  return finished(text, { commas, ifs, open, end: text.length });
}

interface Scanned {
  commas: number[];
  ifs: number[];
  open: number[];
  end: number;
}

function finished(text: string, { commas, ifs, open, end }: Scanned): Separators | Flaw {
  const [bracket] = open;
  if (bracket !== undefined) {
    return { start: bracket, end: bracket + 1, reason: `this ${text[bracket]} is not closed` };
  }
  const [first, second] = ifs;
  if (second !== undefined) {
    return { start: second, end: second + 2, reason: "a second condition: join the two by `and`" };
  }
  if (first === undefined) return { commas, end };
  return { commas: commas.filter((comma) => comma < first), if: first, end };
}

function conditionIn(text: string, { if: word, end }: Separators): { condition?: Stretch } {
  return word === undefined ? {} : { condition: trimmed(text, word + 2, end) };
}

function stringEnd(text: string, start: number, quote: string): number | undefined {
  for (let at = start + quote.length; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(quote, at)) return at + quote.length;
  }
  return undefined;
}

/** Where a message ends that begins there: quotes inside its braces belong to expressions. */
function literalEnd(text: string, start: number): number | undefined {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return undefined;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === quote) return at + 1;
    if (text.startsWith("{{", at)) at += 1;
    else if (text[at] === "{") at = closing(text, at) ?? at;
  }
  return undefined;
}

function isEmpty(text: string, from: number, { if: word, end }: Separators): boolean {
  return isBlank(text, from, word ?? end);
}

function isBlank(text: string, start: number, end: number): boolean {
  return text.slice(start, end).trim() === "";
}

function trimmed(text: string, start: number, end: number): Stretch {
  const from = Math.min(skipBlanks(text, start), end);
  return { start: from, end: from + text.slice(from, end).trimEnd().length };
}

function skipBlanks(text: string, from: number): number {
  return from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
}
