/** What events leave behind, as readers of the registry see it. */
import { beforeAll, describe, expect, test } from "vitest";
import { CAPTURES_PER_PROBE } from "../../../server/history/capture-ring.js";
import { Registry } from "../../../server/probes/registry.js";
import { textHash } from "../../../server/probes/text-hash.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { addProbe, agent, capture, edit, probe, stats, URI, withProbe } from "./fixture.js";

beforeAll(loadGrammar);

const SHOP = "def f(a):\n    «b = a + 1»\n    return b\n";
const armed = { id: "p1", status: "armed" as const, reason: "", locations: 1 };
const stale = { id: "p1", status: "stale" as const, reason: "the file has changed", locations: 0 };

describe("probes", () => {
  test("have short ids, each of its own, also after a removal", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "probes-removed", ids: ["p1"] });
    expect(addProbe(registry, SHOP).probe).toBe("p2");
  });

  test("adding and removing one changes the wanted set and its document", () => {
    const registry = new Registry();
    expect(addProbe(registry, SHOP)).toEqual({ uris: new Set([URI]), wanted: true, probe: "p1" });
    expect(registry.wanted().map(({ id }) => id)).toEqual(["p1"]);
    expect(registry.apply({ type: "probes-removed", ids: ["p1", "p7"] })).toEqual({
      uris: new Set([URI]),
      wanted: true,
    });
    expect(registry.wanted()).toEqual([]);
    expect(registry.apply({ type: "probes-removed", ids: ["p1"] })).toEqual({
      uris: new Set(),
      wanted: false,
    });
  });

  test("one of the same kind at the same place is the one that is there", () => {
    const registry = withProbe(SHOP);
    expect(addProbe(registry, SHOP)).toEqual({ uris: new Set(), wanted: false, probe: "p1" });
    expect(addProbe(registry, SHOP, "count").probe).toBe("p2");
  });

  test("the same place is meant where the statement stands now", () => {
    const registry = withProbe(SHOP);
    edit(registry, "def", "import math\n\ndef");
    expect(addProbe(registry, `import math\n\n${SHOP}`).probe).toBe("p1");
    edit(registry, "b = a", "b = 2 * a");
    expect(addProbe(registry, `import math\n\n${SHOP.replace("b = a", "b = 2 * a")}`).probe).toBe("p2");
  });
});

describe("processes", () => {
  test("a probe begins as pending in each that is connected", () => {
    const registry = new Registry();
    registry.apply({ type: "agent-connected", agent: agent(1) });
    addProbe(registry, SHOP);
    expect(registry.apply({ type: "agent-connected", agent: agent(2) }).uris).toEqual(new Set([URI]));
    expect(probe(registry).agents.map(({ status, reason }) => [status, reason])).toEqual([
      ["pending", "waiting for process 1 to answer"],
      ["pending", "waiting for process 2 to answer"],
    ]);
    expect(registry.agents().map(({ pid }) => pid)).toEqual([1, 2]);
  });

  test("each has its own status and hits, and the hits add up", () => {
    const registry = withProbe(SHOP);
    for (const pid of [1, 2]) registry.apply({ type: "agent-connected", agent: agent(pid) });
    registry.apply({ type: "status", agent: agent(1), revision: 1, statuses: [armed] });
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(30)] });
    expect(registry.apply({ type: "stats", agent: agent(2), stats: [stats(12)] }).uris).toEqual(
      new Set([URI]),
    );
    const { agents, hits } = probe(registry);
    expect(agents.map((one) => [one.status, one.hits])).toEqual([
      ["armed", 30],
      ["pending", 12],
    ]);
    expect(hits).toBe(42);
  });

  test("the same status again changes nothing", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "agent-connected", agent: agent(1) });
    const report = { type: "status" as const, agent: agent(1), revision: 1, statuses: [armed] };
    expect(registry.apply(report).uris).toEqual(new Set([URI]));
    expect(registry.apply(report).uris).toEqual(new Set());
  });

  test("one that ends leaves its values and its hits, and one without hits leaves nothing", () => {
    const registry = withProbe(SHOP);
    for (const pid of [1, 2]) registry.apply({ type: "agent-connected", agent: agent(pid) });
    registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 3, { a: "1" })], dropped: 0 });
    for (const pid of [1, 2]) registry.apply({ type: "agent-lost", agent: agent(pid), reason: "it ended" });
    const { agents, hits, captures } = probe(registry);
    expect(agents.map(({ agent: { pid }, live }) => [pid, live])).toEqual([[1, false]]);
    expect([hits, captures.length]).toEqual([3, 1]);
    expect(registry.agents()).toEqual([]);
  });

  test("the hits of many that ended are kept, also when they are not listed any more", () => {
    const registry = withProbe(SHOP);
    for (let pid = 1; pid <= 20; pid++) {
      registry.apply({ type: "agent-connected", agent: agent(pid) });
      registry.apply({ type: "stats", agent: agent(pid), stats: [stats(10)] });
      registry.apply({ type: "agent-lost", agent: agent(pid), reason: "it ended" });
    }
    expect(probe(registry).hits).toBe(200);
    expect(probe(registry).agents.length).toBeLessThan(10);
  });

  test("a process that is connected again goes on counting where it was, also when its counters began anew", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "agent-connected", agent: agent(1) });
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(100)] });
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "the connection broke" });
    registry.apply({ type: "agent-connected", agent: agent(1) });
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(7)] });
    expect(probe(registry).hits).toBe(107);
    expect(probe(registry).agents.map(({ live, hits }) => [live, hits])).toEqual([[true, 107]]);
  });

  test("a capture that is here before the counters counts", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "agent-connected", agent: agent(1) });
    registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 5)], dropped: 0 });
    expect(probe(registry).hits).toBe(5);
    expect(registry.apply({ type: "stats", agent: agent(1), stats: [stats(5)] }).uris).toEqual(new Set());
    expect(registry.apply({ type: "stats", agent: agent(1), stats: [stats(6)] }).uris).toEqual(
      new Set([URI]),
    );
    expect(probe(registry).hits).toBe(6);
  });

  test("reports about a probe that is gone change nothing", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "agent-connected", agent: agent(1) });
    registry.apply({ type: "probes-removed", ids: ["p1"] });
    const late = { type: "captures" as const, agent: agent(1), captures: [capture(1, 1)], dropped: 0 };
    expect(registry.apply(late)).toEqual({ uris: new Set(), wanted: false });
  });
});

