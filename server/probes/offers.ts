/** What the user can do with probes at one place. */

import type { Statement } from "../source-map/statement.js";
import type { Position, Probe, ProbeKind, Span } from "./probe.js";
import type { Registry } from "./registry.js";
import { expressionMeant, placeMeant } from "./selection.js";
import type { ProbeSnapshot } from "./snapshot.js";

export type Offer =
  | { action: "add"; place: Position }
  | { action: "watch-function"; place: Position; function: string }
  /** Of a statement, or of calls of what it defines. */
  | { action: "time" | "exceptions" | "count"; place: Position; function: string | undefined }
  /** The point that is there, or a new one, with an expression of the user's more. */
  | { action: "show"; place: Position; expression: string; probe: Probe | undefined }
  | { action: "only-when"; place: Position; condition: string; probe: Probe }
  | { action: "only-changes"; place: Position; expression: string; probe: Probe }
  /** The same probe again, with more of each value, or as much as usual. */
  | { action: "detail"; place: Position; detail: "more" | undefined; probe: Probe; of: Which }
  /** A logpoint in the place of the probe. */
  | { action: "log"; place: Position; names: string[]; probe: Probe }
  | { action: "open"; id: string; of: Which }
  | { action: "pause" | "resume" | "remove"; id: string; kind: ProbeKind }
  /** For all of the file. */
  | { action: "pause-all" | "resume-all" | "remove-all" }
  /** For those in other files too. */
  | { action: "remove-everywhere" };

/** The kind of a probe that is not the only one at its place. */
type Which = ProbeKind | undefined;

/** What values that were seen at a probe suggest. */
export interface Suggestions {
  conditions(snapshot: ProbeSnapshot): string[];
  names(snapshot: ProbeSnapshot): string[];
}

/**
 * What is most likely first: to add a point, to change the one that is there, to take it away; then other kinds
 * of probes. A place without code and without a probe gets no offer of its own.
 */
export function offersAt(registry: Registry, uri: string, selected: Span, suggestions: Suggestions): Offer[] {
  return [...offersHere(registry, uri, selected, suggestions), ...otherKinds(registry, uri, selected)];
}

/** What can be done to all probes of a document, and to those of all documents. */
export function offersForMany(registry: Registry, uri: string): Offer[] {
  const probes = registry.probes(uri).map(({ probe }) => probe);
  return forMany(probes, registry.probes().length);
}

/** Without other kinds of probes. */
export function offersHere(
  registry: Registry,
  uri: string,
  selected: Span,
  suggestions: Suggestions,
): Offer[] {
  const meant = meantBy(registry, uri, selected);
  if (!meant) return [];
  const { source, statement, here } = meant;
  const offers = statement ? toAdd(statement, here) : [];
  const point = here.find(({ probe, edited }) => probe.kind === "snapshot" && !edited);
  const expression = expressionMeant(source, selected);
  if (statement && expression !== undefined && !point?.probe.show?.includes(expression)) {
    offers.push({ action: "show", place: statement.start, expression, probe: point?.probe });
  }
  if (point) offers.push(...suggested(point, here, suggestions));
  const which = ({ kind }: Probe): Which => (here.length > 1 ? kind : undefined);
  for (const snapshot of here) offers.push(...otherDetail(snapshot, which(snapshot.probe)));
  for (const { probe, captures } of here) {
    if (captures.length > 0) offers.push({ action: "open", id: probe.id, of: which(probe) });
  }
  for (const { probe } of here) offers.push({ ...pausing(probe), id: probe.id, kind: probe.kind });
  for (const { probe } of here) offers.push({ action: "remove", id: probe.id, kind: probe.kind });
  return offers;
}

/** What the user points at: the statement, and the probes that stand there. */
function meantBy(registry: Registry, uri: string, selected: Span) {
  const source = registry.source(uri);
  if (!source) return undefined;
  const place = placeMeant(source, selected);
  const here = registry.probesOn(uri, place.line, place.line);
  return { source, statement: source.statementAt(place), here };
}

const OTHER_KINDS = [
  ["count", "count"],
  ["time", "time"],
  ["exceptions", "exception"],
] as const;

function otherKinds(registry: Registry, uri: string, selected: Span): Offer[] {
  const { statement, here } = meantBy(registry, uri, selected) ?? {};
  if (!statement || !here) return [];
  const { start: place, defines } = statement;
  const missing = OTHER_KINDS.filter(([, kind]) => !has(here, kind));
  return missing.map(([action]) => ({ action, place, function: defines?.function }));
}

function pausing({ paused }: Probe): { action: "pause" | "resume" } {
  return { action: paused ? "resume" : "pause" };
}

function forMany(probes: readonly Probe[], everywhere: number): Offer[] {
  const paused = probes.filter((probe) => probe.paused).length;
  const active = probes.length - paused;
  return [
    ...(active > 1 ? [{ action: "pause-all" } as const] : []),
    ...(paused > 1 ? [{ action: "resume-all" } as const] : []),
    ...(probes.length > 0 ? [{ action: "remove-all" } as const] : []),
    ...(everywhere > probes.length ? [{ action: "remove-everywhere" } as const] : []),
  ];
}

function toAdd({ start, defines }: Statement, here: readonly ProbeSnapshot[]): Offer[] {
  const offers: Offer[] = [];
  if (!has(here, "snapshot")) offers.push({ action: "add", place: start });
  if (defines && !has(here, "function")) {
    offers.push({ action: "watch-function", place: start, function: defines.function });
  }
  return offers;
}

function suggested(point: ProbeSnapshot, here: readonly ProbeSnapshot[], suggestions: Suggestions): Offer[] {
  const { probe } = point;
  const place = point.span.start;
  const conditions = probe.condition === undefined ? suggestions.conditions(point) : [];
  const seen = suggestions.names(point);
  const names = has(here, "log") ? [] : seen;
  const changing = probe.changes === undefined ? seen : [];
  return [
    ...conditions.map((condition): Offer => ({ action: "only-when", place, condition, probe })),
    ...changing.map((expression): Offer => ({ action: "only-changes", place, expression, probe })),
    ...(names.length > 0 ? [{ action: "log", place, names, probe } as const] : []),
  ];
}

/** A counter has no values. */
function otherDetail({ probe, edited, span }: ProbeSnapshot, of: Which): Offer[] {
  if (edited || probe.kind === "count") return [];
  const detail = probe.detail === "more" ? undefined : "more";
  return [{ action: "detail", place: span.start, detail, probe, of }];
}

function has(here: readonly ProbeSnapshot[], kind: ProbeKind): boolean {
  return here.some(({ probe, edited }) => probe.kind === kind && !edited);
}
