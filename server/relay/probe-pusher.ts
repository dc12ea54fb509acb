/** Gives one agent the newest wanted set: at most one request in flight, and only the newest set follows it. */
import type { AgentConnection } from "./connection.js";
import type { ProbesSetParams } from "./wire.js";

export class ProbePusher {
  private pushing = false;
  private pushed: number | undefined;

  constructor(
    private readonly connection: AgentConnection,
    private readonly wanted: () => ProbesSetParams,
    private readonly onTrouble: (message: string) => void,
  ) {}

  /** Resolves when the agent has the newest set, or cannot be given it. */
  async push(): Promise<void> {
    if (this.pushing) {
      return;
    }
    this.pushing = true;
    while (this.connection.open && this.wanted().revision !== this.pushed) {
      await this.pushOnce(this.wanted());
    }
    this.pushing = false;
  }

  private async pushOnce(wanted: ProbesSetParams): Promise<void> {
    this.pushed = wanted.revision;
    try {
      await this.connection.setProbes(wanted);
    } catch (error) {
      if (this.connection.open) {
        this.onTrouble(`it did not take over the probes: ${(error as Error).message}`);
      }
    }
  }
}
