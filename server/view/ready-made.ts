/** Conditions and messages that the user can choose instead of typing them, made of values that were seen. */
import type { NamedValue } from "../probes/capture.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { capturedValue } from "./captured-value.js";
import { readValues } from "./values.js";

const MOST = 3;

/** A longer title is no help in a menu. */
const VALUE_LENGTH = 40;

/** Types whose text can be typed as it is. */
const LITERALS: Record<string, RegExp> = {
  bool: /^(True|False)$/,
  int: /^-?\d+$/,
  float: /^-?[\d.]+(e[-+]?\d+)?$/,
  str: /^(['"]).*\1$/s,
  NoneType: /^None$/,
};

/** `NAME == VALUE` of plain values that the line has read at the newest hit. */
export function conditionsSeen(snapshot: ProbeSnapshot): string[] {
  return readNewest(snapshot)
    .filter(isLiteral)
    .slice(0, MOST)
    .map(({ name, value }) => `${name} == ${value.text}`);
}

/** The names that the line has read at the newest hit. */
export function namesSeen(snapshot: ProbeSnapshot): string[] {
  return readNewest(snapshot)
    .slice(0, MOST)
    .map(({ name }) => name);
}

export const SUGGESTIONS = { conditions: conditionsSeen, names: namesSeen };

/** `a={a} b.c={b.c}`. */
export function messageOf(names: readonly string[]): string {
  return names.map((name) => `${name}={${name}}`).join(" ");
}

/** Without properties: what runs code to have a value cannot be asked for in a condition. */
function readNewest({ probe, edited, captures }: ProbeSnapshot): NamedValue[] {
  const newest = captures.at(0);
  const read = newest && !edited ? readValues(probe.site, newest) : [];
  return read.filter(({ name }) => !name.includes(".") || capturedValue(name, newest?.locals ?? []));
}

function isLiteral({ value: { type, text, cut } }: NamedValue): boolean {
  return cut === undefined && text.length <= VALUE_LENGTH && (LITERALS[type]?.test(text) ?? false);
}
