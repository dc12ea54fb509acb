/** What a command may use of the process that it runs in; `main.ts` alone knows the real one. */
import type { Readable, Writable } from "node:stream";
import type { Environment, Host } from "../relay/runtime-folder.js";

export interface Cli {
  env: Environment;
  cwd: string;
  host: Host;
  /** Ends a process that leads a group of its own, and all that is in the group, as far as any of it is left. */
  killGroup(leader: number): void;
  /** "linux", "darwin" and so on. */
  platform: string;
  /** The folder of the npm package: `agent/` and `package.json` are in it. */
  packageDir: string;
  version: string;
  /** What it runs on: Node's version and the system's. */
  system: string;
  /** Prints on standard output and standard error; the text brings its own line ends. */
  out(text: string): void;
  err(text: string): void;
  /** Prints on standard error while a program of the user's writes there too: its stream stays as it is. */
  warn(text: string): void;
  /** Calls `handler` when one of the signals comes, instead of dying of it; returns the way back. */
  onSignals(signals: readonly NodeJS.Signals[], handler: (signal: NodeJS.Signals) => void): () => void;
  /** Calls `handler` when nobody reads standard output any more. */
  onOutputClosed(handler: () => void): void;
  /** Whether the keys of the terminal, Ctrl-C above all, reach this process and its children by themselves. */
  hasTerminal(): boolean;
  /** Standard input and output as streams; taken only by the command that needs them. */
  streams(): { input: Readable; output: Writable };
}

/** How a command ends: with an exit code, or as its child did, by a signal. */
export type Exit = number | { signal: NodeJS.Signals };

export const ExitCode = { ok: 0, failed: 1, usage: 2, cannotRun: 126, notFound: 127 } as const;
