/** The whole of a capture: what the statement made, what it computed on the way, and what it found. */
import type { Capture, NamedValue } from "../probes/capture.js";
import type { Probe, Site } from "../probes/probe.js";
import { exceptionText } from "./exception.js";
import type { Block } from "./markup.js";
import { durationText } from "./times.js";
import { type TreeLimits, tree } from "./tree.js";
import { computedValues } from "./values.js";

/** Only the locals, without a word, when the agent has sent no more. */
export function record(
  { kind, site }: Pick<Probe, "kind" | "site">,
  capture: Capture,
  limits: Partial<TreeLimits> = {},
): Block[] {
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
  const when = kind === "exception" ? "Then:" : "Before:";
  return [...made, ...computed, ...(capture.locals.length > 0 ? [{ text: [when] }, ...before] : [])];
}

function outcome({ message, raised, duration }: Capture): Block[] {
  return [
    ...(duration === undefined ? [] : [{ text: ["Took ", durationText(duration)] }]),
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
