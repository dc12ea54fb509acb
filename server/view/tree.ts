/** Values as an indented tree, bounded so that a hover stays readable. */
import type { Capture, NamedValue, Value } from "../probes/probe.js";
import { clip } from "./plain.js";

const LINES = 40;
const DEPTH = 3;
const WIDTH = 100;

/** One line a value, children indented below it; the last line says what had to be left out. */
export function tree(values: readonly NamedValue[], most = LINES): string[] {
  const lines = values.flatMap((value) => branch(value, 0));
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `… ${lines.length - most} more lines`];
}

const BY_LIMITS = new Set(["depth", "length", "size", "time"]);

/** Whether something is missing in a capture because a limit was reached. */
export function isCut({
  locals,
  assigned = [],
  shown = [],
  values = [],
  returned,
  raised,
}: Capture): boolean {
  const all = [...locals, ...assigned, ...shown, ...values].map(({ value }) => value);
  return [...all, ...(returned ? [returned] : []), ...(raised ? [raised] : [])].some(isCutBelow);
}

function isCutBelow({ cut, children = [] }: Value): boolean {
  return (cut !== undefined && BY_LIMITS.has(cut)) || children.some(({ value }) => isCutBelow(value));
}

function branch({ name, value }: NamedValue, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const cut = value.cut ? `  (cut: ${value.cut})` : "";
  const same = value.same ? `  (same object as ${value.same})` : "";
  const own = `${indent}${name}: ${value.type} = ${clip(value.text, WIDTH)}${cut}${same}`;
  if (depth + 1 >= DEPTH) return [own];
  return [own, ...(value.children ?? []).flatMap((child) => branch(child, depth + 1))];
}
