/** A small part of `npm run conformance:drift`: where probes stand is right or marked stale, never wrong. */
import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../server/source-map/parser.js";
import { type Counts, walk } from "./drift/walk.js";
import { randomNumbers } from "./sample.js";

const WALKS = 20;
const STEPS = 60;

beforeAll(loadGrammar);

const all: Omit<Counts, "wrong"> = { right: 0, stale: 0 };

// A test each, because all of them together take longer than a test may on a busy machine.
test.each(Array.from({ length: WALKS }, (_, at) => at + 1))("through random changes: walk %d", (seed) => {
  const { right, stale, wrong } = walk(seed, randomNumbers(seed), STEPS);
  expect(wrong).toEqual([]);
  all.right += right;
  all.stale += stale;
});

test("most probes are still where they are wanted", () => {
  console.log(`drift: ${WALKS * STEPS} changes, ${all.right} looks right, ${all.stale} stale`);
  expect(all.right).toBeGreaterThan(all.stale);
});
