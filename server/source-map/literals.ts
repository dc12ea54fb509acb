/** Literals that tree-sitter lets pass and CPython does not. */
import type { Node } from "web-tree-sitter";
import { stringsIn } from "./constants.js";

const DIGITS = "\\d(?:_?\\d)*";
const FLOAT = `(?:(?:${DIGITS}\\.(?:${DIGITS})?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?|${DIGITS}[eE][+-]?${DIGITS})`;
const INTEGER = "(?:0[xX](?:_?[\\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\\d)*)";
const NUMBER = new RegExp(`^(?:${INTEGER}|${FLOAT}|(?:${FLOAT}|${DIGITS})[jJ])$`);

const PREFIX = /^(?:|[bBfFuU]|[bBfF][rR]|[rR][bBfF]?)$/;

/** `\x`, `\u`, `\U` and `\N` without what they need. */
const BROKEN_ESCAPE =
  /(?<!\\)(?:\\\\)*\\(?:x(?![\da-fA-F]{2})|u(?![\da-fA-F]{4})|U(?![\da-fA-F]{8})|N(?!\{[^}]+\}))/;

const NOT_ASCII = /[^\0-\x7F]/;

export function isNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** Whether a `string` or `concatenated_string` is one for CPython. */
export function isString(node: Node): boolean {
  const strings = stringsIn(node);
  const ofBytes = strings.filter((string) => /b/i.test(prefixOf(string)));
  return (ofBytes.length === 0 || ofBytes.length === strings.length) && strings.every(isOneString);
}

/** Whether values are put into a string when it is evaluated. */
export function isFormatted(node: Node): boolean {
  return stringsIn(node).some((string) => /[ft]/i.test(prefixOf(string)));
}

function isOneString(string: Node): boolean {
  const prefix = prefixOf(string);
  const isQuoted = /^['"]/.test(string.text.slice(prefix.length));
  if (!isQuoted || !PREFIX.test(prefix)) return false;
  if (/b/i.test(prefix) && NOT_ASCII.test(string.text)) return false;
  return /[rb]/i.test(prefix) || !BROKEN_ESCAPE.test(string.text);
}

function prefixOf(string: Node): string {
  return /^[A-Za-z]*/.exec(string.text)?.[0] ?? "";
}
