/** What captures have shown of a name, an attribute or an item, whichever way the hit came by it. */
import type { Capture, NamedValue, Value } from "../probes/capture.js";
import type { Site } from "../probes/probe.js";
import { computedValues } from "./values.js";

/** A capture and the place that it was made at. */
export interface Seen {
  site: Site;
  capture: Capture;
}

const LAST_STEP = /^(.+?)(?:\.([\p{L}_][\p{L}\p{N}_]*)|\[('[^']*'|"[^"]*"|\d+)\])$/u;

/** Objects may refer to each other in circles. */
const MOST_REFERENCES = 8;

/** @param path `order`, `order.lines[0].price`, `row["name"]` */
export function valueSeen(path: string, seen: readonly Seen[]): Value | undefined {
  for (const each of seen) {
    const found = valueIn(path, namesOf(each), MOST_REFERENCES);
    if (found) return found;
  }
  return undefined;
}

/** The names that were seen, each with its newest value. */
export function namesSeenIn(seen: readonly Seen[]): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const { name, value } of seen.flatMap(namesOf)) {
    if (!found.has(name)) found.set(name, value);
  }
  return found;
}

/** What the statement has bound is newer than what was there before. */
function namesOf({ site, capture }: Seen): NamedValue[] {
  const computed = computedValues(site, capture).map(({ expression, value }) => {
    return { name: expression.text, value };
  });
  return [...(capture.assigned ?? []), ...capture.locals, ...(capture.shown ?? []), ...computed];
}

function valueIn(path: string, names: readonly NamedValue[], references: number): Value | undefined {
  const own = names.find(({ name }) => name === path)?.value ?? childAt(path, names, references);
  // An object that was met before stands there only, and its parts with it.
  const isElsewhere = own?.same !== undefined && own.children === undefined && references > 0;
  return (isElsewhere ? valueIn(own.same ?? "", names, references - 1) : undefined) ?? own;
}

function childAt(path: string, names: readonly NamedValue[], references: number): Value | undefined {
  const [, whole, attribute, key] = LAST_STEP.exec(path) ?? [];
  if (whole === undefined) return undefined;
  const wanted = attribute ?? key?.replace(/^"([^"']*)"$/, "'$1'");
  return valueIn(whole, names, references)?.children?.find(({ name }) => name === wanted)?.value;
}
