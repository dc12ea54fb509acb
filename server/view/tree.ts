/** Values as an indented tree, bounded so that a hover stays readable. */
import type { Capture, NamedValue, Value } from "../probes/capture.js";
import { clip } from "./plain.js";

export interface TreeLimits {
  lines: number;
  depth: number;
  /** Characters of one value. */
  width: number;
}

const IN_HOVER: TreeLimits = { lines: 40, depth: 3, width: 100 };

/** One line a value, children indented below it; the last line says what had to be left out. */
export function tree(values: readonly NamedValue[], wanted: Partial<TreeLimits> = {}): string[] {
  const limits = { ...IN_HOVER, ...wanted };
  const all = values.flatMap((value) => branch(value, 0, limits));
  if (all.length <= limits.lines) return all;
  return [...all.slice(0, limits.lines), `… ${all.length - limits.lines} more lines`];
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

function branch({ name, value }: NamedValue, depth: number, limits: TreeLimits): string[] {
  const indent = "  ".repeat(depth);
  const cut = value.cut ? `  (cut: ${value.cut})` : "";
  const same = value.same ? `  (same object as ${value.same})` : "";
  const own = `${indent}${name}: ${value.type} = ${clip(value.text, limits.width)}${cut}${same}`;
  if (depth + 1 >= limits.depth) return [own];
  return [own, ...(value.children ?? []).flatMap((child) => branch(child, depth + 1, limits))];
}
