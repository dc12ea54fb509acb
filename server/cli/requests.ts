/** What a command line asks for, as data. */
import type { ProbeKind, Wishes } from "../probes/probe.js";

export type CommandName = "lsp" | "run" | "attach" | "ps" | "watch" | "captures";

export interface LspRequest {
  name: "lsp";
  /** Another language server, to stand before. */
  wrap?: [string, ...string[]];
}

export interface RunRequest {
  name: "run";
  /** The program and its arguments. */
  command: [string, ...string[]];
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
}

export interface CapturesRequest {
  name: "captures";
  /** Of this one only. */
  probe: string | undefined;
  json: boolean;
}

export type Request =
  | LspRequest
  | RunRequest
  | AttachRequest
  | PsRequest
  | WatchRequest
  | CapturesRequest
  | { name: "help"; command?: CommandName }
  | { name: "version" }
  | { name: "wrong"; message: string; command?: CommandName };
