/** Keeps one agent connected while its discovery file is there, and its probes equal to the wanted ones. */
import { setTimeout as delay } from "node:timers/promises";
import type { Capture, StackFrame } from "../probes/capture.js";
import type { AgentInfo, ProbeStats, StatusReport } from "../probes/probe.js";
import type { AgentConnection, AgentListener, Patience } from "./connection.js";
import { openConnection, RefusedError } from "./handshake.js";
import { type PathMap, WayBack } from "./path-map.js";
import { ProbePusher } from "./probe-pusher.js";
import { type Endpoint, UnreachableError } from "./transport.js";
import type {
  InitializeParams,
  SourceLinesResult,
  SourceTextParams,
  SourceTextResult,
  WantedSet,
  WireCapture,
} from "./wire.js";

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2000;

/** An ending program is unreachable for a moment before its discovery file goes; only later is it worth telling. */
const UNREACHABLE_TOLERATED = 4;

/** An agent with this many different complaints against it is broken; the first ones tell how. */
const MAX_TROUBLES = 50;

export type SessionEvent =
  | { type: "agent-connected"; agent: AgentInfo }
  | { type: "agent-lost"; agent: AgentInfo; reason: string }
  | { type: "status"; agent: AgentInfo; revision: number; statuses: StatusReport[] }
  | { type: "captures"; agent: AgentInfo; captures: Capture[]; dropped: number }
  | { type: "stats"; agent: AgentInfo; stats: ProbeStats[] }
  | { type: "trouble"; where: string; message: string };

export interface SessionOptions {
  endpoint: Endpoint;
  client: InitializeParams["client"];
  patience: Patience;
  /** The agent's newest wanted set; read whenever it is ready for one. */
  wanted: (agent: AgentInfo) => WantedSet;
  onEvent: (event: SessionEvent) => void;
  /** The user's map of folders, as it is now. */
  pathMap: () => PathMap;
}

interface Live {
  agent: AgentInfo;
  connection: AgentConnection;
  pusher: ProbePusher;
}

type Outcome = "worked" | "failed" | "refused";

export class Session {
  private live: Live | undefined;
  private stopReason: string | undefined;
  private readonly stopping = new AbortController();
  private readonly told = new Set<string>();
  private running: Promise<void> = Promise.resolve();
  private readonly wayBack: WayBack;

  constructor(private readonly options: SessionOptions) {
    this.wayBack = new WayBack(options.pathMap);
  }

  /** The agent while it is connected. */
  get agent(): AgentInfo | undefined {
    return this.live?.agent;
  }

  /** Connects once `predecessor`, an earlier session with the same agent, has left it. */
  start(predecessor: Promise<void> | undefined): void {
    this.running = this.run(predecessor);
  }

  async wantedChanged(): Promise<void> {
    this.wayBack.forget();
    await this.live?.pusher.push();
  }

  /** Rejects with a sentence about the agent. */
  async sourceLines(file: string): Promise<SourceLinesResult> {
    if (this.live === undefined) {
      throw new Error("it is not connected");
    }
    return this.live.connection.sourceLines(file);
  }

  /** The same. */
  async sourceText(asked: SourceTextParams): Promise<SourceTextResult> {
    if (this.live === undefined) {
      throw new Error("it is not connected");
    }
    return this.live.connection.sourceText(asked);
  }

  /** Takes the probes away and ends the session; resolves when nothing of it is left. */
  async stop(reason: string): Promise<void> {
    this.noMore(reason);
    await this.live?.connection.shutdown();
    await this.running;
  }

  /** The same of an agent that cannot be found any more: most often its program ends, and says something last. */
  async seeOff(reason: string): Promise<void> {
    this.noMore(reason);
    await this.live?.connection.seeOff();
    await this.running;
  }

  private noMore(reason: string): void {
    this.stopReason = reason;
    this.stopping.abort();
  }

