/** What a probe costs the program, in words. */
import type { ProbeStats } from "../probes/probe.js";

const NANOSECONDS = 1e9;

/** `310 ns a hit, 0.04 % of a core`, over all hits, captured or not; nothing where nothing was measured. */
export function costText({ cost, hits }: ProbeStats): string | undefined {
  if (!cost || cost.seconds <= 0 || hits === 0) return undefined;
  return `${duration(cost.seconds / hits)} a hit, ${percent(cost.share)} of a core`;
}

function duration(seconds: number): string {
  const nanoseconds = seconds * NANOSECONDS;
  if (nanoseconds < 1) return "under 1 ns";
  if (nanoseconds < 10_000) return `${Math.round(nanoseconds)} ns`;
  return `${Math.round(nanoseconds / 1000)} µs`;
}

function percent(share: number): string {
  return share < 0.0001 ? "under 0.01 %" : `${Number((share * 100).toPrecision(2))} %`;
}
