/** All running programs with an agent: what the rest of the server knows of the relay. */
import type { AgentInfo } from "../probes/probe.js";
import { PATIENCE, type Patience } from "./connection.js";
import { DiscoveryFolder } from "./discovery.js";
import type { PathMap } from "./path-map.js";
import type { Host } from "./runtime-folder.js";
import { Session, type SessionEvent } from "./session.js";
import type { Endpoint, Transport, TransportEvent } from "./transport.js";
import type {
  InitializeParams,
  SourceLinesResult,
  SourceTextParams,
  SourceTextResult,
  WireProbe,
} from "./wire.js";

export type FleetEvent = SessionEvent;

export interface FleetOptions {
  /** The folder to look for agents in: `runtimeDirOf`. */
  runtimeDir: string;
  host: Host;
  client: InitializeParams["client"];
  onEvent: (event: FleetEvent) => void;
  /** The user's map of folders, as it is now. */
  pathMap?: () => PathMap;
  patience?: Patience;
}

export class Fleet {
  private readonly transport: Transport;
  private readonly sessions = new Map<string, Session>();
  private readonly leaving = new Map<string, Promise<void>>();
  private revision = 1;
  private wantedOf: (agent: AgentInfo) => readonly WireProbe[] = () => [];

  constructor(private readonly options: FleetOptions) {
    this.transport = new DiscoveryFolder(options.runtimeDir, options.host);
  }

  /** Troubles with the folder itself are told before this returns. */
  start(): void {
    this.transport.start((event) => this.apply(event));
  }

  /**
   * The whole wanted set, which may differ from agent to agent; those that connect later are asked about, too.
   * An agent whose set is the same as before hears nothing. Resolves when all have taken it over.
   */
  async setWanted(wantedOf: (agent: AgentInfo) => readonly WireProbe[]): Promise<void> {
    this.revision++;
    this.wantedOf = wantedOf;
    await Promise.all([...this.sessions.values()].map((session) => session.wantedChanged()));
  }

  /** How many agents have been found, connected or not. */
  get found(): number {
    return this.sessions.size;
  }

  /** The agents that are connected now. */
  agents(): AgentInfo[] {
    return [...this.sessions.values()].flatMap((session) => session.agent ?? []);
  }

  /** Which lines have code, by every connected agent that answers; those that do not are told as trouble. */
  async sourceLines(file: string): Promise<{ agent: AgentInfo; result: SourceLinesResult }[]> {
    const asked = [...this.sessions.values()].map(async (session) => {
      const agent = session.agent;
      if (agent === undefined) {
        return [];
      }
      try {
        return [{ agent, result: await session.sourceLines(file) }];
      } catch (error) {
        this.options.onEvent({
          type: "trouble",
          where: `process ${agent.pid}`,
          message: (error as Error).message,
        });
        return [];
      }
    });
    return (await Promise.all(asked)).flat();
  }

  /** The text of a file as the agent's program has loaded it. Rejects with a sentence about the agent. */
  async sourceText(key: string, asked: SourceTextParams): Promise<SourceTextResult> {
    const session = this.sessions.get(key);
    if (session === undefined) throw new Error("it is gone");
    return session.sourceText(asked);
  }

  /** Takes all probes away at once and closes all connections; never rejects. */
  async stop(): Promise<void> {
    this.transport.stop();
    for (const key of [...this.sessions.keys()]) {
      this.drop(key, (session) => session.stop("the server has shut down"));
    }
    await Promise.all(this.leaving.values());
  }

  private apply(event: TransportEvent): void {
    switch (event.type) {
      case "found":
        this.add(event.endpoint);
        break;
      case "vanished":
        this.drop(event.key, (session) => session.seeOff(event.reason));
        break;
      case "trouble":
        this.options.onEvent(event);
        break;
    }
  }

  private add(endpoint: Endpoint): void {
    const { client, onEvent, patience = PATIENCE, pathMap = () => ({}) } = this.options;
    const wanted = (agent: AgentInfo) => ({ revision: this.revision, probes: this.wantedOf(agent) });
    const session = new Session({ endpoint, client, patience, wanted, onEvent, pathMap });
    this.sessions.set(endpoint.key, session);
    session.start(this.leaving.get(endpoint.key));
  }

  private drop(key: string, end: (session: Session) => Promise<void>): void {
    const session = this.sessions.get(key);
    if (session === undefined) {
      return;
    }
    this.sessions.delete(key);
    const left = end(session).finally(() => {
      if (this.leaving.get(key) === left) {
        this.leaving.delete(key);
      }
    });
    this.leaving.set(key, left);
  }
}