describe("captures", () => {
  test("are kept newest first by their time, whichever process was quicker to tell", () => {
    const registry = withProbe(SHOP);
    for (const pid of [1, 2]) registry.apply({ type: "agent-connected", agent: agent(pid) });
    registry.apply({
      type: "captures",
      agent: agent(1),
      captures: [capture(1, 1), capture(1, 4)],
      dropped: 0,
    });
    registry.apply({
      type: "captures",
      agent: agent(2),
      captures: [capture(2, 2), capture(2, 3)],
      dropped: 0,
    });
    expect([...probe(registry).captures].map(({ hit }) => hit)).toEqual([4, 3, 2, 1]);
  });

  test("are bounded", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "agent-connected", agent: agent(1) });
    const many = Array.from({ length: 3 * CAPTURES_PER_PROBE }, (_, index) => capture(1, index + 1));
    registry.apply({ type: "captures", agent: agent(1), captures: many, dropped: 9 });
    const { captures, agents } = probe(registry);
    expect([captures.length, captures.at(0)?.hit]).toEqual([CAPTURES_PER_PROBE, 3 * CAPTURES_PER_PROBE]);
    expect(agents[0]?.dropped).toBe(9);
  });

  test("a picture that a reader holds does not change any more", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "agent-connected", agent: agent(1) });
    const before = probe(registry);
    registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1)], dropped: 0 });
    edit(registry, "def", "\ndef");
    expect([before.captures.length, before.hits, before.span.start.line]).toEqual([0, 0, 1]);
  });
});

describe("a saved document is what the next program loads", () => {
  function saved(registry: Registry): string | undefined {
    edit(registry, "def", "import math\n\ndef");
    registry.apply({ type: "document-saved", uri: URI });
    return registry.wanted()[0]?.site.hash;
  }
  const after = textHash(`import math\n\n${SHOP}`.replace(/[«»]/g, ""));
  const before = textHash(SHOP.replace(/[«»]/g, ""));

  test("a probe that is at work nowhere is read from it", () => {
    const registry = withProbe(SHOP);
    expect(saved(registry)).toBe(after);
    expect(registry.wanted()[0]?.site.wire.start.line).toBe(4);
  });

  test("a probe that is armed keeps the site that it was armed with until that process ends", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "agent-connected", agent: agent(1) });
    registry.apply({ type: "status", agent: agent(1), revision: 1, statuses: [armed] });
    expect(saved(registry)).toBe(after);
    expect(registry.wanted(agent(1).key)[0]?.site.hash).toBe(before);
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    expect(registry.wanted(agent(1).key)[0]?.site.hash).toBe(after);
  });

  test("a stale one is read anew", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "agent-connected", agent: agent(1) });
    registry.apply({ type: "status", agent: agent(1), revision: 1, statuses: [stale] });
    expect(saved(registry)).toBe(after);
  });

  test("not while the document has unsaved edits", () => {
    const registry = withProbe(SHOP);
    edit(registry, "def", "import math\n\ndef");
    registry.apply({ type: "document-settled", uri: URI });
    expect(registry.wanted()[0]?.site.hash).toBe(before);
  });

  test("an edited statement is the probe's own from then on, unless the one before is at work", () => {
    for (const isAtWork of [false, true]) {
      const registry = withProbe(SHOP);
      registry.apply({ type: "agent-connected", agent: agent(1) });
      if (isAtWork) registry.apply({ type: "status", agent: agent(1), revision: 1, statuses: [armed] });
      edit(registry, "b = a", "b = 2 * a");
      expect(probe(registry).edited).toBe(true);
      registry.apply({ type: "document-saved", uri: URI });
      expect(probe(registry).edited).toBe(isAtWork);
      if (isAtWork) registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
      expect([probe(registry).edited, probe(registry).probe.site.text]).toEqual([false, "b = 2 * a + 1"]);
    }
  });
});

test("events about documents that are not open change nothing", () => {
  const registry = new Registry();
  const changes = [{ text: "x = 1\n" }];
  for (const event of [
    { type: "document-edited" as const, uri: URI, changes },
    { type: "document-saved" as const, uri: URI },
    { type: "document-closed" as const, uri: URI },
  ]) {
    expect(registry.apply(event)).toEqual({ uris: new Set(), wanted: false });
  }
});
