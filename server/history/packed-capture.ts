import type { Capture } from "../probes/capture.js";

/** A capture and the key of the agent that sent it. */
export interface KeptCapture extends Capture {
  agent: string;
}

/** What the object around the text takes, in characters. */
const EACH = 100;

/**
 * A capture as it is kept: one text. A capture consists of dozens of objects, and a server may keep a hundred
 * thousand captures: to copy and to mark all these would keep the collector busy, and let the user wait at each key.
 */
export class PackedCapture {
  readonly agent: string;
  readonly hit: number;
  readonly time: number;
  private readonly text: string;

  constructor(agent: string, capture: Capture) {
    this.agent = agent;
    this.hit = capture.hit;
    this.time = capture.time;
    this.text = JSON.stringify(capture);
    // What was just put together consists of pieces until somebody reads in it.
    this.text.charCodeAt(0);
  }

  /** About how much memory it holds, in characters. */
  get weight(): number {
    return EACH + this.text.length;
  }

  /** A fresh one each time. */
  unpacked(): KeptCapture {
    return { ...(JSON.parse(this.text) as Capture), agent: this.agent };
  }
}

/** Captures of one moment, newest first: each is unpacked once, when somebody looks at it. */
export class PackedCaptures implements Iterable<KeptCapture> {
  private readonly unpacked: KeptCapture[] = [];

  constructor(private readonly packed: readonly PackedCapture[]) {}

  get length(): number {
    return this.packed.length;
  }

  at(index: number): KeptCapture | undefined {
    const packed = this.packed[index];
    if (packed === undefined) return undefined;
    this.unpacked[index] ??= packed.unpacked();
    return this.unpacked[index];
  }

  *[Symbol.iterator](): Generator<KeptCapture, void> {
    for (const index of this.packed.keys()) yield this.at(index) as KeptCapture;
  }
}
