/**
 * What the user asks for and what became of it: plain data that every other folder may read.
 *
 * Lines are 0-based and columns count UTF-16 code units here, as in the editor; `relay/wire.ts`
 * converts to the 1-based lines and UTF-8 columns that CPython uses.
 */

/** A place in a text: 0-based line, column in UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
}

/** A half-open span of text. */
export interface Span {
  start: Position;
  end: Position;
}

export type ProbeKind = "snapshot" | "count" | "log" | "function" | "time" | "exception";

export type Result = "returned" | "tested" | "evaluated";

/** The place in source that a probe watches, in the coordinates of the text whose hash it carries. */
export interface Site {
  /** Absolute path of the Python file. */
  file: string;
  /** SHA-256 of the UTF-8 text that the span was read from, in hex. */
  hash: string;
  /** The statement's own code: all of a simple statement, the head (up to the colon) of a compound one. */
  head: Span;
  /** The same span as CPython counts it: 1-based lines, columns in UTF-8 bytes. */
  wire: WireSpan;
  /** Of a timer or exception watch: whole calls of the function are meant, and not one of its statements. */
  calls?: true;
  /** Qualified name of the function whose code runs the statement, as `co_qualname` has it; "" at module level. */
  function: string;
  /** The names and attribute chains that the statement reads, in source order: `self.path`, `total`. */
  reads: string[];
  /** What the statement's own code computes; parts stand before the wholes that they belong to. */
  expressions: SiteExpression[];
  /** What the statement does with the value of its first whole expression, where that is worth showing. */
  result?: Result;
  /** The statement's own code without its layout: what formatters do to it leaves it the same. */
  normal: string;
  /** The statement's first line, without indentation, for people to recognise it by. */
  text: string;
}

/** A span as CPython counts it: 1-based lines, columns in UTF-8 bytes. */
export interface WireSpan {
  start: { line: number; column: number };
  end: { line: number; column: number };
}

/** What an expression does with its parts; "other" works its value out in instructions of its own. */
export type ExpressionKind =
  | "name"
  | "and"
  | "or"
  | "not"
  | "conditional"
  | "compare"
  | "walrus"
  | "await"
  | "comprehension"
  | "constant"
  | "other";

/** One expression, where CPython's `ast` has it. */
export interface SiteExpression {
  span: Span;
  wire: WireSpan;
  kind: ExpressionKind;
  /** Indices of its direct sub-expressions in the same list. */
  parts: number[];
  /** What it is known by: an identifier, an attribute's name, a constant key, a comparison's operators. */
  name?: string;
  /** As it is written, in one line. */
  text: string;
}

/** What the user wants to know at a place beyond the kind of probe; Python expressions of the safe subset. */
export interface Wishes {
  /** Only hits for which this is true are captured. */
  condition?: string;
  /** Only hits at which this has another value than at the hit before are captured. */
  changes?: string;
  /** Expressions whose values are captured too. */
  show?: string[];
  /** Text with `{expression}` parts, for logpoints. */
  message?: string;
  /** More of each value than the hover of an editor needs. */
  detail?: "more";
}

/** What the user asked for at one place. */
export interface Probe extends Wishes {
  id: string;
  uri: string;
  kind: ProbeKind;
  site: Site;
  /** Kept with all that it has seen, but in no program's code until it is resumed. */
  paused?: true;
  /** Asked for by a comment in the text: it lives as long as that. */
  comment?: true;
}

/** What became of a probe in one process; the words of design.md. */
export type ProbeStatus =
  | "pending"
  | "armed"
  | "partly armed"
  | "stale"
  | "rejected"
  | "paused"
  | "expired"
  | "failed";

/** A status with the reason that a person can act on; `locations` counts the places in code that were found. */
export interface StatusReport {
  id: string;
  status: ProbeStatus;
  reason: string;
  locations: number;
  /** Hash of the text that the process runs, where it is known. */
  hash?: string | undefined;
  /** The path that the file has where the process runs, when it is another than here. */
  file?: string | undefined;
}

/** Hits so far and what became of them, by the outcomes of design.md. */
export interface ProbeStats {
  id: string;
  hits: number;
  captured: number;
  rateLimited: number;
  overBudget: number;
  conditionFalse: number;
  conditionFailed: number;
  captureFailed: number;
  /** Captures of this probe that were lost on the way to the server. */
  dropped?: number | undefined;
  cost?: ProbeCost | undefined;
  /** Of a timer. */
  times?: Times | undefined;
}

/** How long what a timer stands at took, in seconds; every hit that has ended is in it. */
export interface Times {
  count: number;
  total: number;
  min: number;
  max: number;
  /** Pairs `[n, count]` in ascending order: so many took from 2^(n/4) up to 2^((n+1)/4) nanoseconds. */
  buckets: [number, number][];
}

/** What the captures of a probe took of the program's own time; the instructions that count a hit are not in it. */
export interface ProbeCost {
  seconds: number;
  /** Of one core, until the newest capture. */
  share: number;
}

/** A running Python process with an agent inside, as its discovery file and `initialize` describe it. */
export interface AgentInfo {
  /** Unique per agent, stable over reconnects. */
  key: string;
  pid: number;
  argv: string[];
  cwd: string;
  python: string;
  /** Seconds since the epoch. */
  started: number;
  /** Where the process id means something, when that is not here: `HOST:PORT`, `another container`. */
  machine?: string;
}
