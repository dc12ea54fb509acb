/**
 * The wire between server and agent: JSON-RPC 2.0 with Content-Length framing. This file and
 * `agent/snappoint/wire.py` are the two halves of one contract; the golden messages in `test/wire`
 * hold them together. Lines are 1-based and columns count UTF-8 bytes, as in CPython's code objects.
 */
import type { Capture } from "../probes/capture.js";
import type {
  ExpressionKind,
  ProbeKind,
  ProbeStats,
  StatusReport,
  WireSpan,
  Wishes,
} from "../probes/probe.js";

export const PROTOCOL = 1;

/** No message in either direction may be larger than this; a peer that announces more is cut off. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** JSON-RPC error codes of the agent's answer to `initialize`. */
export const WireError = { wrongToken: -32001, wrongProtocol: -32002, notInitialized: -32003 } as const;

/** server → agent, request: must be the first. */
export interface InitializeParams {
  protocol: number;
  token: string;
  /** `id` names this server over reconnects: its probes outlive a lost connection for the lease. */
  client: { id: string; name: string; version: string };
}

export interface InitializeResult {
  protocol: number;
  agent: {
    version: string;
    /** It knows the probes of a set by their ids in the next. */
    remembers?: boolean | undefined;
  };
  process: { pid: number; argv: string[]; cwd: string; python: string; executable: string; started: number };
  /** Seconds that the agent keeps this server's probes after the connection is lost. */
  lease: number;
}

/** `parts` are indices into the same list; without any, and without a name, the fields are left out. */
export interface WireExpression {
  span: WireSpan;
  kind: ExpressionKind;
  parts?: number[];
  name?: string;
}

/** An agent takes no probe with more expressions, and no longer text. */
/** An agent refuses a whole set with more probes, or with more at one statement. */
export const MAX_PROBES = 1000;
export const MAX_AT_ONE_PLACE = 100;
export const MAX_EXPRESSIONS = 500;
export const MAX_TEXT = 2000;

export interface WireProbe extends Wishes {
  id: string;
  kind: ProbeKind;
  file: string;
  /** The file's path where the program runs, as the user's map has it. */
  mapped?: string;
  hash: string;
  function: string;
  /** The statement's own code; of what is about whole calls the whole definition. */
  span: WireSpan;
  /** Of a timer or exception watch: it is about whole calls. */
  calls?: true;
  expressions?: WireExpression[];
}

/**
 * server → agent, request: the whole wanted set; idempotent. To an agent that remembers, a probe may be named by its
 * id alone that the set before had and that is the same.
 */
export interface ProbesSetParams<P = WireProbe | string> {
  revision: number;
  probes: readonly P[];
}

/** With nothing left out. */
export type WantedSet = ProbesSetParams<WireProbe>;

export interface ProbesSetResult {
  revision: number;
}

/** server → agent, request: which lines of a file have code, as its code objects say. */
export interface SourceLinesParams {
  file: string;
}

export interface SourceLinesResult {
  loaded: boolean;
  /** SHA-256 of the source as loaded, when it is known. */
  hash: string | null;
  lines: number[];
}

/** server → agent, request: the text of a file as the program has loaded it. */
export interface SourceTextParams extends SourceLinesParams {
  /** Hash of a text that the server has: if it is this one, it is not sent again. */
  known?: string;
}

export interface SourceTextResult {
  /** SHA-256 of the text, when it is known. */
  hash: string | null;
  /** Without a byte order mark and with `\n` line ends, when the agent has it. */
  text: string | null;
  /** Why there is none. */
  reason: string;
}

/** agent → server, notification: every probe of the set whose status changed. */
export interface ProbesStatusParams {
  revision: number;
  statuses: StatusReport[];
}

/** The session adds the process. */
export type WireCapture = Omit<Capture, "pid">;

/** agent → server, notification: captures in the order of their hits; `dropped` counts what the outbox lost so far. */
export interface CapturesParams {
  captures: WireCapture[];
  dropped: number;
}

/** agent → server, notification: counters since the probe was armed, sent when they change. */
export interface StatsParams {
  probes: ProbeStats[];
}

/** The discovery file `NAME.json` that an agent writes beside its socket `NAME.sock`, mode 0600. */
export interface Discovery {
  protocol: number;
  pid: number;
  argv: string[];
  cwd: string;
  python: string;
  started: number;
  socket: string;
  token: string;
  /** Which start of which kernel, and which namespace of process ids the program is in; Linux only. */
  boot?: string | undefined;
  pids?: string | undefined;
}
