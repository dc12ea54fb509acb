/** What stands above a function in which there are probes. */
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { grouped } from "./plain.js";
import { passedHits } from "./reason.js";

/** `3 points, 1 paused · ×12,034 hits · 2 processes`: the hits that fulfilled their conditions, the processes that had some. */
export function lensText(probes: readonly ProbeSnapshot[]): string {
  const paused = probes.filter(({ probe }) => probe.paused).length;
  const points = counted(probes.length, "point", "points") + (paused > 0 ? `, ${paused} paused` : "");
  const hits = probes.reduce((sum, snapshot) => sum + passedHits(snapshot), 0);
  if (hits === 0) return `${points} · no hit yet`;
  const hit = probes.flatMap(({ agents }) => agents.filter(({ live, hits }) => live && hits > 0));
  const processes = new Set(hit.map(({ agent }) => agent.key)).size;
  const where = processes === 1 ? "1 process" : `${processes} processes`;
  return `${points} · ×${counted(hits, "hit", "hits")} · ${processes === 0 ? "ended" : where}`;
}

function counted(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
