/**
 * What has happened, for a report of a bug: which messages came and went, how long they took, which programs
 * were there. It holds no value, no source text and no name of a file.
 */
import type { Message, RequestMessage, ResponseMessage, TraceValue } from "vscode-languageserver/node";
import type { FleetEvent } from "../../relay/fleet.js";
import type { Clock } from "../clock.js";
import type { Passage } from "./message-stream.js";

const MOST_LINES = 1000;

/** What comes all the time is only counted. */
const FREQUENT = /^(textDocument\/|workspace\/inlayHint|workspace\/codeLens|\$\/|window\/logMessage)/;

interface Count {
  times: number;
  milliseconds: number;
  slowest: number;
  failed: number;
}

export class Journal implements Passage {
  private readonly lines: string[] = [];
  private readonly counts = new Map<string, Count>();
  private readonly open = new Map<RequestMessage["id"], { method: string; since: number }>();
  private readonly heardOf = new Map<string, number>();
  private trace: TraceValue = "off";
  private tell: (message: string) => void = () => undefined;

  /** @param facts first lines: versions and system */
  constructor(
    private readonly facts: readonly string[],
    private readonly clock: Pick<Clock, "now" | "ticks">,
  ) {}

  /** Whoever asked for a trace gets each line at once, the frequent ones too. */
  traceTo(tell: (message: string) => void): void {
    this.tell = tell;
  }

  setTrace(trace: TraceValue): void {
    this.trace = trace;
  }

  incoming(message: Message): Message {
    const { id, method, params } = message as Partial<RequestMessage>;
    if (method === undefined) return message;
    const command = method === "workspace/executeCommand" ? ` ${commandIn(params)}` : "";
    if (id === undefined) this.happened(`← ${method}`, method);
    else this.open.set(id, { method: method + command, since: this.clock.ticks() });
    return message;
  }

  outgoing(message: Message): Message {
    const { id, method, error } = message as Partial<RequestMessage & ResponseMessage>;
    if (method !== undefined) {
      if (method !== "$/logTrace") this.happened(`→ ${method}`, method);
      return message;
    }
    const asked = id === undefined ? undefined : this.open.get(id);
    if (!asked || id === undefined) return message;
    this.open.delete(id);
    const took = this.clock.ticks() - asked.since;
    const failed = error === undefined ? "" : `, refused with ${error.code}`;
    this.happened(`${asked.method}: ${took.toFixed(1)} ms${failed}`, asked.method, took, error !== undefined);
    return message;
  }

  /** Of the programs only which there are, and what became of probes in them. */
  heard(event: FleetEvent): void {
    if (event.type === "captures" || event.type === "stats" || event.type === "trouble") {
      this.heardOf.set(event.type, (this.heardOf.get(event.type) ?? 0) + 1);
      return;
    }
    const { pid, python } = event.agent;
    const told = event.type === "status" ? `: ${summary(event.statuses.map(({ status }) => status))}` : "";
    this.note(`process ${pid} (Python ${python}) ${event.type}${told}`);
  }

  /** A line of its own. */
  note(text: string): void {
    const line = `${new Date(this.clock.now()).toISOString()} ${text}`;
    this.lines.push(line);
    if (this.lines.length > MOST_LINES) this.lines.shift();
    if (this.trace !== "off") this.tell(text);
  }

  text(): string {
    const sums = [...this.counts].toSorted().map(([method, count]) => `${method}: ${described(count)}`);
    const heard = [...this.heardOf].map(([what, times]) => `${what} from programs: ${times}`);
    return [...this.facts, "", ...sums, ...heard, "", ...this.lines, ""].join("\n");
  }

  private happened(line: string, method: string, took = 0, failed = false): void {
    const count = this.counts.get(method) ?? { times: 0, milliseconds: 0, slowest: 0, failed: 0 };
    this.counts.set(method, {
      times: count.times + 1,
      milliseconds: count.milliseconds + took,
      slowest: Math.max(count.slowest, took),
      failed: count.failed + Number(failed),
    });
    if (!FREQUENT.test(method)) this.note(line);
    else if (this.trace !== "off") this.tell(line);
  }
}

function described({ times, milliseconds, slowest, failed }: Count): string {
  const refused = failed > 0 ? `, ${failed} refused` : "";
  const mean = milliseconds / times;
  return slowest === 0
    ? `${times}${refused}`
    : `${times}, ${mean.toFixed(1)} ms each, at most ${slowest.toFixed(1)} ms${refused}`;
}

/** `2 armed, 1 pending` */
function summary(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, times]) => `${times} ${word}`).join(", ");
}

function commandIn(params: unknown): string {
  const command = (params as { command?: unknown } | undefined)?.command;
  return typeof command === "string" && /^[\w.]{1,60}$/.test(command) ? command : "?";
}
