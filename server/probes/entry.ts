/** One probe with all that is known of it: the registry's own, which readers only get pictures of. */
import { CaptureRing } from "../history/capture-ring.js";
import type { Documents } from "./documents.js";
import { type Followed, follow } from "./drift.js";
import { findStatement } from "./place.js";
import type { Probe, ProbeKind, Site, Span, Wishes } from "./probe.js";
import { siteOf } from "./site.js";
import type { AgentSnapshot, ProbeSnapshot } from "./snapshot.js";
import { Tally } from "./tally.js";

export interface Entry {
  probe: Probe;
  followed: Followed;
  tally: Tally;
  captures: CaptureRing;
  /** How often it was paused: what programs say of it as it was before that counts no more. */
  pauses: number;
}

/** @param lines of the text that the probe's site was read from */
export function newEntry(probe: Probe, lines: readonly string[]): Entry {
  const followed = follow(lines, probe.site.head);
  return { probe, followed, tally: new Tally(), captures: new CaptureRing(), pauses: 0 };
}

/** Returns whether that is a change. */
export function setPaused(entry: Entry, paused: boolean): boolean {
  const { paused: before = false, ...probe } = entry.probe;
  if (before === paused) return false;
  entry.probe = paused ? { ...probe, paused } : probe;
  if (paused) {
    entry.pauses += 1;
    entry.tally.beginAnew();
  }
  return true;
}

/** The id by which programs know it: another one after each pause, since their counters begin anew. */
export function wireId({ probe, pauses }: Entry): string {
  return pauses === 0 ? probe.id : `${probe.id}~${pauses}`;
}

/** The probe's own id, of one that programs know it by. */
export function idOf(wireId: string): string {
  return wireId.replace(/~\d+$/, "");
}

export function standsAt({ followed: { span, edited } }: Entry, place: Span): boolean {
  return !edited && span.start.line === place.start.line && span.start.column === place.start.column;
}

/** Whether a probe of this kind with these wishes would do what this one does. */
export function isSame(
  { probe }: Entry,
  kind: ProbeKind,
  { condition, changes, show, message, detail }: Wishes,
): boolean {
  return (
    probe.kind === kind &&
    probe.condition === condition &&
    probe.changes === changes &&
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
    agents: tally.snapshot(droppedBy).map((agent) => (probe.paused ? atRest(agent) : agent)),
    hits: tally.hits(),
    trouble,
    captures: captures.newestFirst(),
  };
}

function atRest(agent: AgentSnapshot): AgentSnapshot {
  return agent.live ? { ...agent, status: "paused", reason: "" } : agent;
}
