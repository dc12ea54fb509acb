/** What a probe has come to in each process, for the hover. */
import type { ProbeStatus } from "../probes/probe.js";
import type { AgentSnapshot, ProbeSnapshot } from "../probes/snapshot.js";
import { exactAge } from "./age.js";
import { costText } from "./cost.js";
import type { Block, Inline } from "./markup.js";
import { clip, grouped } from "./plain.js";
import { isAtWork, reasonOf } from "./reason.js";
import { produced } from "./values.js";

const MOST_LISTED = 8;
const COMMAND_LENGTH = 60;
const VALUE_LENGTH = 60;

/**
 * One process a line, those with the newest values first; of many the rest in one line.
 *
 * @param now seconds since the epoch
 */
export function processes(snapshot: ProbeSnapshot, now: number): Block[] {
  const { agents } = snapshot;
  if (agents.length === 0) return [];
  const ranks = new Map(agents.map((agent) => [agent, rank(agent)]));
  const sorted = agents.toSorted((one, other) => (ranks.get(other) ?? 0) - (ranks.get(one) ?? 0));
  const lines = sorted.slice(0, MOST_LISTED).map((agent) => processLine(snapshot, agent, now));
  const rest = sorted.slice(MOST_LISTED);
  return [{ list: rest.length === 0 ? lines : [...lines, [restText(rest)]] }];
}

/** The living before the ended, those that the probe can be seen in before the others, then by the newest value. */
function rank({ live, status, newest }: AgentSnapshot): number {
  return (live ? 4e11 : 0) + (live && isAtWork(status) ? 2e11 : 0) + (newest?.time ?? 0);
}

function processLine(snapshot: ProbeSnapshot, agent: AgentSnapshot, now: number): Inline[] {
  const [program = "", ...rest] = agent.agent.argv;
  const command = clip([program.replace(/^.*[\\/]/, ""), ...rest].join(" "), COMMAND_LENGTH);
  const state = agent.live ? reasonOf(agent).full : "ended";
  const cost = agent.stats && costText(agent.stats);
  const counts = [...outcomes(agent), ...(cost ? [`costs ${cost}`] : [])];
  return [
    `process ${agent.agent.pid} `,
    { code: command },
    ": ",
    { prose: state },
    counts.length > 0 ? ` (${counts.join(", ")})` : "",
    ...newestValue(snapshot, agent, now),
  ];
}

/** With one process only, its values stand below in full. */
function newestValue(
  { agents, edited, probe }: ProbeSnapshot,
  { newest }: AgentSnapshot,
  now: number,
): Inline[] {
  if (!newest || edited || agents.length < 2) return [];
  const values = clip(produced(probe, newest).join(" · "), VALUE_LENGTH);
  return values === "" ? [] : [" ", { code: values }, ` ${exactAge(now - newest.time)}`];
}

function* outcomes({ hits: total, stats, dropped }: AgentSnapshot): Generator<string> {
  const named: [number, string][] = [
    [total, total === 1 ? "hit" : "hits"],
    [stats?.captured ?? 0, "captured"],
    [stats?.rateLimited ?? 0, "rate-limited"],
    [stats?.overBudget ?? 0, "over budget"],
    [stats?.conditionFalse ?? 0, "condition false"],
    [stats?.conditionFailed ?? 0, "condition failed"],
    [stats?.captureFailed ?? 0, "capture failed"],
    [stats?.dropped ?? 0, "captures lost on the way"],
    [dropped - (stats?.dropped ?? 0), "captures of other probes lost on the way"],
  ];
  for (const [count, what] of named) if (count > 0) yield `${grouped(count)} ${what}`;
}

/** `and 12 more: 10 armed, 2 ended (3,402 hits)` */
function restText(rest: readonly AgentSnapshot[]): string {
  const states = new Map<ProbeStatus | "ended", number>();
  for (const { live, status } of rest) {
    const state = live ? status : "ended";
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const hits = rest.reduce((sum, agent) => sum + agent.hits, 0);
  const told = [...states].map(([state, count]) => `${count} ${state}`).join(", ");
  return `and ${rest.length} more: ${told}${hits > 0 ? ` (${grouped(hits)} ${hits === 1 ? "hit" : "hits"})` : ""}`;
}
