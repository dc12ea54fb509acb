/** Running programs without an agent, for offers to attach: looked for now and then, never while a request waits. */
import { nearness, type PythonProcess } from "../attach/processes.js";
import type { AgentInfo } from "../probes/probe.js";
import type { Clock } from "./clock.js";

const FRESH_MS = 1000;
const MOST_OFFERED = 5;

export class Attachable {
  private known: PythonProcess[] = [];
  private lookedAt = Number.NEGATIVE_INFINITY;
  private isLooking = false;

  constructor(
    private readonly look: () => PythonProcess[],
    private readonly clock: Clock,
  ) {}

  /** Looks again soon, unless it has done so lately. */
  refresh(): void {
    if (this.isLooking || this.isFresh) return;
    this.isLooking = true;
    this.clock.after(0, () => {
      this.isLooking = false;
      this.lookNow();
    });
  }

  /** All of them, in the order in which they were started. */
  all(connected: ReadonlySet<number>): PythonProcess[] {
    if (!this.isFresh) this.lookNow();
    return this.known.filter(({ pid }) => !connected.has(pid));
  }

  /** Those that probably run code of a file, the likeliest first, and of these the newest. */
  about(file: string, connected: ReadonlySet<number>): PythonProcess[] {
    this.refresh();
    return this.known
      .filter(({ pid }) => !connected.has(pid))
      .map((one) => ({ one, near: nearness(one, file) }))
      .filter(({ near }) => near > 0)
      .sort((a, b) => (a.near === b.near ? b.one.pid - a.one.pid : b.near - a.near))
      .slice(0, MOST_OFFERED)
      .map(({ one }) => one);
  }

  private get isFresh(): boolean {
    return this.clock.ticks() - this.lookedAt < FRESH_MS;
  }

  private lookNow(): void {
    this.lookedAt = this.clock.ticks();
    this.known = this.look();
  }
}

/** A process id of another machine or container means another process, or none, here. */
export function pidsHere(agents: readonly AgentInfo[]): Set<number> {
  return new Set(agents.filter(({ machine }) => machine === undefined).map(({ pid }) => pid));
}
