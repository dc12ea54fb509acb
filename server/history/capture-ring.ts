import type { Capture } from "../probes/probe.js";

/** A capture and the key of the agent that sent it. */
export interface KeptCapture extends Capture {
  agent: string;
}

export const CAPTURES_PER_PROBE = 100;

/** The newest captures of one probe, newest first; the oldest give way. */
export class CaptureRing {
  private kept: readonly KeptCapture[] = [];

  constructor(private readonly capacity = CAPTURES_PER_PROBE) {}

  /** Several processes report interleaved, so the order is made by time and not by arrival. */
  add(agent: string, capture: Capture): void {
    const found = this.kept.findIndex((kept) => kept.time <= capture.time);
    const at = found < 0 ? this.kept.length : found;
    this.kept = [...this.kept.slice(0, at), { ...capture, agent }, ...this.kept.slice(at)].slice(
      0,
      this.capacity,
    );
  }

  /** Newest first; never changed afterwards, so it may be handed out. */
  newestFirst(): readonly KeptCapture[] {
    return this.kept;
  }
}
