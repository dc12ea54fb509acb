/** A probe that is paused: in no program's code, with nothing lost and nothing counted twice. */
import { beforeAll, expect, test } from "vitest";
import type { Registry } from "../../../server/probes/registry.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { passedHits } from "../../../server/view/reason.js";
import { addProbe, agent, capture, probe, stats, withProbe } from "./fixture.js";

beforeAll(loadGrammar);

const SEND = "def send(path):\n    «log(path)»\n";

function armed(condition?: string): Registry {
  const registry = withProbe(SEND, "snapshot", condition === undefined ? {} : { condition });
  registry.apply({ type: "agent-connected", agent: agent(1) });
  report(registry, "p1");
  return registry;
}

function report(registry: Registry, id: string): void {
  const statuses = [{ id, status: "armed" as const, reason: "", locations: 1 }];
  registry.apply({ type: "status", agent: agent(1), revision: 1, statuses });
}

const pause = (registry: Registry, paused: boolean) =>
  registry.apply({ type: "probes-paused", ids: ["p1"], paused });

const count = (registry: Registry, id: string, hits: number, others: Parameters<typeof stats>[1] = {}) =>
  registry.apply({ type: "stats", agent: agent(1), stats: [{ ...stats(hits, others), id }] });

test("it leaves what agents are to have, and comes back under another id", () => {
  const registry = armed();
  expect(registry.wanted().map(({ id }) => id)).toEqual(["p1"]);
  expect(pause(registry, true).wanted).toBe(true);
  expect(registry.wanted()).toEqual([]);
  expect(probe(registry).agents).toMatchObject([{ status: "paused" }]);
  expect(pause(registry, true).wanted).toBe(false);
  pause(registry, false);
  expect(registry.wanted().map(({ id, paused }) => [id, paused])).toEqual([["p1~1", undefined]]);
  expect(probe(registry).agents).toMatchObject([{ status: "pending" }]);
  report(registry, "p1~1");
  expect(probe(registry).agents).toMatchObject([{ status: "armed" }]);
});

test("its hits go on from where they were, whenever the reports come", () => {
  const registry = armed();
  count(registry, "p1", 5);
  pause(registry, true);
  count(registry, "p1", 6);
  pause(registry, false);
  count(registry, "p1", 7);
  expect(probe(registry).hits).toBe(5);
  registry.apply({
    type: "captures",
    agent: agent(1),
    captures: [capture(1, 9, { path: "1" }, { probe: "p1~1" })],
    dropped: 0,
  });
  expect(probe(registry).hits).toBe(14);
  count(registry, "p1~1", 10);
  expect(probe(registry).hits).toBe(15);
  expect(probe(registry).captures).toHaveLength(1);
});

test("what came of its hits is added up", () => {
  const registry = armed("path > 1");
  count(registry, "p1", 5, { captured: 1, conditionFalse: 4, cost: { seconds: 1, share: 0.1 } });
  pause(registry, true);
  expect(passedHits(probe(registry))).toBe(1);
  pause(registry, false);
  count(registry, "p1~1", 3, { captured: 1, conditionFalse: 2, cost: { seconds: 2, share: 0.2 } });
  expect(probe(registry).agents[0]?.stats).toMatchObject({
    hits: 8,
    captured: 2,
    conditionFalse: 6,
    cost: { seconds: 3, share: 0.2 },
  });
});

test("to ask for it again resumes it", () => {
  const registry = armed();
  pause(registry, true);
  expect(addProbe(registry, SEND)).toMatchObject({ probe: "p1", wanted: true });
  expect(probe(registry).probe.paused).toBeUndefined();
});
