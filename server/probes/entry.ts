/** One probe with all that is known of it: the registry's own, which readers only get pictures of. */
import { CaptureRing } from "../history/capture-ring.js";
import type { KeptProbe } from "../history/kept-probes.js";
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import { type Followed, follow } from "./drift.js";
import type { Probe, Span, Wishes } from "./probe.js";
import { type Place, spanOf } from "./site.js";
import type { AgentSnapshot, ProbeSnapshot } from "./snapshot.js";
import { Tally } from "./tally.js";

export interface Entry {
  probe: Probe;
  followed: Followed;
  tally: Tally;
  captures: CaptureRing;
  /** Where its statement stands in the texts of programs, by hash, as found from the document's text of a hash. */
  places: Map<string, { place: Place; from: string }>;
  /** The module's own statement around it, as it was written when those places were found. */
  block: string;
  /** How often it was paused or put elsewhere: what programs say of it as it was before that counts no more. */
  renewals: number;
}

export function newEntry(probe: Probe): Entry {
  return {
    probe,
    followed: follow(probe.site),
    tally: new Tally(),
    captures: new CaptureRing(),
    places: new Map(),
    block: "",
    renewals: 0,
  };
}

/** Returns whether that is a change. */
export function setPaused(entry: Entry, paused: boolean): boolean {
  const { paused: before = false, ...probe } = entry.probe;
  if (before === paused) return false;
  entry.probe = paused ? { ...probe, paused } : probe;
  if (paused) {
    entry.renewals += 1;
    entry.tally.beginAnew();
  }
  return true;
}

/** For a probe that watches another statement from now on: what was captured is not that one's. */
export function beginAnew(entry: Entry): void {
  entry.renewals += 1;
  entry.captures = new CaptureRing();
  entry.tally.beginAnew();
  entry.tally.forgetValues();
}

/** The id by which programs know it: another one after each renewal, since their counters begin anew. */
export function wireId({ probe, renewals }: Entry): string {
  return renewals === 0 ? probe.id : `${probe.id}~${renewals}`;
}

/** The probe's own id, of one that programs know it by. */
export function idOf(wireId: string): string {
  return wireId.replace(/~\d+$/, "");
}

/** The statement that stands where the probe is. */
export function statementAt(source: SourceText, { probe, followed }: Entry): Statement | undefined {
  const { start } = followed.span;
  return source.statementsTouching(start, start).find((statement) => {
    const head = spanOf(probe.kind, statement).start;
    return head.line === start.line && head.column === start.column;
  });
}

/** As of the text that the probe's site was read from. */
export function keptOf(
  { probe: { id: _id, site, comment: _comment, ...probe } }: Entry,
  isRepeated: boolean,
): KeptProbe {
  const { normal, head, hash } = site;
  const place = { function: site.function, normal, line: head.start.line, hash };
  return { ...probe, ...place, ...(isRepeated && { repeated: true }) };
}

export function standsAt({ followed: { span, edited } }: Entry, place: Span): boolean {
  return !edited && span.start.line === place.start.line && span.start.column === place.start.column;
}

export type AskedFor = Pick<Probe, "kind" | "comment"> & Wishes;

/** Whether a probe is one that does what is asked for. */
export function isSame({ probe }: { probe: AskedFor }, asked: AskedFor): boolean {
  return JSON.stringify(listed(probe)) === JSON.stringify(listed(asked));
}

function listed({ kind, comment, condition, changes, show, message, detail }: AskedFor): unknown[] {
  return [kind, comment, condition, changes, show, message, detail];
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
    times: tally.times(),
    trouble,
    captures: captures.newestFirst(),
  };
}

function atRest(agent: AgentSnapshot): AgentSnapshot {
  return agent.live ? { ...agent, status: "paused", reason: "" } : agent;
}
