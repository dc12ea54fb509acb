/** What part of the hits was captured, where not all of them were. */
import type { ProbeStats } from "../probes/probe.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { grouped } from "./plain.js";

/** `thinned 1:50`, to two digits so that it does not change with every hit; "" where nothing was left out. */
export function thinning(snapshot: ProbeSnapshot): string {
  const captured = sum(snapshot, (stats) => stats.captured);
  const refused = sum(snapshot, (stats) => stats.rateLimited + stats.overBudget);
  const ratio = captured === 0 ? 0 : Number((1 + refused / captured).toPrecision(2));
  return ratio < 2 ? "" : `thinned 1:${grouped(Math.round(ratio))}`;
}

/** Captures that were made, or begun, and never came: `12 lost`; "" where there are none. */
export function losses(snapshot: ProbeSnapshot): string {
  const lost = sum(snapshot, ({ dropped = 0, captureFailed }) => dropped + captureFailed);
  return lost === 0 ? "" : `${grouped(lost)} lost`;
}

function sum({ agents }: ProbeSnapshot, count: (stats: Readonly<ProbeStats>) => number): number {
  return agents.reduce((total, { stats }) => total + (stats ? count(stats) : 0), 0);
}
