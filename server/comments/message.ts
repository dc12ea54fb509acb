/** The expressions in a logpoint's message, found as the agent finds them (`asked.py`). */
import type { Flaw } from "../source-map/subset.js";

/** An expression between braces, by indexes of the message. */
export interface Part {
  start: number;
  end: number;
}

const CLOSED_BY: Record<string, -1 | 1> = { "{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1 };

/** Doubled braces are plain text. */
export function partsOfMessage(message: string): Part[] | Flaw {
  const parts: Part[] = [];
  for (let at = 0; at < message.length; at++) {
    const pair = message.slice(at, at + 2);
    if (pair === "{{" || pair === "}}") at += 1;
    else if (message[at] === "}") return { start: at, end: at + 1, reason: "a single }: write }}" };
    else if (message[at] === "{") {
      const end = closing(message, at);
      if (end === undefined) return { start: at, end: message.length, reason: "{ without }: write {{" };
      parts.push({ start: at + 1, end });
      at = end;
    }
  }
  return parts;
}

/** Where the brace that opens there is closed; brackets and strings inside count. */
export function closing(text: string, opening: number): number | undefined {
  let depth = 0;
  let quote = "";
  for (let at = opening; at < text.length; at++) {
    const char = text[at] ?? "";
    if (quote) {
      if (char === quote) quote = "";
    } else if (char === "'" || char === '"') quote = char;
    else depth += CLOSED_BY[char] ?? 0;
    if (depth === 0) return at;
  }
  return undefined;
}
