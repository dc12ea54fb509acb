/** Messages of which parts were replaced, left out or added: each is accepted whole, or refused with the field. */
import { expect, test } from "vitest";
import { ShapeError } from "../../../server/relay/shape.js";
import { validate } from "../../../server/relay/validate.js";
import { golden } from "./golden.js";

const ROUNDS = 1000;

/** A small generator of numbers, so that every run tries the same messages. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Part = { holder: Record<string, unknown> | unknown[]; key: string };

function parts(value: unknown): Part[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...parts(holder[key])]);
}

const deep = JSON.parse(
  `${'{"type":"a","text":"b","children":[{"name":"c","value":'.repeat(70)}1${"}]}".repeat(70)}`,
);
const ODD: unknown[] = [
  ...[null, true, -1, 0, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, "", "x", "\u0000", "\ud800"],
  ...["x".repeat(10_000), [], [[]], {}, { length: 5 }, { constructor: 1 }, deep],
  JSON.parse('{"__proto__": {"hits": 5}}'),
];

function broken(message: object, random: () => number): unknown {
  const copy = structuredClone(message);
  for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) {
    const all = parts(copy);
    const part = all[Math.floor(random() * all.length)];
    if (!part) break;
    if (random() < 0.3 && !Array.isArray(part.holder)) delete part.holder[part.key];
    else
      (part.holder as Record<string, unknown>)[part.key] = structuredClone(
        ODD[Math.floor(random() * ODD.length)],
      );
  }
  return copy;
}

const MESSAGES: [string, object, (got: unknown) => unknown][] = [
  ["captures", golden("captures.notification").params, validate.captures],
  ["stats", golden("stats.notification").params, validate.stats],
  ["statuses", golden("probes-status.notification").params, validate.probesStatus],
  ["initialize", golden("initialize.result").result, validate.initializeResult],
  ["probes/set", golden("probes-set.result").result, validate.probesSetResult],
  ["source/lines", golden("source-lines.result").result, validate.sourceLinesResult],
  ["source/text", golden("source-text.result").result, validate.sourceTextResult],
  ["a discovery file", golden("discovery"), validate.discovery],
];

test.each(MESSAGES)("%s", (_name, message, check) => {
  const random = numbers(20261123);
  const refused = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    try {
      check(broken(message, random));
    } catch (error) {
      expect(error).toBeInstanceOf(ShapeError);
      refused.add((error as Error).message);
    }
  }
  expect(refused.size).toBeGreaterThanOrEqual(5);
  expect(({} as { hits?: number }).hits).toBeUndefined();
});
