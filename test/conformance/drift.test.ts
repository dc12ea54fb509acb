/** A small part of `npm run conformance:drift`: where probes stand is right or marked stale, never wrong. */
import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../server/source-map/parser.js";
import { type Counts, walk } from "./drift/walk.js";
import { randomNumbers } from "./sample.js";

const WALKS = 20;
const STEPS = 60;

beforeAll(loadGrammar);

test("through random changes", () => {
  const all: Counts = { right: 0, stale: 0, wrong: [] };
  for (let seed = 1; seed <= WALKS; seed++) {
    const { right, stale, wrong } = walk(seed, randomNumbers(seed), STEPS);
    all.right += right;
    all.stale += stale;
    all.wrong.push(...wrong);
  }
  console.log(
    `drift: ${WALKS * STEPS} changes, ${all.right} looks right, ${all.stale} stale, ${all.wrong.length} wrong`,
  );
  expect(all.wrong).toEqual([]);
  expect(all.right).toBeGreaterThan(all.stale);
});
