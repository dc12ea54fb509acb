import type { Clock } from "../clock.js";

export interface Pace {
  /** Milliseconds between two sends, in the long run. */
  interval: number;
  /** How many sends may go out at once after a pause. */
  burst: number;
  /** One more send this many milliseconds after the last change, when nothing else goes on; absent: none. */
  trailing?: number;
  /** Milliseconds after which a send counts as done although its answer never came. */
  patience: number;
}

/**
 * Turns many changes into few sends: the first ones go out at once, the next wait for the interval, and
 * none starts while another is on its way.
 */
export class Pacer {
  private changed = false;
  private trailingDue = false;
  private sending = false;
  private lastChange = Number.NEGATIVE_INFINITY;
  /** When the next send would be due if none went out sooner than the interval allows. */
  private evenPace = Number.NEGATIVE_INFINITY;
  private cancelTimer = () => {};
  private cancelPatience = () => {};
  private stopped = false;

  /** @param send must not reject; it is done when the other side has answered */
  constructor(
    private readonly send: () => Promise<void>,
    private readonly clock: Clock,
    private readonly pace: Pace,
  ) {}

  /** Something is to be sent. */
  change(): void {
    this.trailingDue = this.pace.trailing !== undefined;
    this.lastChange = this.clock.ticks();
    // There may be thousands of changes between two sends: the next one has its moment since the first of them.
    if (this.changed) return;
    this.changed = true;
    this.proceed();
  }

  stop(): void {
    this.stopped = true;
    this.cancelTimer();
    this.cancelPatience();
  }

  private proceed(): void {
    this.cancelTimer();
    if (this.stopped || this.sending) return;
    const due = this.nextSend();
    if (due === undefined) return;
    const wait = due - this.clock.ticks();
    if (wait <= 0) this.sendNow();
    else this.cancelTimer = this.clock.after(wait, () => this.proceed());
  }

  private nextSend(): number | undefined {
    if (this.changed) return this.evenPace - (this.pace.burst - 1) * this.pace.interval;
    return this.trailingDue ? this.trailingMoment() : undefined;
  }

  private trailingMoment(): number {
    return this.lastChange + (this.pace.trailing ?? 0);
  }

  private sendNow(): void {
    const now = this.clock.ticks();
    // A trailing send carries nothing new, so it must not make the next change wait.
    if (this.changed) this.evenPace = Math.max(this.evenPace, now) + this.pace.interval;
    if (now >= this.trailingMoment()) this.trailingDue = false;
    this.sending = true;
    this.changed = false;
    let open = true;
    const done = (): void => {
      if (!open) return;
      open = false;
      this.cancelPatience();
      this.sending = false;
      this.proceed();
    };
    this.cancelPatience = this.clock.after(this.pace.patience, done);
    void this.send().then(done);
  }
}
