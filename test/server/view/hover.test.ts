/** The hover over a probe's line. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Capture } from "../../../server/probes/capture.js";
import type { Registry } from "../../../server/probes/registry.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { hover } from "../../../server/view/hover.js";
import { toMarkdown } from "../../../server/view/markup.js";
import { agent, capture, computed, edit, named, probe, stats, URI, withProbe } from "../probes/fixture.js";

beforeAll(loadGrammar);

const SEND = "def send(self, method):\n    «log(self.path, method)»\n";

function twoHits() {
  const registry = withProbe(SEND);
  registry.apply({ type: "agent-connected", agent: agent(1) });
  const statuses = [{ id: "p1", status: "armed" as const, reason: "", locations: 1 }];
  registry.apply({ type: "status", agent: agent(1), revision: 1, statuses });
  const captures = ["'/a'", "'/b'"].map((text, index) => {
    const path = { name: "path", value: { type: "str", text } };
    const self = { type: "Handler", text: "Handler(…)", children: [path], cut: "length" };
    return capture(1, index + 1, { self, method: "'GET'" });
  });
  registry.apply({ type: "captures", agent: agent(1), captures, dropped: 0 });
  registry.apply({
    type: "stats",
    agent: agent(1),
    stats: [stats(1204, { captured: 2, rateLimited: 1202 })],
  });
  return registry;
}

/** The hover with the cursor on a piece of the document, as Markdown. */
function over(registry: Registry, piece: string): string {
  const source = registry.source(URI);
  const lines = source?.text.split("\n") ?? [];
  const line = lines.findIndex((each) => `${each}\n`.includes(piece));
  const place = { line, column: `${lines[line]}\n`.indexOf(piece) };
  return toMarkdown(hover(probe(registry), { place, name: source?.nameAt(place) }, 2010));
}

test("over a name: its value first, then how it changed, then the record", () => {
  expect(over(twoHits(), "path, method)")).toBe(
    `\`\`\`python
self.path = '/b'
\`\`\`

**Snappoint snapshot point · 1,204 hits, thinned 1:600**

Last values of \`self.path\`:

- \`'/b'\` 8 s ago, process 1
- \`'/a'\` 9 s ago, process 1

2 captured values of \`self.path\` in 1 s:

- all different

- process 1 \`python3 -m shop\`: armed (1,204 hits, 2 captured, 1,202 rate-limited)

Newest: hit 2 in process 1, 8 s ago, in \`Cart.total\`, thread \`MainThread\`

\`\`\`text
self: Handler = Handler(…)  (cut: length)
  path: str = '/b'
method: str = 'GET'
\`\`\`

Parts were cut. The action \`Snappoint: capture more\` gets more of them.`,
  );
});

test("over an object: its parts too", () => {
  expect(over(twoHits(), "self.path, method)")).toMatch(
    /^```python\nself = Handler\(…\)\n {2}path: str = '\/b'\n```/,
  );
});

test("over no name: the values of the statement", () => {
  const text = over(twoHits(), "(self.path");
  expect(text).not.toContain("```python");
  expect(text).toContain("Last values:\n\n- `self.path='/b' · method='GET'` 8 s ago");
});

test("over a name that was not captured there is no value of it", () => {
  expect(over(twoHits(), "log")).not.toContain("```python");
});

test("over an edited statement there are no values", () => {
  const registry = twoHits();
  edit(registry, "log(", "print(");
  const text = over(registry, "self.path, method)");
  expect(text).toContain("stale: this statement was edited");
  expect(text).not.toContain("GET");
});

test("without a program it says how to start one", () => {
  expect(over(withProbe(SEND), "log")).toBe(
    `**Snappoint snapshot point · 0 hits**

no running program: start one with \`snappoint run -- …\``,
  );
});

test("a process that ended is still named", () => {
  const registry = twoHits();
  registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
  expect(over(registry, "(self.path")).toContain("- process 1 `python3 -m shop`: ended (1,204 hits");
});

