/** Which value the user points at. */
import type { Capture, NamedValue } from "../probes/capture.js";
import type { Position, Site, SiteExpression, Span } from "../probes/probe.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { computedValues, namedValue } from "./values.js";

/** Where the user points, in the text as it is now. */
export interface Cursor {
  place: Position;
  /** The name or attribute chain there, if there is one. */
  name: string | undefined;
}

/** The value of what stands under the cursor, or of the smallest expression around it that has one. */
export function valueUnder(
  { place, name }: Cursor,
  { probe: { site }, span }: ProbeSnapshot,
  capture: Capture,
): NamedValue | undefined {
  const at = inSite(place, span, site);
  const around = site.expressions.filter((expression) => contains(expression.span, at));
  const found = firstComputed(around, site, capture);
  // Parts stand before their wholes, so the first is the smallest.
  if (name === undefined || (found && found.name === name)) return found;
  const isKnown = around.length === 0 || !capture.values || around[0]?.text === name;
  return (isKnown || site.reads.includes(name) ? ofName(name, site, capture, around) : undefined) ?? found;
}

function firstComputed(
  around: readonly SiteExpression[],
  site: Site,
  capture: Capture,
): NamedValue | undefined {
  const computed = computedValues(site, capture);
  const values = new Map(computed.map(({ expression, value }) => [expression, value]));
  const found = around.find((expression) => values.has(expression));
  const value = found && values.get(found);
  return value && { name: found.text, value };
}

/** A name that is no expression of the statement's own may be one that it assigns to. */
function ofName(
  name: string,
  site: Site,
  capture: Capture,
  around: readonly SiteExpression[],
): NamedValue | undefined {
  const assigned = around.length === 0 ? capture.assigned?.find((each) => each.name === name) : undefined;
  return assigned ?? namedValue(name, site, capture);
}

/** A place of the text as it is now, in the text that the site was read from. */
function inSite({ line, column }: Position, span: Span, { head }: Site): Position {
  const isFirst = line === span.start.line;
  return {
    line: line - span.start.line + head.start.line,
    column: isFirst ? column - span.start.column + head.start.column : column,
  };
}

function contains({ start, end }: Span, { line, column }: Position): boolean {
  const isBehindStart = start.line < line || (start.line === line && start.column <= column);
  const isBeforeEnd = line < end.line || (line === end.line && column < end.column);
  return isBehindStart && isBeforeEnd;
}
