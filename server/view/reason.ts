/** Why a probe has no value to show, in words. */
import type { ProbeStatus } from "../probes/probe.js";
import type { AgentSnapshot, ProbeSnapshot } from "../probes/snapshot.js";
import { grouped, LABEL_LENGTH, visible } from "./plain.js";

/** `short` fits a label; `full` is the sentence that a person can act on. */
export interface Reason {
  short: string;
  full: string;
}

export const NO_PROGRAM: Reason = {
  short: "no running program",
  full: "no running program: start one with `snappoint run -- …`",
};

const EDITED: Reason = {
  short: "stale: edited since",
  full: "stale: this statement was edited after the point was set; undo the edit, or remove the point and add it again",
};

const PAUSED: Reason = {
  short: "paused",
  full: "paused: in no program's code until the point is resumed",
};

/** What a person should hear of first when several processes say different things. */
const BY_URGENCY: readonly ProbeStatus[] = ["failed", "rejected", "stale", "expired", "pending"];

/** The reason why no value can be expected, if there is one; a probe that is armed somewhere has none. */
export function obstacle({ probe, edited, agents, trouble }: ProbeSnapshot): Reason | undefined {
  if (edited) return EDITED;
  if (probe.paused) return PAUSED;
  const live = agents.filter((agent) => agent.live);
  if (live.length === 0) return noProgram(trouble);
  if (live.some(({ status }) => isAtWork(status))) return undefined;
  const [first] = live.toSorted((a, b) => BY_URGENCY.indexOf(a.status) - BY_URGENCY.indexOf(b.status));
  return first && reasonOf(first);
}

/** Whether a probe with this status is in the program's code. */
export function isAtWork(status: ProbeStatus): boolean {
  return !BY_URGENCY.includes(status);
}

export function runsNowhere({ agents }: ProbeSnapshot): boolean {
  return agents.every((agent) => !agent.live);
}

/** What an armed probe without a value is waiting for. */
export function waiting(snapshot: ProbeSnapshot): Reason {
  const partly = snapshot.agents.find(
    (agent) => agent.live && agent.reason !== "" && agent.status !== "armed",
  );
  const none = snapshot.probe.kind === "exception" ? "no exception yet" : "no hit yet";
  const full = partly ? `${none}: ${reasonOf(partly).full}` : none;
  return { short: partly?.status === "partly armed" ? onlyLater(partly) : none, full };
}

/** Python sees calls that have begun from 3.12 on; later versions have other reasons, which are in the full text. */
function onlyLater({ agent: { python } }: AgentSnapshot): string {
  const isOld = /^3\.(\d|1[01])(\.|$)/.test(python);
  return isOld ? "no hit yet; running frames only on 3.12+" : "no later call yet";
}

/** Hits for which the condition was true, or the value another one; all of them when nothing of that is asked. */
export function passedHits({ hits, probe, agents }: ProbeSnapshot): number {
  if (probe.condition === undefined && probe.changes === undefined) return hits;
  const refused = agents.map(({ stats }) => (stats ? stats.conditionFalse + stats.conditionFailed : 0));
  return Math.max(
    0,
    refused.reduce((left, count) => left - count, hits),
  );
}

/** What there is to say of a condition that no hit has fulfilled so far. */
export function neverTrue(snapshot: ProbeSnapshot): Reason {
  const failing = snapshot.agents.find(
    ({ live, status, reason }) => live && status === "armed" && reason !== "",
  );
  if (failing) return { short: visible(failing.reason), full: reasonOf(failing).full };
  const times = snapshot.hits === 1 ? "1 hit" : `${grouped(snapshot.hits)} hits`;
  const failed = snapshot.agents.reduce((sum, { stats }) => sum + (stats?.conditionFailed ?? 0), 0);
  if (failed === snapshot.hits) {
    const full = `the condition ${visible(snapshot.probe.condition ?? "")} failed in each of ${times}`;
    return { short: `condition failed in ${times}`, full };
  }
  return {
    short: `never true in ${times}`,
    full: `the condition ${visible(snapshot.probe.condition ?? "")} was not true in any of ${times}`,
  };
}

function noProgram(trouble: string | undefined): Reason {
  if (trouble === undefined) return NO_PROGRAM;
  return { short: NO_PROGRAM.short, full: `${NO_PROGRAM.short}: ${visible(trouble)}` };
}

/** A status with its reason: `rejected: …`; a pending one is told by its reason alone. */
export function reasonOf({ status, reason }: AgentSnapshot): Reason {
  const said = visible(reason);
  const text = status === "pending" && said !== "" ? said : said === "" ? status : `${status}: ${said}`;
  return { short: firstClauses(withoutFolders(text)), full: text };
}

/** A label has no room for the folders of an absolute path. */
function withoutFolders(text: string): string {
  return text.replace(/(?<=^|[\s'"])(?:[A-Za-z]:)?[\\/]\S*[\\/](?=[^\s\\/])/g, "");
}

/** What has no room in a label is left out from a whole clause on, where that leaves most of it. */
function firstClauses(text: string): string {
  if (text.length <= LABEL_LENGTH) return text;
  const clauses = /^.{30,}(?=[:;,] | \()/.exec(text.slice(0, LABEL_LENGTH + 2))?.[0];
  return clauses ?? text;
}
