/** What `snappoint watch` says about what happens: values on standard output, why there are none on standard error. */
import type { Capture } from "../probes/capture.js";
import type { AgentInfo, StatusReport } from "../probes/probe.js";
import { Tally } from "../probes/tally.js";
import type { FleetEvent } from "../relay/fleet.js";
import { visible } from "../view/plain.js";
import { NO_PROGRAM, reasonOf } from "../view/reason.js";
import { inFull } from "../view/times.js";
import { allValues, produced } from "../view/values.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { WatchRequest } from "./requests.js";
import { clockTime, commandText, counted } from "./text.js";
import type { Target } from "./watch-target.js";

export class Observer {
  /** Settles when the watching is over, with the exit code. */
  readonly ended: Promise<Exit>;
  private settle: (exit: Exit) => void = () => undefined;
  private over = false;
  private shown = 0;
  private readonly tally = new Tally();
  private readonly dropped = new Map<string, number>();
  private lastNote = "";

  constructor(
    private readonly cli: Pick<Cli, "out" | "err">,
    private readonly request: WatchRequest,
    private readonly target: Target,
    private readonly runtimeDir: string,
  ) {
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** `found` tells how many programs there are, connected or not. */
  begin(found: number): void {
    const { site } = this.target.probe;
    this.print(`${visible(this.request.file)}:${site.wire.start.line}  ${visible(site.text)}`);
    if (found === 0) this.note(NO_PROGRAM.full);
  }

  end(exit: Exit): void {
    this.over = true;
    this.settle(exit);
  }

  /** The closing line. */
  close(): void {
    const line = this.summary();
    if (this.request.json) this.cli.err(`${line}\n`);
    else this.cli.out(`${line}\n`);
  }

  apply(event: FleetEvent): void {
    switch (event.type) {
      case "agent-connected":
        this.tally.connected(event.agent);
        break;
      case "agent-lost":
        this.lose(event.agent, event.reason);
        break;
      case "status":
        for (const status of event.statuses) this.report(event.agent, status);
        break;
      case "stats":
        for (const stats of event.stats) this.tally.count(event.agent.key, stats);
        break;
      case "captures":
        this.dropped.set(event.agent.key, event.dropped);
        for (const capture of event.captures) this.show(event.agent, capture);
        break;
      case "trouble":
        this.tellTrouble(event.where, event.message);
        break;
    }
  }

  private show(agent: AgentInfo, capture: Capture): void {
    if (this.over) return;
    const { probe } = this.target;
    this.tally.captured(agent.key, capture.hit);
    this.shown += 1;
    if (this.request.json) {
      this.cli.out(`${JSON.stringify({ ...capture, values: allValues(probe.site, capture) })}\n`);
    } else {
      const values = produced(probe, capture).join("  ") || "no values";
      this.print(`${clockTime(capture.time)}  pid ${capture.pid}  hit ${capture.hit}  ${values}`);
    }
    if (this.shown === this.request.count) this.end(ExitCode.ok);
  }

  private report(agent: AgentInfo, status: StatusReport): void {
    this.tally.report(agent.key, status);
    const snapshots = this.tally.snapshot(this.dropped).filter(({ live }) => live);
    const own = snapshots.find((snapshot) => snapshot.agent.key === agent.key);
    if (own !== undefined && !this.over) {
      this.note(`process ${agent.pid} (${commandText(agent.argv)}): ${reasonOf(own).full}`);
    }
    if (snapshots.every((snapshot) => snapshot.status === "rejected")) {
      if (snapshots.some(({ reason }) => reason.includes("no code"))) {
        this.note(`nearest other lines: ${this.target.nearest.join(", ") || "none"}`);
      }
      this.end(ExitCode.failed);
    }
  }

  private lose(agent: AgentInfo, reason: string): void {
    this.tally.lost(agent.key);
    if (this.over) return;
    this.note(`process ${agent.pid} is gone: ${visible(reason)}`);
    if (this.tally.snapshot(this.dropped).every(({ live }) => !live)) this.note(NO_PROGRAM.full);
  }

  private tellTrouble(where: string, message: string): void {
    this.note(where === this.runtimeDir ? visible(message) : `${visible(where)}: ${visible(message)}`);
    if (where === this.runtimeDir) this.end(ExitCode.failed);
  }

  /** A line for people; scripts that read JSON get none of them. */
  private print(line: string): void {
    if (!this.request.json) this.cli.out(`${line}\n`);
  }

  private note(sentence: string): void {
    if (sentence !== this.lastNote) this.cli.err(`snappoint watch: ${sentence}\n`);
    this.lastNote = sentence;
  }

  private summary(): string {
    const processes = this.tally.snapshot(this.dropped);
    const sum = (count: (of: (typeof processes)[number]) => number) =>
      processes.reduce((total, process) => total + count(process), 0);
    const lost: [number, string][] = [
      [sum(({ stats }) => stats?.conditionFalse ?? 0), "condition false"],
      [sum(({ stats }) => stats?.conditionFailed ?? 0), "condition failed"],
      [sum(({ stats }) => stats?.rateLimited ?? 0), "rate-limited"],
      [sum(({ stats }) => stats?.overBudget ?? 0), "over budget"],
      [sum(({ stats }) => stats?.captureFailed ?? 0), "capture failed"],
      [sum(({ dropped }) => dropped), "lost on the way"],
    ];
    const named = lost.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`);
    const times = this.tally.times();
    const took = times ? `; took ${inFull(times)}` : "";
    return `${counted(this.tally.hits(), "hit")}, ${this.shown} shown${named.join("")}${took}`;
  }
}
