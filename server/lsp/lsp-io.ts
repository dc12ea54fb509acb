import type { Readable, Writable } from "node:stream";
import type { OtherMachines } from "../connect/connect.js";
import type { Host } from "../relay/runtime-folder.js";

/** What the process that runs the language server gives it. */
export interface LspIo {
  input: Readable;
  output: Writable;
  /** The folder in which agents are found. */
  runtimeDir: string;
  host: Host;
  /** The folder for what outlives this server. */
  stateDir: string;
  /** How this server introduces itself to agents; no two running servers have the same id. */
  client: { id: string; name: string; version: string };
  /** What it runs on, for reports of bugs: Node's version and the system's. */
  system: string;
  /** Puts the agent into a running program. Rejects with `AttachError`. */
  attach(pid: number): Promise<{ already: boolean }>;
  others: OtherMachines;
  /** Called once, when the editor has gone and the probes are taken away: 0 after a proper shutdown, else 1. */
  onExit(code: number): void;
}
