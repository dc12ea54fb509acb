/** What the user is about to write in a comment, by what stands before the cursor. */
import { PROBE_SIGN } from "../source-map/probe-comments.js";
import { closing } from "./message.js";

/** `from` is the index in the comment at which what is being typed begins. */
export type Wanted =
  | { what: "word"; from: number }
  | { what: "name"; from: number; isFirst: boolean }
  | { what: "attribute" | "key"; of: string; from: number };

const NAME = "[\\p{L}_][\\p{L}\\p{N}_]*";
const PATH = `${NAME}(?:\\.${NAME}|\\[(?:'[^']*'|"[^"]*"|\\d+)\\])*`;
const WORDS = /^#\?\s*(?:@\w+\s+)*/;
const WORD = /^@\w*$/;
const ATTRIBUTE = new RegExp(`(?<![\\p{L}\\p{N}_.\\])])(${PATH})\\.(?:${NAME})?$`, "u");
const KEY = new RegExp(`(?<![\\p{L}\\p{N}_.\\])])(${PATH})\\[(?:['"][^'"\\]]*)?$`, "u");
const STARTED = new RegExp(`(?<![\\p{L}\\p{N}_.])(?:${NAME})?$`, "u");

/**
 * @param before the comment from its `#?` up to the cursor
 * @returns nothing where anything may stand: in a message's own words, in a string, in a remark
 */
export function wantedAt(before: string): Wanted | undefined {
  if (!before.startsWith(PROBE_SIGN)) return undefined;
  const start = WORDS.exec(before)?.[0].length ?? PROBE_SIGN.length;
  if (WORD.test(before.slice(start))) return { what: "word", from: start };
  const expression = expressionFrom(before, start);
  if (expression === undefined) return undefined;
  const written = before.slice(expression);
  const key = KEY.exec(written);
  if (key?.[1] !== undefined)
    return { what: "key", of: key[1], from: expression + key.index + key[1].length + 1 };
  if (isInString(written)) return undefined;
  const attribute = ATTRIBUTE.exec(written);
  if (attribute?.[1] !== undefined) {
    return {
      what: "attribute",
      of: attribute[1],
      from: expression + attribute.index + attribute[1].length + 1,
    };
  }
  const name = STARTED.exec(written);
  if (!name) return undefined;
  return { what: "name", from: expression + name.index, isFirst: written.slice(0, name.index).trim() === "" };
}

/** Where the expression begins that is being written; undefined in the words of a message. */
function expressionFrom(before: string, start: number): number | undefined {
  const quote = before[start];
  if (quote !== '"' && quote !== "'") return start;
  for (let at = start + 1; at < before.length; at++) {
    if (before[at] === quote) return at + 1;
    if (before.startsWith("{{", at)) at += 1;
    else if (before[at] === "{") {
      const end = closing(before, at);
      if (end === undefined) return at + 1;
      at = end;
    }
  }
  return undefined;
}

/** In a string or a remark. */
function isInString(written: string): boolean {
  const rest = written.replace(/"(?:[^\\"]|\\.)*"|'(?:[^\\']|\\.)*'/g, "");
  return /["'#]/.test(rest);
}
