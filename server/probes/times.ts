/** What timers of several processes, or of several armings, have measured, as one. */
import type { Times } from "./probe.js";

export function timesTogether(all: readonly (Times | undefined)[]): Times | undefined {
  const found = all.filter((times) => times !== undefined && times.count > 0) as Times[];
  if (found.length < 2) return found[0];
  const buckets = new Map<number, number>();
  for (const [bucket, count] of found.flatMap((times) => times.buckets)) {
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
  }
  return {
    count: sum(found, ({ count }) => count),
    total: sum(found, ({ total }) => total),
    min: Math.min(...found.map(({ min }) => min)),
    max: Math.max(...found.map(({ max }) => max)),
    buckets: [...buckets].sort(([one], [other]) => one - other),
  };
}

function sum(all: readonly Times[], of: (times: Times) => number): number {
  return all.reduce((total, times) => total + of(times), 0);
}
