/** How long things take, in words, and what of all times is told. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Times } from "../../../server/probes/probe.js";
import { timesTogether } from "../../../server/probes/times.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { hover } from "../../../server/view/hover.js";
import { label } from "../../../server/view/label.js";
import { toPlainText } from "../../../server/view/markup.js";
import { durationText, inFull, quantile } from "../../../server/view/times.js";
import { produced } from "../../../server/view/values.js";
import { agent, capture, probe, stats, withProbe } from "../probes/fixture.js";

beforeAll(loadGrammar);

/** What an agent tells of such durations, in seconds. */
function times(...taken: number[]): Times {
  const buckets = new Map<number, number>();
  for (const each of taken) {
    const bucket = Math.floor(4 * Math.log2(each * 1e9));
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  return {
    count: taken.length,
    total: taken.reduce((sum, each) => sum + each, 0),
    min: Math.min(...taken),
    max: Math.max(...taken),
    buckets: [...buckets].sort(([one], [other]) => one - other),
  };
}

test.each([
  [0, "0 ns"],
  [4.2e-8, "42 ns"],
  [8.126e-7, "813 ns"],
  [9.999e-7, "1 µs"],
  [1.24e-5, "12.4 µs"],
  [0.00124, "1.24 ms"],
  [0.99996, "1 s"],
  [12.345, "12.3 s"],
  [4321, "4321 s"],
])("%f s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test("quantiles are right to about a tenth, and never beyond what was measured", () => {
  const all = times(...Array.from({ length: 1000 }, (_, index) => (index + 1) / 1000));
  for (const part of [0.05, 0.5, 0.95]) {
    expect(Math.abs(quantile(all, part) / part - 1)).toBeLessThan(0.1);
  }
  expect(quantile(times(0.25), 0.5)).toBe(0.25);
  expect(inFull(times(0.001, 0.003))).toMatch(
    /^min 1 ms · median [\d.]+ ms · mean 2 ms · p95 3 ms · max 3 ms, 4 ms in 2 times$/,
  );
});

test("several processes' are added up", () => {
  expect(timesTogether([times(1, 2), undefined, times(2, 5)])).toEqual(times(1, 2, 2, 5));
  expect(timesTogether([undefined, undefined])).toBeUndefined();
});

describe("a timer", () => {
  const SEND = "def send(path):\n    «log(path)»\n";

  function timer(...taken: number[][]) {
    const registry = withProbe(SEND, "time");
    for (const [index, each] of taken.entries()) {
      const told = { ...stats(each.length), ...(each.length > 0 && { times: times(...each) }) };
      registry.apply({ type: "agent-connected", agent: agent(index + 1) });
      const statuses = [{ id: "p1", status: "armed" as const, reason: "", locations: 1 }];
      registry.apply({ type: "status", agent: agent(index + 1), revision: 1, statuses });
      registry.apply({ type: "stats", agent: agent(index + 1), stats: [told] });
    }
    return registry;
  }

  test("says how long on the average, and at most", () => {
    expect(label(probe(timer([])), 0).parts.join("")).toBe("no hit yet");
    expect(label(probe(timer([0.0012])), 0).parts.join("")).toBe("1.2 ms ×1");
    expect(label(probe(timer([0.001, 0.002])), 0).parts.join("")).toBe("1.5 ms · max 2 ms ×2");
    const two = timer([0.001, 0.002], [0.006]);
    expect(label(probe(two), 0).parts.join("")).toBe("3 ms · max 6 ms ×3 · 2 of 2");
    expect(toPlainText(hover(probe(two), { place: { line: 1, column: 4 }, name: undefined }, 0))).toContain(
      "Took min 1 ms · median ",
    );
  });

  test("keeps what ended processes have measured", () => {
    const registry = timer([0.001], [0.005]);
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    expect(probe(registry).times).toEqual(times(0.001, 0.005));
  });

  test("of a hit, how long it took comes first", () => {
    const { site } = probe(timer([1])).probe;
    const hit = { ...capture(1, 1, { path: "'/'" }), duration: 0.25 };
    expect(produced({ kind: "time", site }, hit)).toEqual(["250 ms", "path='/'"]);
  });
});
