import { expect, test } from "vitest";
import { costText } from "../../../server/view/cost.js";

const counted = {
  id: "p1",
  hits: 1000,
  captured: 40,
  rateLimited: 960,
  overBudget: 0,
  conditionFalse: 0,
  conditionFailed: 0,
  captureFailed: 0,
};

test.each([
  [{ seconds: 0.00031, share: 0.0004 }, 1000, "310 ns a hit, 0.04 % of a core"],
  [{ seconds: 0.05, share: 0.01 }, 1000, "50 µs a hit, 1 % of a core"],
  [{ seconds: 0.0005, share: 0.00001 }, 1_000_000, "under 1 ns a hit, under 0.01 % of a core"],
  [{ seconds: 0, share: 0 }, 1000, undefined],
  [undefined, 1000, undefined],
  [{ seconds: 1, share: 1 }, 0, undefined],
])("%o over %i hits", (cost, hits, expected) => {
  expect(costText({ ...counted, hits, ...(cost ? { cost } : {}) })).toBe(expected);
});
