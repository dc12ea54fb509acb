/** The whole of a capture: what the statement made, what it computed on the way, and what it found. */
import type { Capture, NamedValue, Site } from "../probes/probe.js";
import { exceptionText } from "./exception.js";
import type { Block } from "./markup.js";
import { type TreeLimits, tree } from "./tree.js";
import { computedValues } from "./values.js";

/** Only the locals, without a word, when the agent has sent no more. */
export function record(site: Site, capture: Capture, limits: Partial<TreeLimits> = {}): Block[] {
  const values = (title: string, named: readonly NamedValue[] = []): Block[] =>
    named.length === 0 ? [] : [{ text: [title] }, { code: tree(named, limits), language: "text" }];
  const made = [
    ...outcome(capture),
    ...values("Returned:", capture.returned && [{ name: "→", value: capture.returned }]),
    ...values("Assigned:", capture.assigned),
    ...values("Shown:", capture.shown),
  ];
  const computed = values("Computed:", computedNames(site, capture));
  const before: Block[] = [{ code: tree(capture.locals, limits), language: "text" }];
  if (made.length + computed.length === 0) return before;
  return [...made, ...computed, ...(capture.locals.length > 0 ? [{ text: ["Before:"] }, ...before] : [])];
}

function outcome({ message, raised }: Capture): Block[] {
  return [
    ...(message === undefined ? [] : [{ text: ["Said ", { code: message }] }]),
    ...(raised ? [{ text: ["Raised ", { code: exceptionText(raised) }] }] : []),
  ];
}

/** Each expression as it is written; one that was computed several times with its last value. */
function computedNames(site: Site, capture: Capture): NamedValue[] {
  const found = computedValues(site, capture).map(
    ({ expression, value }) => [expression.text, value] as const,
  );
  return [...new Map(found)].map(([name, value]) => ({ name, value }));
}
