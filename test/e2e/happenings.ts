/** What has happened so far, and waiting for what is to come: woken by each happening, never by a clock. */

const WAIT_MS = 20_000;
const LOG_LENGTH = 40;

export class Happenings {
  /** How often each thing happened. */
  readonly counts = new Map<string, number>();
  private readonly log: string[] = [];
  private readonly watchers = new Set<() => void>();
  private over: string | undefined;

  add(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    this.log.push(what);
    if (this.log.length > LOG_LENGTH) this.log.shift();
    for (const look of [...this.watchers]) look();
  }

  /** Nothing can happen any more: whoever still waits is told why. */
  end(why: string): void {
    this.over = why;
    this.add(why);
  }

  get hasEnded(): boolean {
    return this.over !== undefined;
  }

  /** Resolves as soon as the condition holds; rejects with what was seen when it cannot or does not come. */
  waitFor(what: string, holds: () => boolean, seen: () => string, milliseconds = WAIT_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (end: () => void): void => {
        clearTimeout(timer);
        this.watchers.delete(look);
        end();
      };
      const fail = (why: string): void => {
        const last = `--- last happenings\n${this.log.join("\n")}`;
        finish(() => reject(new Error(`${why} while waiting for ${what}\n${seen()}\n${last}`)));
      };
      const look = (): void => {
        if (holds()) finish(resolve);
        else if (this.over !== undefined) fail(this.over);
      };
      const timer = setTimeout(() => fail(`${milliseconds} ms went by`), milliseconds);
      this.watchers.add(look);
      look();
    });
  }
}
