/** How many captures of a probe are kept. */
import { expect, test } from "vitest";
import { CaptureRing, weightForEach } from "../../../server/history/capture-ring.js";
import { weightOf } from "../../../server/history/weight.js";
import { capture } from "../probes/fixture.js";

const hits = (ring: CaptureRing) => ring.newestFirst().map(({ hit }) => hit);

test("the newest by their time, in whatever order they come", () => {
  const ring = new CaptureRing(3);
  for (const hit of [2, 1, 5, 4, 3]) ring.add("agent-1", capture(1, hit));
  expect(hits(ring)).toEqual([5, 4, 3]);
});

test("no more than have room, and the newest in any case", () => {
  const large = { text: "x".repeat(1000) };
  const each = weightOf(capture(1, 1, large));
  expect(each).toBeGreaterThan(1000);
  const ring = new CaptureRing();
  for (let hit = 1; hit <= 10; hit++) ring.add("agent-1", capture(1, hit, large), 3.5 * each);
  expect(hits(ring)).toEqual([10, 9, 8]);
  ring.add("agent-1", capture(1, 11, { text: "x".repeat(100_000) }), 3.5 * each);
  expect(hits(ring)).toEqual([11]);
});

test("many probes share what few may have", () => {
  expect(weightForEach(1)).toBe(weightForEach(25));
  expect(1000 * weightForEach(1000)).toBe(25 * weightForEach(25));
});

test("values weigh with all their parts", () => {
  const part = { name: "path", value: { type: "str", text: "x".repeat(500) } };
  const whole = { type: "Handler", text: "Handler(…)", children: [part] };
  const light = weightOf(capture(1, 1, { self: { type: "Handler", text: "Handler(…)" } }));
  expect(weightOf(capture(1, 1, { self: whole }))).toBeGreaterThan(light + 500);
});
