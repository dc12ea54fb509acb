import type { Clock } from "./clock.js";

/** Tells when nobody has typed into a document for a moment. */
export class Settling {
  private readonly waiting = new Map<string, () => void>();

  constructor(
    private readonly clock: Clock,
    private readonly quietMs: number,
    private readonly onSettled: (uri: string) => void,
  ) {}

  edited(uri: string): void {
    this.waiting.get(uri)?.();
    const cancel = this.clock.after(this.quietMs, () => {
      this.waiting.delete(uri);
      this.onSettled(uri);
    });
    this.waiting.set(uri, cancel);
  }

  /** It is no longer waited for. */
  forget(uri: string): void {
    this.waiting.get(uri)?.();
    this.waiting.delete(uri);
  }

  stop(): void {
    for (const cancel of this.waiting.values()) cancel();
    this.waiting.clear();
  }
}
