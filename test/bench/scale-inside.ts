/**
 * Loaded into the server by `scale.ts`, with `--expose-gc`: tells over the channel between the two processes what the
 * server holds and what it has cost so far.
 */

/** What the server holds after a full collection, in bytes, and the processor time that it has taken, in seconds. */
export interface Inside {
  held: number;
  processor: number;
}

/** Of the process that asks, in seconds. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function tell(): void {
  const processor = processorTime();
  // What the first one finds unused is given back by the second.
  for (let times = 0; times < 2; times++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ held: heapUsed + external, processor } satisfies Inside);
}

if (globalThis.gc && process.send) {
  process.on("message", tell);
  // The server ends when the editor says so, whether we listen or not.
  process.channel?.unref();
}
