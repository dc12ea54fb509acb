/** A time that only passes when the test says so. */
import type { Clock } from "../../../server/lsp/clock.js";

export class TestClock implements Clock {
  private time = 0;
  private timers: { due: number; callback: () => void }[] = [];

  now(): number {
    return 0;
  }

  ticks(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.time + milliseconds, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.timers.length;
  }

  /** Lets time pass up to a moment, with everything that is due on the way. */
  async reach(moment: number): Promise<void> {
    for (;;) {
      await settled();
      const next = this.timers.filter(({ due }) => due <= moment).toSorted((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.due);
      next.callback();
    }
    this.time = moment;
  }
}

/** Lets promises that are already resolved run their callbacks. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
