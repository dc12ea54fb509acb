/** How old a value is, in steps coarse enough that a quiet probe is not redrawn all the time. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly [seconds: number, text: string][] = [
  [MINUTE, "1 min ago"],
  [2 * MINUTE, "2 min ago"],
  [5 * MINUTE, "5 min ago"],
  [15 * MINUTE, "15 min ago"],
  [30 * MINUTE, "30 min ago"],
  [HOUR, "1 h ago"],
  [3 * HOUR, "3 h ago"],
  [12 * HOUR, "12 h ago"],
  [DAY, "over a day ago"],
];

/** "" for what is younger than a minute. */
export function age(seconds: number): string {
  return STEPS.findLast(([from]) => seconds >= from)?.[1] ?? "";
}

/** Seconds until `age` says something else; undefined when it will not any more. */
export function ageChangesIn(seconds: number): number | undefined {
  const next = STEPS.find(([from]) => seconds < from);
  return next && next[0] - seconds;
}

/** A moment of the past as people read it in a list: seconds matter there. */
export function exactAge(seconds: number): string {
  return age(seconds) || `${Math.max(0, Math.round(seconds))} s ago`;
}
