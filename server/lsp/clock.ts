/** Time as the display needs it; tests bring their own. */
import { type ReportFault, safely } from "./connection/guard.js";

export interface Clock {
  /** Milliseconds since the epoch, for the age of values; it jumps when the computer's clock is set. */
  now(): number;
  /** Milliseconds since some moment, for measuring; it never jumps. */
  ticks(): number;
  /** Calls back once after so many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The computer's time; a callback that fails is reported and harms nothing else. */
export function systemClock(report: ReportFault): Clock {
  return {
    now: () => Date.now(),
    ticks: () => performance.now(),
    after(milliseconds, callback) {
      const timer = setTimeout(() => safely(report, "a timer", callback), milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
