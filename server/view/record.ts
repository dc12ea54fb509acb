/** The whole of a capture: what the statement made, what it computed on the way, and what it found. */
import type { Capture, NamedValue, Site } from "../probes/probe.js";
import { exceptionText } from "./exception.js";
import type { Block } from "./markup.js";
import { tree } from "./tree.js";
import { computedValues } from "./values.js";

/** Only the locals, without a word, when the agent has sent no more. */
export function record(site: Site, capture: Capture): Block[] {
  const made = [
    ...outcome(capture),
    ...values("Assigned:", capture.assigned),
    ...values("Shown:", capture.shown),
  ];
  const computed = values("Computed:", computedNames(site, capture));
  const before: Block[] = [{ code: tree(capture.locals), language: "text" }];
  if (made.length + computed.length === 0) return before;
  return [...made, ...computed, ...(capture.locals.length > 0 ? [{ text: ["Before:"] }, ...before] : [])];
}

function outcome({ message, raised, returned }: Capture): Block[] {
  return [
    ...(message === undefined ? [] : [{ text: ["Said ", { code: message }] }]),
    ...(raised ? [{ text: ["Raised ", { code: exceptionText(raised) }] }] : []),
    ...(returned ? values("Returned:", [{ name: "→", value: returned }]) : []),
  ];
}

/** Each expression as it is written; one that was computed several times with its last value. */
function computedNames(site: Site, capture: Capture): NamedValue[] {
  const found = computedValues(site, capture).map(
    ({ expression, value }) => [expression.text, value] as const,
  );
  return [...new Map(found)].map(([name, value]) => ({ name, value }));
}

function values(title: string, named: readonly NamedValue[] = []): Block[] {
  return named.length === 0 ? [] : [{ text: [title] }, { code: tree(named), language: "text" }];
}