describe("several processes", () => {
  function armed(registry: Registry, pid: number): void {
    registry.apply({ type: "agent-connected", agent: agent(pid) });
    const statuses = [{ id: "p1", status: "armed" as const, reason: "", locations: 1 }];
    registry.apply({ type: "status", agent: agent(pid), revision: 1, statuses });
  }

  function hit(registry: Registry, pid: number, number: number): void {
    const captures = [capture(pid, number, { path: `'/${pid}'` })];
    registry.apply({ type: "captures", agent: agent(pid), captures, dropped: 0 });
  }

  const listed = (registry: Registry) =>
    over(registry, "(path")
      .split("\n")
      .filter((line) => /^- (process|and)/.test(line));

  test("each with its own newest value, also when another has covered it with a hundred", () => {
    const registry = withProbe("def send(path):\n    «log(path)»\n");
    for (const pid of [1, 2, 3]) armed(registry, pid);
    hit(registry, 1, 4);
    for (let number = 5; number < 205; number++) hit(registry, 3, number - 200);
    hit(registry, 3, 6);
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it was killed" });
    expect(listed(registry)).toEqual([
      "- process 3 `python3 -m shop`: armed (6 hits) `path='/3'` 4 s ago",
      "- process 2 `python3 -m shop`: armed",
      "- process 1 `python3 -m shop`: ended (4 hits) `path='/1'` 6 s ago",
    ]);
  });

  test("of many, those with the newest values; the rest is added up", () => {
    const registry = withProbe("def send(path):\n    «log(path)»\n");
    for (let pid = 1; pid <= 20; pid++) {
      armed(registry, pid);
      if (pid > 5) hit(registry, pid, pid - 10);
    }
    const lines = listed(registry);
    expect(lines[0]).toContain("process 20 ");
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toBe("- and 12 more: 12 armed (3 hits)");
  });
});

test("a capture with very many values stays readable", () => {
  const registry = withProbe(SEND);
  registry.apply({ type: "agent-connected", agent: agent(1) });
  const locals = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`v${index}`, "x".repeat(500)]),
  );
  registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1, locals)], dropped: 0 });
  const lines = over(registry, "(self.path").split("\n");
  expect(lines.length).toBeLessThan(60);
  expect(lines).toContain("… 460 more lines");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(150);
});

test("what the statement made and computed stands before what it found", () => {
  const registry = withProbe("def f(price):\n    «total = price + tax(price)»\n", "snapshot", {
    condition: "price > 1",
    show: ["price * 2"],
  });
  registry.apply({ type: "agent-connected", agent: agent(1) });
  const statuses = [{ id: "p1", status: "armed" as const, reason: "", locations: 1 }];
  registry.apply({ type: "status", agent: agent(1), revision: 1, statuses });
  const values = { price: "40", "tax(price)": "2", "price + tax(price)": "42" };
  const made = { assigned: named({ total: "42" }), shown: named({ "price * 2": "80" }) };
  const hit = capture(1, 2, { price: "40" }, { ...computed(probe(registry), values), ...made });
  registry.apply({ type: "captures", agent: agent(1), captures: [hit], dropped: 0 });
  expect(over(registry, "(price)\n")).toBe(`\`\`\`python
tax(price) = 2
\`\`\`

**Snappoint snapshot point · 2 hits**

Only when \`price > 1\`

- process 1 \`python3 -m shop\`: armed (2 hits)

Newest: hit 2 in process 1, 8 s ago, in \`Cart.total\`, thread \`MainThread\`

Assigned:

\`\`\`text
total: str = 42
\`\`\`

Shown:

\`\`\`text
price * 2: str = 80
\`\`\`

Computed:

\`\`\`text
price: str = 40
tax(price): str = 2
price + tax(price): str = 42
\`\`\`

Before:

\`\`\`text
price: str = 40
\`\`\``);
});

test("a statement that failed, a function's value, a logpoint's text", () => {
  const told = (more: Partial<Capture>) => {
    const registry = withProbe(SEND);
    registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1, {}, more)], dropped: 0 });
    return over(registry, "log");
  };
  expect(told({ raised: { type: "OSError", text: "gone" } })).toContain("\n\nRaised `OSError: gone`");
  expect(told({ returned: { type: "int", text: "7" } })).toContain("Returned:\n\n```text\n→: int = 7\n```");
  expect(told({ message: "total is `7`" })).toContain("Said `` total is `7` ``");
  expect(told({ unfinished: true })).toContain("thread `MainThread`, still running");
});

test("the history of what a call returned, or of the only name that is bound", () => {
  const told = (marked: string, kind: "function" | "snapshot", made: (hit: number) => Partial<Capture>) => {
    const registry = withProbe(marked, kind);
    const captures = [1, 2, 3].map((hit) => capture(1, hit, { price: "9" }, made(hit)));
    registry.apply({ type: "captures", agent: agent(1), captures, dropped: 0 });
    return over(registry, "def");
  };
  const int = (text: number) => ({ type: "int", text: String(text) });
  const returned = (hit: number) => ({ returned: int(2 * hit) });
  expect(told("«def tax(price):»\n    return 2\n", "function", returned)).toContain(
    "3 captured values of `tax()` in 2 s:\n\n- `▁▅█` min `2`, mean `4`, max `6`",
  );
  const assigned = (hit: number) => ({ assigned: [{ name: "total", value: int(hit) }] });
  expect(told("def f(price):\n    «total = price + price»\n", "snapshot", assigned)).toContain(
    "3 captured values of `total` in 2 s:\n\n- `▁▅█` min `1`, mean `2`, max `3`",
  );
});
