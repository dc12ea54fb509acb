/** Makes text from foreign programs fit for one line of an editor. */

/** Longest part of a label that every editor shows whole, and the longest label: JetBrains and VS Code cut there. */
export const PART_LENGTH = 30;
export const LABEL_LENGTH = 43;

/**
 * Controls, line breaks, bidirectional and other invisible characters, and halves of surrogate pairs:
 * they could hide or reorder what stands around them. The two joiners stay, as emoji and scripts need them.
 */
const INVISIBLE = /(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text in one line with every character visible: unprintable ones as Python would write them. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, escaped);
}

/** A count with a comma between its thousands. `toLocaleString` would load its tables in the way of the first value. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Cuts the text to a number of UTF-16 code units, with `…` as the last when something is missing. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, Math.max(0, length - 1));
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Cuts the text to a label's length, at a space if one is near, and into parts that editors do not cut further. */
export function labelParts(text: string): string[] {
  const parts: string[] = [];
  for (let rest = clip(text, LABEL_LENGTH); rest !== ""; ) {
    const part = rest.length <= PART_LENGTH ? rest : rest.slice(0, breakBefore(rest, PART_LENGTH));
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return parts;
}

function breakBefore(text: string, limit: number): number {
  const space = text.lastIndexOf(" ", limit);
  if (space > 0) return space;
  return /[\ud800-\udbff]/.test(text[limit - 1] ?? "") ? limit - 1 : limit;
}

function escaped(character: string): string {
  const short: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (short[character]) return short[character];
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