  private async run(predecessor: Promise<void> | undefined): Promise<void> {
    await predecessor;
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      const outcome = await this.connectOnce(failures);
      if (outcome === "refused") {
        return;
      }
      failures = outcome === "worked" ? 0 : failures + 1;
      const pause = Math.min(FIRST_RETRY_MS * 2 ** Math.max(failures - 1, 0), LAST_RETRY_MS);
      await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Connects and stays until the connection ends. */
  private async connectOnce(failures: number): Promise<Outcome> {
    try {
      const { endpoint, client, patience } = this.options;
      const opened = await openConnection(endpoint, client, this.listener, patience, this.stopping.signal);
      const { key, machine } = endpoint;
      const agent = { key, ...agentFields(opened.result.process), ...(machine !== undefined && { machine }) };
      return await this.stay(agent, opened.connection, opened.result.agent.remembers === true);
    } catch (error) {
      const { isQuiet } = this.options.endpoint;
      const tolerated = error instanceof UnreachableError && (failures < UNREACHABLE_TOLERATED || isQuiet());
      if (!tolerated && !this.stopping.signal.aborted) {
        this.trouble((error as Error).message);
      }
      return error instanceof RefusedError ? "refused" : "failed";
    }
  }

  private async stay(agent: AgentInfo, connection: AgentConnection, remembers: boolean): Promise<Outcome> {
    if (this.stopping.signal.aborted) {
      await connection.shutdown();
      return "worked";
    }
    const pusher = new ProbePusher(
      connection,
      remembers,
      () => this.options.wanted(agent),
      (message) => this.trouble(message),
    );
    this.live = { agent, connection, pusher };
    this.options.onEvent({ type: "agent-connected", agent });
    void pusher.push();
    const end = await connection.ended;
    this.live = undefined;
    if (end.breach) {
      this.trouble(`the connection was closed because ${end.reason}`);
    }
    this.options.onEvent({ type: "agent-lost", agent, reason: this.stopReason ?? end.reason });
    return end.breach ? "failed" : "worked";
  }

  private readonly listener: AgentListener = {
    status: (params) =>
      this.report((agent) => {
        this.learnFrom(agent, params.statuses);
        return { type: "status", agent, ...params };
      }),
    captures: ({ captures, dropped }) =>
      this.report((agent) => ({
        type: "captures",
        agent,
        captures: captures.map((capture) => ({ ...capture, stack: this.stackHere(capture), pid: agent.pid })),
        dropped,
      })),
    stats: ({ probes }) => this.report((agent) => ({ type: "stats", agent, stats: probes })),
    trouble: (message) => this.trouble(message),
  };

  /** Where the agent has found the files of probes tells what its folders are called here. */
  private learnFrom(agent: AgentInfo, statuses: readonly StatusReport[]): void {
    for (const { id, file } of statuses) {
      const mine = file && this.options.wanted(agent).probes.find((probe) => probe.id === id)?.file;
      if (file && mine) this.wayBack.learn(mine, file);
    }
  }

  /** With the user's paths, so that a frame leads to the file. */
  private stackHere({ stack }: WireCapture): StackFrame[] {
    return stack.map((frame) => {
      const file = this.wayBack.here(frame.file);
      return file === frame.file ? frame : { ...frame, file };
    });
  }

  private report(eventOf: (agent: AgentInfo) => SessionEvent): void {
    if (this.live === undefined) {
      this.trouble("it sent messages before it had answered initialize");
      return;
    }
    this.options.onEvent(eventOf(this.live.agent));
  }

  /** Tells each thing once: the retries would repeat it for ever. */
  private trouble(message: string): void {
    if (this.told.has(message) || this.told.size >= MAX_TROUBLES) {
      return;
    }
    this.told.add(message);
    this.options.onEvent({ type: "trouble", where: this.options.endpoint.where, message });
  }
}

function agentFields(process: Omit<AgentInfo, "key">): Omit<AgentInfo, "key"> {
  const { pid, argv, cwd, python, started } = process;
  return { pid, argv, cwd, python, started };
}
