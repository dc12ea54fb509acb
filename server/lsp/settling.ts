import type { Clock } from "./clock.js";

/** Long enough that it never comes between two letters of a word. */
const QUIET_MS = 300;

/** Tells when nobody has typed into a document for a moment. */
export class Settling {
  private readonly waiting = new Map<string, () => void>();

  constructor(
    private readonly clock: Clock,
    private readonly onSettled: (uri: string) => void,
  ) {}

  edited(uri: string): void {
    this.waiting.get(uri)?.();
    const cancel = this.clock.after(QUIET_MS, () => {
      this.waiting.delete(uri);
      this.onSettled(uri);
    });
    this.waiting.set(uri, cancel);
  }

  stop(): void {
    for (const cancel of this.waiting.values()) cancel();
    this.waiting.clear();
  }
}
