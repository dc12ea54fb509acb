import { describe, expect, test } from "vitest";
import { ShapeError } from "../../../server/relay/shape.js";
import { validate } from "../../../server/relay/validate.js";
import { golden } from "./golden.js";

const captures = golden("captures.notification").params as { captures: Record<string, unknown>[] };
const [capture] = captures.captures;

function withCapture(changes: object): object {
  return { captures: [{ ...capture, ...changes }], dropped: 0 };
}

/** A local whose value is nested `depth` deep. */
function nested(depth: number): object {
  let value: object = { type: "int", text: "1" };
  for (let level = 1; level < depth; level++) {
    value = { type: "list", text: "[…]", children: [{ name: "0", value }] };
  }
  return { name: "deep", value };
}

describe("golden messages pass unchanged", () => {
  test.each([
    ["discovery", validate.discovery, golden("discovery")],
    ["initialize.result", validate.initializeResult, golden("initialize.result").result],
    ["probes-set.result", validate.probesSetResult, golden("probes-set.result").result],
    ["probes-status.notification", validate.probesStatus, golden("probes-status.notification").params],
    ["captures.notification", validate.captures, captures],
    ["stats.notification", validate.stats, golden("stats.notification").params],
    ["source-lines.result", validate.sourceLinesResult, golden("source-lines.result").result],
    ["source-text.result", validate.sourceTextResult, golden("source-text.result").result],
  ] as [string, (got: unknown) => unknown, unknown][])("%s", (_name, check, message) => {
    expect(check(message)).toStrictEqual(message);
  });

  test("unknown fields are left out, at every level", () => {
    const extended = {
      ...captures,
      extra: 1,
      captures: captures.captures.map((it) => ({ ...it, extra: 1 })),
    };
    expect(validate.captures(extended)).toStrictEqual(captures);
  });
});

describe("a wrong shape is refused with the field's name", () => {
  test.each([
    [null, "field (whole message) must be an object, not null"],
    [[], "field (whole message) must be an object, not a list"],
    [{ captures: {}, dropped: 0 }, "field captures must be a list, not an object"],
    [{ captures: [7], dropped: 0 }, "field captures[0] must be an object, not 7"],
    [{ captures: [], dropped: -1 }, "field dropped must be a whole number from 0, not -1"],
    [withCapture({ probe: 7 }), "field captures[0].probe must be text, not 7"],
    [withCapture({ hit: 0 }), "field captures[0].hit must be a whole number from 1, not 0"],
    [withCapture({ hit: 1.5 }), "field captures[0].hit must be a whole number from 1, not 1.5"],
    [withCapture({ time: undefined }), "field captures[0].time must be a number, not missing"],
    [withCapture({ thread: { id: "1", name: "x" } }), "field captures[0].thread.id must be a whole number"],
    [
      withCapture({ locals: [{ name: "x" }] }),
      "field captures[0].locals[0].value must be an object, not missing",
    ],
    [
      withCapture({ locals: [{ name: "x", value: { type: "list", text: "[]", children: [1] } }] }),
      "field captures[0].locals[0].value.children[0] must be an object, not 1",
    ],
    [withCapture({ locals: [nested(65)] }), "must be nested at most 64 deep"],
    [withCapture({ locals: [nested(5000)] }), "must be nested at most 64 deep"],
    [
      withCapture({ stack: [{ function: "f", file: "f.py", line: "3" }] }),
      "field captures[0].stack[0].line must be",
    ],
    [withCapture({ values: [{ expression: -1 }] }), "field captures[0].values[0].expression must be"],
    [withCapture({ values: [{ expression: 0 }] }), "field captures[0].values[0].value must be an object"],
    [withCapture({ shown: {} }), "field captures[0].shown must be a list, not an object"],
    [withCapture({ assigned: null }), "field captures[0].assigned must be a list, not null"],
    [withCapture({ assigned: [nested(65)] }), "must be nested at most 64 deep"],
    [withCapture({ returned: { type: "int" } }), "field captures[0].returned.text must be text, not missing"],
    [withCapture({ raised: "no" }), "field captures[0].raised must be an object, not text"],
    [withCapture({ message: 7 }), "field captures[0].message must be text, not 7"],
    [withCapture({ unfinished: false }), "field captures[0].unfinished must be true, not false"],
  ])("captures %#", (message, reason) => {
    expect(() => validate.captures(message)).toThrow(reason);
    expect(() => validate.captures(message)).toThrow(ShapeError);
  });

  test("values may nest as deep as the limit", () => {
    const message = withCapture({ locals: [nested(64)] });
    expect(validate.captures(message)).toStrictEqual(message);
  });

  test.each([
    [{ status: "sleeping" }, "field statuses[0].status must be one of pending, armed, partly armed, stale"],
    [{ reason: null }, "field statuses[0].reason must be text, not null"],
    [{ locations: -1 }, "field statuses[0].locations must be a whole number from 0, not -1"],
  ])("status %#", (changes, reason) => {
    const status = { id: "p1", status: "armed", reason: "", locations: 1, ...changes };
    expect(() => validate.probesStatus({ revision: 1, statuses: [status] })).toThrow(reason);
  });

  test.each([
    [{ pid: 0 }, "field pid must be a whole number from 1, not 0"],
    [{ pid: -1 }, "field pid must be a whole number from 1, not -1"],
    [{ argv: "python3" }, "field argv must be a list, not text"],
    [{ token: true }, "field token must be text, not true"],
  ])("discovery %#", (changes, reason) => {
    expect(() => validate.discovery({ ...golden("discovery"), ...changes })).toThrow(reason);
  });
});
