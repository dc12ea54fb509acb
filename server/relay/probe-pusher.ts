/** Gives one agent its newest wanted set: at most one request in flight, and only the newest set follows it. */
import type { AgentConnection } from "./connection.js";
import type { ProbesSetParams, WantedSet, WireProbe } from "./wire.js";

export class ProbePusher {
  private isPushing = false;
  private pushed: Promise<void> = Promise.resolve();
  private revision: number | undefined;
  private probes: readonly WireProbe[] | undefined;
  /** What the agent has taken over and remembers: of a thousand probes only the one that changes is sent. */
  private remembered: ReadonlySet<WireProbe> = new Set();

  constructor(
    private readonly connection: AgentConnection,
    private readonly remembers: boolean,
    private readonly wanted: () => WantedSet,
    private readonly onTrouble: (message: string) => void,
  ) {}

  /** Resolves when the agent has the newest set, or cannot be given it. */
  push(): Promise<void> {
    if (!this.isPushing) {
      this.pushed = this.pushAll();
    }
    return this.pushed;
  }

  private async pushAll(): Promise<void> {
    this.isPushing = true;
    for (let news = this.news(); news && this.connection.open; news = this.news()) {
      await this.pushOnce(news);
    }
    this.isPushing = false;
  }

  /** The wanted set, unless the agent has one like it. */
  private news(): WantedSet | undefined {
    const wanted = this.wanted();
    if (wanted.revision === this.revision) {
      return undefined;
    }
    this.revision = wanted.revision;
    const isSame = this.probes !== undefined && sameProbes(wanted.probes, this.probes);
    this.probes = wanted.probes;
    return isSame ? undefined : wanted;
  }

  private async pushOnce(wanted: WantedSet): Promise<void> {
    const message = this.inShort(wanted);
    this.remembered = new Set();
    try {
      await this.connection.setProbes(message);
      if (this.remembers) this.remembered = new Set(wanted.probes);
    } catch (error) {
      const isShort = message.probes.some((probe) => typeof probe === "string");
      if (isShort && this.connection.open) return this.pushOnce(wanted);
      if (this.connection.open) {
        this.onTrouble(`it did not take over the probes: ${(error as Error).message}`);
      }
    }
  }

  private inShort({ revision, probes }: WantedSet): ProbesSetParams {
    return { revision, probes: probes.map((probe) => (this.remembered.has(probe) ? probe.id : probe)) };
  }
}

/** Agents that run the same texts share one list, so most of the time nothing has to be compared. */
function sameProbes(one: readonly WireProbe[], other: readonly WireProbe[]): boolean {
  if (one === other) return true;
  return one.length === other.length && one.every((probe, index) => isSame(probe, other[index]));
}

function isSame(one: WireProbe, other: WireProbe | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
