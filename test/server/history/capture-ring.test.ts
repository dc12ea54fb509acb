/** How many captures of a probe are kept. */
import { expect, test } from "vitest";
import { CaptureRing, weightForEach } from "../../../server/history/capture-ring.js";
import { PackedCapture } from "../../../server/history/packed-capture.js";
import type { Capture } from "../../../server/probes/capture.js";
import { capture } from "../probes/fixture.js";

const packed = (of: Capture) => new PackedCapture("agent-1", of);
const hits = (ring: CaptureRing) => [...ring.newestFirst()].map(({ hit }) => hit);

test("the newest by their time, in whatever order they come", () => {
  const ring = new CaptureRing(3);
  for (const hit of [2, 1, 5, 4, 3]) ring.add(packed(capture(1, hit)));
  expect(hits(ring)).toEqual([5, 4, 3]);
  expect(ring.newestTime).toBe(capture(1, 5).time);
});

test("no more than have room, and the newest in any case", () => {
  const large = { text: "x".repeat(1000) };
  const each = packed(capture(1, 1, large)).weight;
  expect(each).toBeGreaterThan(1000);
  const ring = new CaptureRing();
  for (let hit = 1; hit <= 10; hit++) ring.add(packed(capture(1, hit, large)), 3.5 * each);
  expect(hits(ring)).toEqual([10, 9, 8]);
  ring.add(packed(capture(1, 11, { text: "x".repeat(100_000) })), 3.5 * each);
  expect(hits(ring)).toEqual([11]);
});

test("many probes share what few may have", () => {
  expect(weightForEach(1)).toBe(weightForEach(25));
  expect(1000 * weightForEach(1000)).toBe(100 * weightForEach(100));
});

test("what is kept is what came, and nobody who looks at it can change it", () => {
  const whole = {
    type: "Handler",
    text: "Händler ✓",
    children: [{ name: "n", value: { type: "int", text: "1" } }],
  };
  const came = capture(1, 1, { self: whole }, { thread: { id: 1, name: "Haupt" }, unfinished: true });
  const ring = new CaptureRing();
  ring.add(packed(came));
  const [shown] = ring.newestFirst();
  expect(shown).toEqual({ ...came, agent: "agent-1" });
  shown?.locals.pop();
  expect(ring.newestFirst().at(0)).toEqual({ ...came, agent: "agent-1" });
});

test("those of one moment stay the same, whatever comes later", () => {
  const ring = new CaptureRing(2);
  for (const hit of [1, 2]) ring.add(packed(capture(1, hit)));
  const then = ring.newestFirst();
  for (const hit of [3, 4]) ring.add(packed(capture(1, hit)));
  expect([...then].map(({ hit }) => hit)).toEqual([2, 1]);
  expect(then.at(2)).toBeUndefined();
});
