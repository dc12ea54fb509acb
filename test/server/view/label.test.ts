/** The text beside a line, for every state that a probe can be in. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Registry } from "../../../server/probes/registry.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { label } from "../../../server/view/label.js";
import { addProbe, agent, capture, edit, probe, stats, withProbe } from "../probes/fixture.js";
import { check, hit, NOW, report, running, SEND } from "./labelled.js";

beforeAll(loadGrammar);

describe("values", () => {
  test("of what the statement reads, in its order, with the hits", () => {
    const registry = running();
    hit(registry, 3, { self: "<Handler>", method: "'GET'", path: "'/index.html'" });
    check(registry, "path='/index.html' · method='GET' ×3");
  });

  test("of attributes, which are inside the captured value of their object", () => {
    const registry = running("def send(self):\n    «return self.path»\n");
    const path = { name: "path", value: { type: "str", text: "'/'" } };
    const self = { type: "Handler", text: "Handler(path='/')", children: [path] };
    registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1, { self })], dropped: 0 });
    check(registry, "self.path='/' ×1");
  });

  test("of the first locals when the statement reads none of them", () => {
    const registry = running("def send(path):\n    «return 1»\n");
    hit(registry, 1, { path: "'/'", code: "200" });
    check(registry, "path='/' · code=200 ×1");
  });

  test("without any locals there is only the count", () => {
    const registry = running();
    hit(registry, 3, {});
    check(registry, "×3");
  });

  test("of the newest hit, with all hits of all processes", () => {
    const registry = running();
    hit(registry, 3, { path: "'/old'" });
    report(registry, 2, "armed");
    hit(registry, 4, { path: "'/new'" }, 2);
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(1200)] });
    check(registry, "path='/new' ×1,204 · 2 of 2");
    expect(label(probe(registry), NOW).tooltip).toBe("path='/new' ×1,204 in 2 of 2 processes");
  });

  test("with how many of those processes were hit that can be", () => {
    const registry = running();
    hit(registry, 3, { path: "'/a'" });
    report(registry, 2, "pending", "waiting for orders.py to be imported");
    check(registry, "path='/a' ×3");
    report(registry, 3, "armed");
    report(registry, 4, "partly armed", "a call that has already begun can't be seen");
    check(registry, "path='/a' ×3 · 1 of 3");
    hit(registry, 1, { path: "'/b'" }, 4);
    check(registry, "path='/a' ×4 · 2 of 3");
    registry.apply({ type: "agent-lost", agent: agent(4), reason: "it ended" });
    check(registry, "path='/a' ×4 · 1 of 2");
  });

  test("long ones are cut, and what does not fit is in the tooltip", () => {
    const registry = running();
    hit(registry, 12, { path: `'${"x".repeat(80)}'`, method: "'GET'" });
    check(registry, `path='${"x".repeat(23)}… ×12`);
    expect(label(probe(registry), NOW).tooltip).toBe(`path='${"x".repeat(80)}' · method='GET' ×12`);
  });

  test("a cut never leaves half a character", () => {
    const registry = running();
    hit(registry, 1, { path: `'${"x".repeat(21)}🎈🎈🎈'` });
    check(registry, `path='${"x".repeat(21)}🎈… ×1`);
  });

  test("unprintable characters are written out", () => {
    const registry = running();
    hit(registry, 1, { path: "'a\u202eb\n\u0007'" });
    check(registry, "path='a\\u202eb\\n\\x07' ×1");
  });

  test("old ones say how old, in steps", () => {
    const registry = running();
    hit(registry, 3, { path: "'/'" });
    check(registry, "path='/' ×3", 2003 + 59);
    check(registry, "path='/' ×3 1 min ago", 2003 + 60);
    check(registry, "path='/' ×3 5 min ago", 2003 + 14 * 60);
    check(registry, "path='/' ×3 over a day ago", 2003 + 90 * 3600);
  });

  test("those of a process that has ended stay and say so", () => {
    const registry = running();
    hit(registry, 3, { path: "'/'" });
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    check(registry, "path='/' ×3 ended");
    check(registry, "path='/' ×3 ended 2 min ago", 2003 + 150);
  });

  test("a living process takes over from one that has ended", () => {
    const registry = running();
    hit(registry, 3, { path: "'/old'" });
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    report(registry, 2, "armed");
    check(registry, "path='/old' ×3 ended");
    hit(registry, 4, { path: "'/new'" }, 2);
    check(registry, "path='/new' ×7");
  });

  test("very many hits leave room", () => {
    const registry = running();
    hit(registry, 3, { path: "'/index.html'", method: "'GET'" });
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(12_345_678_901)] });
    check(registry, "path='/index.html' ×12,345,678,901", 2004);
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    check(registry, "path=… ×12,345,678,901 ended over a day ago", 2003 + 90 * 3600);
  });
});

describe("what has changed", () => {
  const THREE = "def send(path, method, code):\n    «log(path, method, code)»\n";

  test("since the hit before stands before what has not, behind the first value", () => {
    const registry = running(THREE);
    hit(registry, 1, { path: "'/a'", method: "'GET'", code: "200" });
    check(registry, "path='/a' · method='GET' · code=200 ×1");
    hit(registry, 2, { path: "'/b'", method: "'GET'", code: "404" });
    check(registry, "path='/b' · code=404 · method='GET' ×2");
    hit(registry, 3, { path: "'/b'", method: "'GET'", code: "404" });
    check(registry, "path='/b' · method='GET' · code=404 ×3");
  });
});

test("the arguments of a call stay in their order, whatever has changed", () => {
  const registry = withProbe("«def send(path, method):»\n    pass\n", "function");
  report(registry, 1, "armed");
  const call = (hit: number, self: string) => {
    const returned = { type: "int", text: String(hit) };
    const captured = capture(1, hit, { self, path: "'/'" }, { returned });
    registry.apply({ type: "captures", agent: agent(1), captures: [captured], dropped: 0 });
  };
  call(1, "Till(1)");
  call(2, "Till(2)");
  check(registry, "→ 2 · path='/' · self=Till(2) ×2");
});

describe("captures that were left out", () => {
  const refused = (registry: Registry, others: Parameters<typeof stats>[1]) =>
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(1204, others)] });

  test("are told as a ratio, where there is room for it", () => {
    const registry = running();
    hit(registry, 1204, { path: "'/'" });
    refused(registry, { captured: 24, rateLimited: 1100, overBudget: 80 });
    check(registry, "path='/' ×1,204 thinned 1:50");
    hit(registry, 1204, { path: "'/index/of/everything'" });
    check(registry, "path='/index/of/everything' ×1,204");
    expect(label(probe(registry), NOW).tooltip).toBe("path='/index/of/everything' ×1,204 thinned 1:50");
  });

  test("and those that were lost are counted", () => {
    const registry = running();
    hit(registry, 1204, { path: "'/'" });
    refused(registry, { captured: 1204, dropped: 3, captureFailed: 1 });
    check(registry, "path='/' ×1,204 4 lost");
  });
});

describe("a paused probe", () => {
  const pause = (registry: Registry) => registry.apply({ type: "probes-paused", ids: ["p1"], paused: true });

  test("says so", () => {
    const registry = running();
    pause(registry);
    check(registry, "paused");
    expect(label(probe(registry), NOW).tooltip).toBe(
      "paused: in no program's code until the point is resumed",
    );
  });

  test("keeps the values that it had", () => {
    const registry = running();
    hit(registry, 3, { path: "'/'" });
    pause(registry);
    check(registry, "path='/' ×3 paused");
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    check(registry, "path='/' ×3 paused");
    edit(registry, "log(path", "log(str(path)");
    check(registry, "stale: edited since");
  });
});

describe("a value that later hits have left behind", () => {
  test("says how old it is", () => {
    const registry = running();
    hit(registry, 3, { path: "'/'" });
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(4)] });
    check(registry, "path='/' ×4", 2004);
    check(registry, "path='/' ×4 7 s ago");
    hit(registry, 5, { path: "'/new'" });
    check(registry, "path='/new' ×5");
  });
});

test("a counter shows its count", () => {
  const registry = withProbe(SEND);
  registry.apply({ type: "probes-removed", ids: ["p1"] });
  addProbe(registry, SEND, "count");
  const text = () => label(probe(registry, "p2"), NOW).parts.join("");
  registry.apply({ type: "agent-connected", agent: agent(1) });
  const statuses = [{ id: "p2", status: "armed" as const, reason: "", locations: 1 }];
  registry.apply({ type: "status", agent: agent(1), revision: 1, statuses });
  expect(text()).toBe("×0");
  registry.apply({ type: "stats", agent: agent(1), stats: [{ ...stats(1204), id: "p2" }] });
  expect(text()).toBe("×1,204");
});
