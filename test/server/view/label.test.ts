/** The text beside a line, for every state that a probe can be in. */
import { beforeAll, describe, expect, test } from "vitest";
import type { ProbeStatus } from "../../../server/probes/probe.js";
import type { Registry } from "../../../server/probes/registry.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { diagnostic } from "../../../server/view/diagnostic.js";
import { label } from "../../../server/view/label.js";
import { LABEL_LENGTH, PART_LENGTH } from "../../../server/view/plain.js";
import { addProbe, agent, capture, edit, probe, stats, withProbe } from "../probes/fixture.js";

beforeAll(loadGrammar);

const SEND = "def send(path, method):\n    «log(path, method)»\n";
const NOW = 2010;

/** A registry with process 1 and its status for p1. */
function running(marked = SEND, status: ProbeStatus = "armed", reason = ""): Registry {
  const registry = withProbe(marked);
  report(registry, 1, status, reason);
  return registry;
}

function report(registry: Registry, pid: number, status: ProbeStatus, reason = ""): void {
  registry.apply({ type: "agent-connected", agent: agent(pid) });
  const statuses = [{ id: "p1", status, reason, locations: 1 }];
  registry.apply({ type: "status", agent: agent(pid), revision: 1, statuses });
}

function hit(registry: Registry, hits: number, locals: Record<string, string>, pid = 1): void {
  registry.apply({ type: "captures", agent: agent(pid), captures: [capture(pid, hits, locals)], dropped: 0 });
}

function check(registry: Registry, expected: string, now = NOW): void {
  const { parts } = label(probe(registry), now);
  expect(parts.join("")).toBe(expected);
  expect(parts.filter((part) => part.length > PART_LENGTH)).toEqual([]);
  expect(parts.join("").length).toBeLessThanOrEqual(LABEL_LENGTH);
}

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

describe("no value, and why", () => {
  test("only later calls are seen", () => {
    check(running(SEND, "partly armed", "a call that has already begun can't be seen"), "no later call yet");
  });

  test("no program", () => {
    const registry = withProbe(SEND);
    check(registry, "no running program");
    expect(label(probe(registry), NOW).tooltip).toBe(
      "no running program: start one with `snappoint run -- …`",
    );
  });

  test("a program that could not be reached", () => {
    const registry = withProbe(SEND);
    registry.apply({ type: "trouble", where: "process 7 (python3 -m shop)", message: "wrong token" });
    check(registry, "no running program");
    expect(label(probe(registry), NOW).tooltip).toBe(
      "no running program: process 7 (python3 -m shop): wrong token",
    );
    report(registry, 1, "armed");
    registry.apply({ type: "trouble", where: "process 7 (python3 -m shop)", message: "wrong token" });
    check(registry, "no hit yet");
  });

  test("armed and not hit", () => check(running(), "no hit yet"));

  test("hits that were all refused by the budget", () => {
    const registry = running();
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(12, { overBudget: 12 })] });
    check(registry, "×12 nothing captured");
  });

  test("the agent's reason, without folders, cut at the label's end and whole in the tooltip", () => {
    const reason = "waiting for /srv/shop/orders.py to be imported by anything/at all";
    const registry = running(SEND, "pending", reason);
    check(registry, "waiting for orders.py to be imported by an…");
    expect(label(probe(registry), NOW).tooltip).toBe(reason);
  });

  test.each([
    ["stale", "file differs from the running code: save it and restart the program"],
    ["rejected", "no code here; try 1204 or 1206 (the interpreter made none for this statement)"],
  ] as const)("of a long reason the clauses that have room (%s)", (status, reason) => {
    const registry = running(SEND, status, reason);
    check(registry, `${status}: ${reason.split(/: | \(/)[0]}`);
    expect(label(probe(registry), NOW).tooltip).toBe(`${status}: ${reason}`);
  });

  test("of a long reason that begins with a short clause as much as has room", () => {
    check(
      running(SEND, "rejected", "column 1: only these can be called here: len, abs, min, max"),
      "rejected: column 1: only these can be call…",
    );
  });

  test("frames that run already are not seen before 3.12", () => {
    const reason = "a call that has already begun can't be seen, only later ones";
    const registry = withProbe(SEND);
    const old = { ...agent(1), python: "3.11.7" };
    registry.apply({ type: "agent-connected", agent: old });
    const statuses = [{ id: "p1", status: "partly armed" as const, reason, locations: 1 }];
    registry.apply({ type: "status", agent: old, revision: 1, statuses });
    check(registry, "no hit yet; running frames only on 3.12+");
  });

  test("rejected, with the reason", () =>
    check(running(SEND, "rejected", "no code there"), "rejected: no code there"));

  test("the reason of the process with the worst news", () => {
    const registry = running(SEND, "pending", "waiting");
    report(registry, 2, "stale", "file changed");
    check(registry, "stale: file changed");
  });

  test("trouble in one process is no trouble while another is armed", () => {
    const registry = running(SEND, "rejected", "no code there");
    report(registry, 2, "armed");
    check(registry, "no hit yet");
  });

  test("a program that cannot give values is said even when an ended one had given some", () => {
    const registry = running();
    hit(registry, 3, { path: "'/'" });
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    report(registry, 2, "stale", "file changed");
    check(registry, "stale: file changed");
  });

  test("an edited statement shows no value, and its undo does", () => {
    const registry = running();
    hit(registry, 3, { path: "'/'" });
    edit(registry, "log(path", "log(str(path)");
    check(registry, "stale: edited since");
    edit(registry, "log(str(path)", "log(path");
    check(registry, "path='/' ×3");
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

describe("diagnostics", () => {
  test("say the whole in one line, over the statement", () => {
    const registry = running();
    hit(registry, 3, { path: `'${"x".repeat(40)}'`, method: "'GET'" });
    expect(diagnostic(probe(registry), 21, NOW)).toEqual({
      span: { start: { line: 1, column: 4 }, end: { line: 1, column: 21 } },
      message: `path='${"x".repeat(40)}' · method='GET' ×3`,
    });
  });

  test("stand on the first line of a long statement, and are bounded", () => {
    const registry = running("def send(path):\n    «log(\n        path)»\n");
    hit(registry, 3, { path: "x".repeat(1000) });
    const { span, message } = diagnostic(probe(registry), 8, NOW);
    expect(span).toEqual({ start: { line: 1, column: 4 }, end: { line: 1, column: 8 } });
    expect(message.length).toBe(200);
  });
});
