/**
 * The one place that decides whether what arrived has the shape of `wire.ts`. A check either returns
 * a fresh value with the known fields only, or throws a `ShapeError` that names the first wrong field.
 * Unknown fields are left out, so a newer agent may send more.
 */
import type {
  NamedValue,
  ProbeStats,
  ProbeStatus,
  StackFrame,
  StatusReport,
  Value,
} from "../probes/probe.js";
import type {
  CapturesParams,
  Discovery,
  InitializeResult,
  ProbesSetResult,
  ProbesStatusParams,
  SourceLinesResult,
  StatsParams,
  WireCapture,
} from "./wire.js";

export class ShapeError extends Error {
  constructor(field: string, wanted: string, got: unknown) {
    super(`field ${field || "(whole message)"} must be ${wanted}, not ${nameOf(got)}`);
  }
}

export type Check<T> = (got: unknown, field: string) => T;

/** Deeper than any capture limit; values nest, and a check that recurses without end would overflow. */
const MAX_DEPTH = 64;

function nameOf(got: unknown): string {
  if (got === undefined) {
    return "missing";
  }
  if (got === null || typeof got === "boolean" || typeof got === "number") {
    return String(got);
  }
  return Array.isArray(got) ? "a list" : typeof got === "string" ? "text" : "an object";
}

const text: Check<string> = (got, field) => {
  if (typeof got !== "string") {
    throw new ShapeError(field, "text", got);
  }
  return got;
};

const number: Check<number> = (got, field) => {
  if (typeof got !== "number" || !Number.isFinite(got)) {
    throw new ShapeError(field, "a number", got);
  }
  return got;
};

const boolean: Check<boolean> = (got, field) => {
  if (typeof got !== "boolean") {
    throw new ShapeError(field, "true or false", got);
  }
  return got;
};

function integerFrom(least: number): Check<number> {
  return (got, field) => {
    if (typeof got !== "number" || !Number.isInteger(got) || got < least) {
      throw new ShapeError(field, `a whole number from ${least}`, got);
    }
    return got;
  };
}

const count = integerFrom(0);
const ordinal = integerFrom(1);

function oneOf<T extends string>(...words: T[]): Check<T> {
  return (got, field) => {
    const word = words.find((candidate) => candidate === got);
    if (word === undefined) {
      throw new ShapeError(field, `one of ${words.join(", ")}`, got);
    }
    return word;
  };
}

function listOf<T>(check: Check<T>): Check<T[]> {
  return (got, field) => {
    if (!Array.isArray(got)) {
      throw new ShapeError(field, "a list", got);
    }
    return got.map((item, index) => check(item, `${field}[${index}]`));
  };
}

type Checks<T> = { [K in keyof T]-?: Check<T[K]> };

function object<T extends object>(checks: Checks<T>): Check<T> {
  return (got, field) => {
    const fields = record(got, field);
    const checked: Partial<T> = {};
    for (const name of Object.keys(checks) as (keyof T & string)[]) {
      checked[name] = checks[name](fields[name], field ? `${field}.${name}` : name);
    }
    return checked as T;
  };
}

function record(got: unknown, field: string): Record<string, unknown> {
  if (typeof got !== "object" || got === null || Array.isArray(got)) {
    throw new ShapeError(field, "an object", got);
  }
  return got as Record<string, unknown>;
}

function value(got: unknown, field: string, depth: number): Value {
  if (depth > MAX_DEPTH) {
    throw new ShapeError(field, `nested at most ${MAX_DEPTH} deep`, got);
  }
  const fields = record(got, field);
  const checked: Value = {
    type: text(fields.type, `${field}.type`),
    text: text(fields.text, `${field}.text`),
  };
  if (fields.children !== undefined) {
    checked.children = listOf((child, at) => namedValue(child, at, depth + 1))(
      fields.children,
      `${field}.children`,
    );
  }
  if (fields.cut !== undefined) {
    checked.cut = text(fields.cut, `${field}.cut`);
  }
  return checked;
}

function namedValue(got: unknown, field: string, depth = 1): NamedValue {
  const fields = record(got, field);
  return {
    name: text(fields.name, `${field}.name`),
    value: value(fields.value, `${field}.value`, depth),
  };
}

const status = oneOf<ProbeStatus>(
  "pending",
  "armed",
  "partly armed",
  "stale",
  "rejected",
  "paused",
  "expired",
  "failed",
);

const capture = object<WireCapture>({
  probe: text,
  hit: ordinal,
  time: number,
  thread: object({ id: integerFrom(Number.MIN_SAFE_INTEGER), name: text }),
  locals: listOf((got, field) => namedValue(got, field)),
  stack: listOf(object<StackFrame>({ function: text, file: text, line: count })),
});

const stats = object<ProbeStats>({
  id: text,
  hits: count,
  captured: count,
  rateLimited: count,
  overBudget: count,
  conditionFalse: count,
  conditionFailed: count,
  captureFailed: count,
});

const checkInitialize = object<InitializeResult>({
  protocol: count,
  agent: object({ version: text }),
  process: object({
    pid: ordinal,
    argv: listOf(text),
    cwd: text,
    python: text,
    executable: text,
    started: number,
  }),
  lease: number,
});

const checkDiscovery = object<Discovery>({
  protocol: count,
  pid: ordinal,
  argv: listOf(text),
  cwd: text,
  python: text,
  started: number,
  socket: text,
  token: text,
});

const checkProbesSet = object<ProbesSetResult>({ revision: count });
const checkStatus = object<ProbesStatusParams>({
  revision: count,
  statuses: listOf(object<StatusReport>({ id: text, status, reason: text, locations: count })),
});
const checkCaptures = object<CapturesParams>({ captures: listOf(capture), dropped: count });
const checkStats = object<StatsParams>({ probes: listOf(stats) });
const checkLines = object<SourceLinesResult>({
  loaded: boolean,
  hash: (got, field) => (got === null ? null : text(got, field)),
  lines: listOf(ordinal),
});

export const validate = {
  discovery: (got: unknown): Discovery => checkDiscovery(got, ""),
  initializeResult: (got: unknown): InitializeResult => checkInitialize(got, ""),
  probesSetResult: (got: unknown): ProbesSetResult => checkProbesSet(got, ""),
  probesStatus: (got: unknown): ProbesStatusParams => checkStatus(got, ""),
  captures: (got: unknown): CapturesParams => checkCaptures(got, ""),
  stats: (got: unknown): StatsParams => checkStats(got, ""),
  sourceLinesResult: (got: unknown): SourceLinesResult => checkLines(got, ""),
};
