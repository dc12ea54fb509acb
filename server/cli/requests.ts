/** What a command line asks for, as data. */
import type { ProbeKind, Wishes } from "../probes/probe.js";

export type CommandName =
  | "lsp"
  | "run"
  | "attach"
  | "ps"
  | "watch"
  | "captures"
  | "connect"
  | "disconnect"
  | "keys";

export interface LspRequest {
  name: "lsp";
  /** Another language server, to stand before. */
  wrap?: [string, ...string[]];
}

export interface RunRequest {
  name: "run";
  /** The program and its arguments. */
  command: [string, ...string[]];
  /** Where its agents listen to the network, if anywhere: `tcp://HOST:PORT`. */
  listen?: string;
  /** The path of their keys, if not the user's own. */
  keys?: string;
}

export interface AttachRequest {
  name: "attach";
  pid: number;
}

export interface PsRequest {
  name: "ps";
  json: boolean;
}

export interface WatchRequest {
  name: "watch";
  /** As the user wrote it. */
  file: string;
  /** From 1. */
  line: number;
  kind: ProbeKind;
  wishes: Wishes;
  count: number | undefined;
  seconds: number | undefined;
  json: boolean;
  /** Folders by their paths here, and what they are called where the programs run. */
  pathMap?: Readonly<Record<string, string>>;
}

export interface CapturesRequest {
  name: "captures";
  /** Of this one only. */
  probe: string | undefined;
  json: boolean;
}

export interface ConnectRequest {
  name: "connect";
  /** As the user wrote it. */
  address: string;
  /** The path of a `connect.pem`. */
  keys: string | undefined;
}

export interface DisconnectRequest {
  name: "disconnect";
  address: string;
}

export interface KeysRequest {
  name: "keys";
  /** Where to put them, if not among the user's own settings. */
  folder: string | undefined;
}

export type Request =
  | LspRequest
  | RunRequest
  | AttachRequest
  | PsRequest
  | WatchRequest
  | CapturesRequest
  | ConnectRequest
  | DisconnectRequest
  | KeysRequest
  | { name: "help"; command?: CommandName }
  | { name: "version" }
  | { name: "wrong"; message: string; command?: CommandName };
