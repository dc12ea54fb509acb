/** What the processes say about one probe, added up. */
import type { PackedCapture } from "../history/packed-capture.js";
import { added, NO_STATS } from "./counters.js";
import type { AgentInfo, ProbeStats, StatusReport, Times } from "./probe.js";
import type { AgentSnapshot } from "./snapshot.js";
import { timesTogether } from "./times.js";

/** Ended processes that are still listed one by one; the hits of older ones go into a sum. */
const ENDED_PROCESSES_LISTED = 4;

interface Entry {
  agent: AgentInfo;
  live: boolean;
  status: StatusReport | undefined;
  stats: ProbeStats | undefined;
  /** What came of earlier armings in the same process: its counters begin anew after a pause, or when a lease ran out. */
  earlier: ProbeStats | undefined;
  lastCapturedHit: number;
  /** Why the probe is not wanted there, when it is not: then nothing that the process says of it counts. */
  missing: string | undefined;
  /** Kept beside the ring of all captures, in which a busy process soon covers the others. */
  newest: PackedCapture | undefined;
}

export class Tally {
  private readonly entries = new Map<string, Entry>();
  private forgottenHits = 0;
  private forgottenTimes: Times | undefined;

  connected(agent: AgentInfo): void {
    const entry = this.entries.get(agent.key);
    if (entry) Object.assign(entry, { agent, live: true, status: undefined, missing: undefined });
    else this.entries.set(agent.key, newEntry(agent));
  }

  lost(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.live = false;
    if (hitsOf(entry) === 0) this.entries.delete(key);
    else this.forgetOldest();
  }

  /** Returns whether the process says something else than before. */
  report(key: string, status: StatusReport): boolean {
    const entry = this.entries.get(key);
    if (!entry) return false;
    const before = entry.status;
    entry.status = status;
    // It says so once, so it is remembered for when it counts: a module that is loaded again is armed at once.
    if (entry.missing !== undefined) return false;
    return before?.status !== status.status || before.reason !== status.reason;
  }

  /** The process is not to have the probe, for a reason, or it is again. Returns whether that is news. */
  miss(key: string, reason: string | undefined): boolean {
    const entry = this.entries.get(key);
    if (!entry || entry.missing === reason) return false;
    entry.missing = reason;
    if (reason !== undefined) entry.status = undefined;
    return true;
  }

  /** Whether what the process captures is of no use. */
  isMissing(key: string): boolean {
    return this.entries.get(key)?.missing !== undefined;
  }

  /** Returns whether the number of hits is another one: a capture often has told it already. */
  count(key: string, stats: ProbeStats): boolean {
    const entry = this.entries.get(key);
    if (!entry) return false;
    const before = hitsOf(entry);
    if (entry.stats && stats.hits < entry.stats.hits) closeCounters(entry);
    entry.stats = stats;
    return hitsOf(entry) !== before;
  }

  /** A capture can be here before the counters are: its number says how many hits there were at least. */
  captured(key: string, hit: number): void {
    const entry = this.entries.get(key);
    if (entry) entry.lastCapturedHit = Math.max(entry.lastCapturedHit, hit);
  }

  /** The same of one that is to be shown. */
  keep(capture: PackedCapture): void {
    this.captured(capture.agent, capture.hit);
    const entry = this.entries.get(capture.agent);
    if (entry && capture.time >= (entry.newest?.time ?? 0)) entry.newest = capture;
  }

  /** What has been counted so far stays; from here on all processes count from nothing. */
  beginAnew(): void {
    for (const entry of this.entries.values()) {
      closeCounters(entry);
      entry.status = undefined;
    }
  }

  forgetValues(): void {
    for (const entry of this.entries.values()) entry.newest = undefined;
  }

  hits(): number {
    let hits = this.forgottenHits;
    for (const entry of this.entries.values()) hits += hitsOf(entry);
    return hits;
  }

  /** What timers have measured in all processes. */
  times(): Times | undefined {
    const told = [...this.entries.values()].map((entry) => statsOf(entry)?.times);
    return timesTogether([this.forgottenTimes, ...told]);
  }

  snapshot(droppedBy: ReadonlyMap<string, number>): AgentSnapshot[] {
    return [...this.entries.values()].map((entry) => snapshotOf(entry, droppedBy.get(entry.agent.key) ?? 0));
  }

  private forgetOldest(): void {
    const ended = [...this.entries.entries()].filter(([, entry]) => !entry.live);
    for (const [key, entry] of ended.slice(0, -ENDED_PROCESSES_LISTED)) {
      this.forgottenHits += hitsOf(entry);
      this.forgottenTimes = timesTogether([this.forgottenTimes, statsOf(entry)?.times]);
      this.entries.delete(key);
    }
  }
}

function newEntry(agent: AgentInfo): Entry {
  return {
    agent,
    live: true,
    status: undefined,
    stats: undefined,
    earlier: undefined,
    lastCapturedHit: 0,
    missing: undefined,
    newest: undefined,
  };
}

function hitsOf(entry: Entry): number {
  return (entry.earlier?.hits ?? 0) + Math.max(entry.stats?.hits ?? 0, entry.lastCapturedHit);
}

function closeCounters(entry: Entry): void {
  const hits = hitsOf(entry);
  entry.earlier = { ...(statsOf(entry) ?? NO_STATS), hits };
  entry.stats = undefined;
  entry.lastCapturedHit = 0;
}

/** What the process has told since it is known, over all armings. */
function statsOf({ earlier, stats }: Entry): ProbeStats | undefined {
  return earlier && stats ? added(earlier, stats) : (stats ?? earlier);
}

function toldBy({ agent, status, missing }: Entry): Pick<AgentSnapshot, "status" | "reason"> {
  if (missing !== undefined) return { status: "stale", reason: missing };
  if (status) return { status: status.status, reason: status.reason };
  return { status: "pending", reason: `waiting for process ${agent.pid} to answer` };
}

function snapshotOf(entry: Entry, dropped: number): AgentSnapshot {
  const { newest } = entry;
  return {
    agent: entry.agent,
    live: entry.live,
    answered: entry.status !== undefined,
    ...toldBy(entry),
    hits: hitsOf(entry),
    stats: statsOf(entry),
    dropped,
    get newest() {
      return newest?.unpacked();
    },
  };
}
