/** The text beside a line: the values first, then how often it was hit and how old that is. */
import type { KeptCapture } from "../history/packed-capture.js";
import type { ProbeKind } from "../probes/probe.js";
import type { AgentSnapshot, ProbeSnapshot } from "../probes/snapshot.js";
import { age, exactAge } from "./age.js";
import { clip, grouped, LABEL_LENGTH, labelParts, PART_LENGTH } from "./plain.js";
import { isAtWork, neverTrue, obstacle, passedHits, type Reason, runsNowhere, waiting } from "./reason.js";
import { losses, thinning } from "./thinning.js";
import { briefly } from "./times.js";
import { produced } from "./values.js";

export interface Label {
  /** Each at most 30 characters and 43 in all, which is what editors show uncut. */
  parts: string[];
  /** The whole of it in a sentence. */
  tooltip: string;
}

/** Below this it is better to leave a value out than to show its first characters. */
const SHORTEST_CUT_VALUE = 12;

/** A value that is younger needs no word, even when later hits were not captured. */
const LAG_SHOWN_SECONDS = 3;

/** Kinds that show what all hits come to. */
const AGGREGATED: ReadonlySet<ProbeKind> = new Set(["count", "time"]);

/** @param now seconds since the epoch */
export function label(snapshot: ProbeSnapshot, now: number): Label {
  const reason = reasonForNoValue(snapshot);
  if (reason) return { parts: labelParts(reason.short), tooltip: reason.full };
  const values = valuesOf(snapshot);
  const where = spread(snapshot);
  const count = countAndAge(snapshot, where && ` · ${where}`, now);
  const told = countAndAge(snapshot, where && ` in ${where} processes`, now);
  const missing = [thinning(snapshot), losses(snapshot)].filter((text) => text !== "").join(", ");
  const tooltip = [values.join(" · "), told, missing].filter((text) => text !== "").join(" ");
  return { parts: withRest(withTail(values, count), missing), tooltip: clip(tooltip, 1000) };
}

/** The same in one line for displays that have room. */
export function line(snapshot: ProbeSnapshot, now: number): string {
  return label(snapshot, now).tooltip;
}

/** Values of an ended process stay visible; anything else that stops values from coming is said instead of them. */
function reasonForNoValue(snapshot: ProbeSnapshot): Reason | undefined {
  const reason = obstacle(snapshot);
  if (snapshot.hits === 0) return reason ?? (snapshot.probe.kind === "count" ? undefined : waiting(snapshot));
  const isEnd = snapshot.probe.paused || runsNowhere(snapshot);
  if (reason && (!isEnd || snapshot.edited)) return reason;
  if (passedHits(snapshot) > 0 || snapshot.captures.length > 0) return undefined;
  return reason ? over(snapshot) : neverTrue(snapshot);
}

/** A condition that was never true, and that nothing is asked any more. */
function over(snapshot: ProbeSnapshot): Reason {
  const { short, full } = neverTrue(snapshot);
  const how = snapshot.probe.paused ? "paused" : "ended";
  return { short: `${short} ${how}`, full: `${full}, ${how}` };
}

/** The first of them, and then those first that changed since the hit before; the arguments of a call stay in their order. */
function valuesOf({ probe, times, captures: [newest, before] }: ProbeSnapshot): string[] {
  if (probe.kind === "time") return times ? briefly(times) : [];
  const [first, ...others] = newest ? produced(probe, newest) : [];
  if (first === undefined) return [];
  const mayMove = probe.kind !== "function" && !probe.site.calls && others.length > 1;
  const known = new Set(before && mayMove ? produced(probe, before) : []);
  return [first, ...others.toSorted((one, other) => Number(known.has(one)) - Number(known.has(other)))];
}

/** Of how many processes that can reach the probe how many did, where there are several. */
function spread({ agents }: ProbeSnapshot): string {
  const able = agents.filter(({ live, status, hits }) => live && (hits > 0 || isAtWork(status)));
  return able.length < 2 ? "" : `${able.filter(({ hits }) => hits > 0).length} of ${able.length}`;
}

function countAndAge(snapshot: ProbeSnapshot, where: string, now: number): string {
  const newest = snapshot.captures.at(0);
  const source = newest && snapshot.agents.find((agent) => agent.agent.key === newest.agent);
  const ended = newest ? source?.live !== true : snapshot.agents.every((agent) => !agent.live);
  const words = [`×${grouped(passedHits(snapshot))}${where}`];
  if (!newest && !AGGREGATED.has(snapshot.probe.kind)) words.push("nothing captured");
  if (newest?.unfinished) words.push("still running");
  if (snapshot.probe.paused) words.push("paused");
  else if (ended && snapshot.hits > 0) words.push("ended");
  if (newest && !AGGREGATED.has(snapshot.probe.kind)) {
    words.push(age(now - newest.time) || lag(newest, source, now));
  }
  return words.filter((word) => word !== "").join(" ");
}

/** How old a value is that later hits have left behind: they were counted, but not captured. */
function lag(newest: KeptCapture, source: AgentSnapshot | undefined, now: number): string {
  const seconds = Math.floor(now - newest.time);
  const isBehind = source !== undefined && source.hits > newest.hit;
  return isBehind && seconds >= LAG_SHOWN_SECONDS ? exactAge(seconds) : "";
}

function withTail(values: string[], tail: string): string[] {
  const parts: string[] = [];
  let room = LABEL_LENGTH - tail.length - 1;
  for (const value of values) {
    const separator = parts.length === 0 ? "" : " · ";
    const length = Math.min(PART_LENGTH, room) - separator.length;
    if (value.length > length && parts.length > 0 && length < SHORTEST_CUT_VALUE) break;
    const part = separator + clip(value, length);
    parts.push(part);
    room -= part.length;
  }
  return [...parts, ...labelParts(parts.length === 0 ? tail : ` ${tail}`)];
}

/** What is least important is there as a whole, or not at all. */
function withRest(parts: string[], rest: string): string[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return rest !== "" && length + 1 + rest.length <= LABEL_LENGTH ? [...parts, ` ${rest}`] : parts;
}
