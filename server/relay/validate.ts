/** The one place that decides whether what arrived has the shape of `wire.ts`. */
import type { ExpressionValue, NamedValue, StackFrame, Value } from "../probes/capture.js";
import type { ProbeCost, ProbeStats, ProbeStatus, StatusReport, Times } from "../probes/probe.js";
import {
  boolean,
  type Check,
  count,
  integerFrom,
  listOf,
  number,
  object,
  oneOf,
  optional,
  ordinal,
  ShapeError,
  text,
} from "./shape.js";
import type {
  CapturesParams,
  Discovery,
  InitializeResult,
  ProbesSetResult,
  ProbesStatusParams,
  SourceLinesResult,
  SourceTextResult,
  StatsParams,
  WireCapture,
} from "./wire.js";

/** Deeper than any capture limit; values nest, and a check that recurses without end would overflow. */
const MAX_DEPTH = 64;

const namedValue = (value: Check<Value>) => object<NamedValue>({ name: text, value });

const valueWith = (parts: Check<NamedValue>) =>
  object<Value>({
    type: text,
    text,
    children: optional(listOf(parts)),
    cut: optional(text),
    same: optional(text),
  });

const tooDeep: Check<Value> = (got) => {
  throw new ShapeError(`nested at most ${MAX_DEPTH} deep`, got);
};

/** One check for each depth, made from the deepest upwards. */
const wholeValue = Array.from({ length: MAX_DEPTH }).reduce<Check<Value>>(
  (inner) => valueWith(namedValue(inner)),
  tooDeep,
);
const namedValues = listOf(namedValue(wholeValue));

function orNull<T>(check: Check<T>): Check<T | null> {
  return (got) => (got === null ? null : check(got));
}

const yes: Check<true> = (got) => {
  if (got !== true) {
    throw new ShapeError("true", got);
  }
  return got;
};

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
  monotonic: optional(number),
  task: optional(text),
  greenlet: optional(text),
  trace: optional(text),
  span: optional(text),
  thread: object({ id: integerFrom(Number.MIN_SAFE_INTEGER), name: text }),
  locals: namedValues,
  stack: listOf(object<StackFrame>({ function: text, file: text, line: count, folded: optional(ordinal) })),
  values: optional(listOf(object<ExpressionValue>({ expression: count, value: wholeValue }))),
  shown: optional(namedValues),
  assigned: optional(namedValues),
  returned: optional(wholeValue),
  raised: optional(wholeValue),
  message: optional(text),
  unfinished: optional(yes),
  duration: optional(number),
});

const counts = listOf(count);

const bucket: Check<[number, number]> = (got) => {
  const [position, held, ...rest] = counts(got);
  if (position === undefined || held === undefined || rest.length > 0) {
    throw new ShapeError("a pair of numbers", got);
  }
  return [position, held];
};

const times = object<Times>({ count, total: number, min: number, max: number, buckets: listOf(bucket) });

const stats = object<ProbeStats>({
  id: text,
  hits: count,
  captured: count,
  rateLimited: count,
  overBudget: count,
  conditionFalse: count,
  conditionFailed: count,
  captureFailed: count,
  dropped: optional(count),
  cost: optional(object<ProbeCost>({ seconds: number, share: number })),
  times: optional(times),
});

const checkInitialize = object<InitializeResult>({
  protocol: count,
  agent: object({ version: text, remembers: optional(boolean) }),
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
  boot: optional(text),
  pids: optional(text),
});

const checkProbesSet = object<ProbesSetResult>({ revision: count });
const checkStatus = object<ProbesStatusParams>({
  revision: count,
  statuses: listOf(
    object<StatusReport>({
      id: text,
      status,
      reason: text,
      locations: count,
      hash: optional(text),
      file: optional(text),
    }),
  ),
});
const checkCaptures = object<CapturesParams>({ captures: listOf(capture), dropped: count });
const checkStats = object<StatsParams>({ probes: listOf(stats) });
const checkText = object<SourceTextResult>({ hash: orNull(text), text: orNull(text), reason: text });
const checkLines = object<SourceLinesResult>({
  loaded: boolean,
  hash: orNull(text),
  lines: listOf(ordinal),
});

export const validate = {
  discovery: checkDiscovery,
  initializeResult: checkInitialize,
  probesSetResult: checkProbesSet,
  probesStatus: checkStatus,
  captures: checkCaptures,
  stats: checkStats,
  sourceTextResult: checkText,
  sourceLinesResult: checkLines,
};
