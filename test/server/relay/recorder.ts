/** Collects the events of a fleet and waits for the one that a test needs. */
import type { FleetEvent } from "../../../server/relay/fleet.js";

const PATIENCE_MS = 15_000;

export type EventOf<T extends FleetEvent["type"]> = Extract<FleetEvent, { type: T }>;

export class Recorder {
  readonly seen: FleetEvent[] = [];
  private readonly waiting = new Set<() => void>();

  readonly onEvent = (event: FleetEvent): void => {
    this.seen.push(event);
    for (const look of [...this.waiting]) look();
  };

  of<T extends FleetEvent["type"]>(type: T): EventOf<T>[] {
    return this.seen.filter((event): event is EventOf<T> => event.type === type);
  }

  /** The first event of the type, past or future, that `fits`. */
  async until<T extends FleetEvent["type"]>(type: T, fits: (event: EventOf<T>) => boolean = () => true) {
    return this.wait(type, () => this.of(type).find(fits));
  }

  /** Waits until there are `count` events of the type. */
  async untilCount(type: FleetEvent["type"], count: number): Promise<void> {
    await this.wait(`${count} × ${type}`, () => this.of(type).length >= count || undefined);
  }

  private wait<T>(what: string, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(retry);
        reject(new Error(`waited in vain for ${what}; seen: ${JSON.stringify(this.seen, null, 1)}`));
      }, PATIENCE_MS);
      const retry = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        this.waiting.delete(retry);
        resolve(found);
      };
      this.waiting.add(retry);
      retry();
    });
  }
}
