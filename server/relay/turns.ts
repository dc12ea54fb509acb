/**
 * Lets all agents together have one message in a turn of the event loop, in the order in which they ask: what
 * the user types comes in the same loop, and must not wait for hundreds of captures.
 */

type Delivery = () => void;

export class Turns {
  private readonly waiting: Delivery[] = [];
  private isScheduled = false;

  /** Has something delivered when its turn comes. */
  ask(delivery: Delivery): void {
    this.waiting.push(delivery);
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.waiting.shift()?.();
      if (this.waiting.length > 0) this.schedule();
    });
  }
}

/** Of this process, whose event loop all connections share. */
export const turns = new Turns();
