/** What the user can do with probes at one place. */

import { covers } from "./place.js";
import type { Position, ProbeKind } from "./probe.js";
import type { Registry } from "./registry.js";

export type Offer =
  | { action: "add"; place: Position }
  | { action: "remove"; id: string; kind: ProbeKind }
  | { action: "remove-all"; count: number };

/** A place without code and without a probe gets no offer of its own. */
export function offersAt(registry: Registry, uri: string, place: Position): Offer[] {
  const probes = registry.probes(uri);
  const here = probes.filter((probe) => covers(probe.span, place.line));
  const statement = registry.source(uri)?.statementAt(place);
  const taken = here.some(({ probe, edited }) => probe.kind === "snapshot" && !edited);
  const offers: Offer[] = [];
  if (statement && !taken) offers.push({ action: "add", place: statement.start });
  for (const { probe } of here) offers.push({ action: "remove", id: probe.id, kind: probe.kind });
  if (probes.length > 0) offers.push({ action: "remove-all", count: probes.length });
  return offers;
}
