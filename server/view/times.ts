/** How long what a timer stands at takes, in words. */
import type { Times } from "../probes/probe.js";
import { grouped } from "./plain.js";

/** Buckets for each doubling of the time; see `Times`. */
const STEPS = 4;

const UNITS: [number, string][] = [
  [1e-9, "ns"],
  [1e-6, "µs"],
  [1e-3, "ms"],
  [1, "s"],
];

/** `812 ns`, `1.24 ms`, `12.4 s`: three digits, which is more than a clock knows anyway. */
export function durationText(seconds: number): string {
  const fitting = UNITS.findLast(([size]) => rounded(seconds / size) >= 1) ?? UNITS[0];
  const [size, unit] = fitting as [number, string];
  return `${rounded(seconds / size)} ${unit}`;
}

/** What a label has room for: `1.24 ms`, `max 8.1 ms`. The first is the mean. */
export function briefly(times: Times): string[] {
  const mean = durationText(times.total / times.count);
  return times.count === 1 ? [mean] : [mean, `max ${durationText(times.max)}`];
}

/** `min 1 ms · median 1.2 ms · mean 1.24 ms · p95 2 ms · max 8.1 ms, 1.5 s in 1,204 times`. */
export function inFull(times: Times): string {
  const parts: [string, number][] = [
    ["min", times.min],
    ["median", quantile(times, 0.5)],
    ["mean", times.total / times.count],
    ["p95", quantile(times, 0.95)],
    ["max", times.max],
  ];
  const told = parts.map(([what, seconds]) => `${what} ${durationText(seconds)}`).join(" · ");
  const often = times.count === 1 ? "once" : `${grouped(times.count)} times`;
  return `${told}, ${durationText(times.total)} in ${often}`;
}

/** Below which such a part of all times lies, to about a tenth. */
export function quantile({ count, min, max, buckets }: Times, part: number): number {
  let seen = 0;
  let found = 0;
  for (const [bucket, held] of buckets) {
    found = bucket;
    seen += held;
    if (seen >= part * count) break;
  }
  const middle = 2 ** ((found + 0.5) / STEPS) * 1e-9;
  return Math.min(max, Math.max(min, middle));
}

function rounded(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
