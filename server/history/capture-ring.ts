import { type PackedCapture, PackedCaptures } from "./packed-capture.js";

export const CAPTURES_PER_PROBE = 100;

/** In characters: a few captures of the largest kind, and far more than a hundred of the usual. */
const WEIGHT_PER_PROBE = 400_000;

/** Shared by all probes as soon as they are many. With more, the collector holds up what the user types. */
const WEIGHT_OF_ALL = 20_000_000;

/** What each of so many probes may keep. */
export function weightForEach(probes: number): number {
  return Math.min(WEIGHT_PER_PROBE, WEIGHT_OF_ALL / probes);
}

/** The newest captures of one probe, bounded in number and memory; the oldest give way. */
export class CaptureRing {
  /** Oldest first. */
  private readonly kept: PackedCapture[] = [];
  private weight = 0;

  constructor(private readonly capacity = CAPTURES_PER_PROBE) {}

  /** Several processes report interleaved, so the order is made by time and not by arrival. */
  add(capture: PackedCapture, mostWeight = WEIGHT_PER_PROBE): void {
    const before = this.kept.findLastIndex(({ time }) => time <= capture.time);
    this.kept.splice(before + 1, 0, capture);
    this.weight += capture.weight;
    while (this.isTooMuch(mostWeight)) this.weight -= this.kept.shift()?.weight ?? 0;
  }

  /** When the newest was captured, in seconds since the epoch. */
  get newestTime(): number | undefined {
    return this.kept.at(-1)?.time;
  }

  /** What is added later is not in it. */
  newestFirst(): PackedCaptures {
    return new PackedCaptures(this.kept.toReversed());
  }

  /** The newest is kept whatever its weight. */
  private isTooMuch(mostWeight: number): boolean {
    return this.kept.length > this.capacity || (this.kept.length > 1 && this.weight > mostWeight);
  }
}
