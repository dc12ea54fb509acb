/** One probe with all that is known of it: the registry's own, which readers only get pictures of. */
import { CaptureRing } from "../history/capture-ring.js";
import type { Documents } from "./documents.js";
import { type Followed, follow } from "./drift.js";
import { findStatement } from "./place.js";
import type { Probe, ProbeKind, Site, Span, Wishes } from "./probe.js";
import { siteOf } from "./site.js";
import type { ProbeSnapshot } from "./snapshot.js";
import { Tally } from "./tally.js";

export interface Entry {
  probe: Probe;
  followed: Followed;
  tally: Tally;
  captures: CaptureRing;
}

/** @param lines of the text that the probe's site was read from */
export function newEntry(probe: Probe, lines: readonly string[]): Entry {
  const followed = follow(lines, probe.site.head);
  return { probe, followed, tally: new Tally(), captures: new CaptureRing() };
}

export function standsAt({ followed: { span, edited } }: Entry, place: Span): boolean {
  return !edited && span.start.line === place.start.line && span.start.column === place.start.column;
}

/** Whether a probe of this kind with these wishes would do what this one does. */
export function isSame(
  { probe }: Entry,
  kind: ProbeKind,
  { condition, show, message, detail }: Wishes,
): boolean {
  return (
    probe.kind === kind &&
    probe.condition === condition &&
    probe.message === message &&
    probe.detail === detail &&
    JSON.stringify(probe.show) === JSON.stringify(show)
  );
}

/**
 * The site read again from the saved text, which a program that starts now will load; undefined when it is
 * the same, or when the probe is at work somewhere with the site that it has.
 */
export function freshSite(entry: Entry, documents: Documents): Site | undefined {
  const { uri, site, kind } = entry.probe;
  const source = documents.source(uri);
  if (!source || !documents.isSaved(uri) || entry.followed.edited || entry.tally.atWork()) return undefined;
  const statement = findStatement(source, kind, entry.followed.span.start);
  const fresh = statement && siteOf(kind, site.file, source.text, statement);
  return fresh && standsAt(entry, fresh.head) && fresh.hash !== site.hash ? fresh : undefined;
}

export function snapshotOf(
  { probe, followed, tally, captures }: Entry,
  droppedBy: ReadonlyMap<string, number>,
  trouble: string | undefined,
): ProbeSnapshot {
  return {
    probe,
    span: followed.span,
    edited: followed.edited,
    agents: tally.snapshot(droppedBy),
    hits: tally.hits(),
    trouble,
    captures: captures.newestFirst(),
  };
}
