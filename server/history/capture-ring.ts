import type { Capture } from "../probes/capture.js";
import { weightOf } from "./weight.js";

/** A capture and the key of the agent that sent it. */
export interface KeptCapture extends Capture {
  agent: string;
}

export const CAPTURES_PER_PROBE = 100;

/** In characters: a few captures of the largest kind, and far more than a hundred of the usual. */
const WEIGHT_PER_PROBE = 400_000;

/** Shared by all probes as soon as they are many. With more, the collector holds up what the user types. */
const WEIGHT_OF_ALL = 10_000_000;

/** What each of so many probes may keep. */
export function weightForEach(probes: number): number {
  return Math.min(WEIGHT_PER_PROBE, WEIGHT_OF_ALL / probes);
}

/** The newest captures of one probe, newest first, bounded in number and memory; the oldest give way. */
export class CaptureRing {
  private kept: readonly KeptCapture[] = [];
  /** Of each of those. */
  private weights: readonly number[] = [];

  constructor(private readonly capacity = CAPTURES_PER_PROBE) {}

  /** Several processes report interleaved, so the order is made by time and not by arrival. */
  add(agent: string, capture: Capture, mostWeight = WEIGHT_PER_PROBE): void {
    const found = this.kept.findIndex((kept) => kept.time <= capture.time);
    const at = found < 0 ? this.kept.length : found;
    const weights = this.weights.toSpliced(at, 0, weightOf(capture));
    const length = this.lengthThatFits(weights, mostWeight);
    this.kept = this.kept.toSpliced(at, 0, { ...capture, agent }).slice(0, length);
    this.weights = weights.slice(0, length);
  }

  /** Newest first; never changed afterwards, so it may be handed out. */
  newestFirst(): readonly KeptCapture[] {
    return this.kept;
  }

  /** The newest is kept whatever its weight. */
  private lengthThatFits(weights: readonly number[], mostWeight: number): number {
    let weight = 0;
    const over = weights.findIndex((each, index) => {
      weight += each;
      return index > 0 && weight > mostWeight;
    });
    return Math.min(this.capacity, over < 0 ? weights.length : over);
  }
}
