/** The hover over a probe's line. */
import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { hover } from "../../../server/view/hover.js";
import { toMarkdown } from "../../../server/view/markup.js";
import { agent, capture, edit, probe, stats, withProbe } from "../probes/fixture.js";

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

function check(registry: ReturnType<typeof twoHits>, name: string | undefined, expected: string): void {
  expect(toMarkdown(hover(probe(registry), name, 2010))).toBe(expected);
}

test("over a name: its value first, then the record, then how it changed", () => {
  check(
    twoHits(),
    "self.path",
    `\`\`\`python
self.path = '/b'
\`\`\`

**Snappoint snapshot point · 1,204 hits**

- process 1 \`python3 -m shop\`: armed (1,204 hits, 2 captured, 1,202 rate-limited)

Newest: hit 2 in process 1, 8 s ago, in \`Cart.total\`, thread \`MainThread\`

\`\`\`text
self: Handler = Handler(…)  (cut: length)
  path: str = '/b'
method: str = 'GET'
\`\`\`

Last values of \`self.path\`:

- \`'/b'\` 8 s ago, process 1
- \`'/a'\` 9 s ago, process 1`,
  );
});

test("over no name: the values of the statement", () => {
  const text = toMarkdown(hover(probe(twoHits()), undefined, 2010));
  expect(text).not.toContain("```python");
  expect(text).toContain("Last values:\n\n- `self.path='/b' · method='GET'` 8 s ago");
});

test("over a name that was not captured there is no value of it", () => {
  expect(toMarkdown(hover(probe(twoHits()), "log", 2010))).not.toContain("```python");
});

test("over an edited statement there are no values", () => {
  const registry = twoHits();
  edit(registry, "log(", "print(");
  const text = toMarkdown(hover(probe(registry), "method", 2010));
  expect(text).toContain("stale: this statement was edited");
  expect(text).not.toContain("GET");
});

test("without a program it says how to start one", () => {
  check(
    withProbe(SEND),
    "method",
    `**Snappoint snapshot point · 0 hits**

no running program: start one with \`snappoint run -- …\``,
  );
});

test("a process that ended is still named", () => {
  const registry = twoHits();
  registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
  expect(toMarkdown(hover(probe(registry), undefined, 2010))).toContain(
    "- process 1 `python3 -m shop`: ended (1,204 hits",
  );
});

test("a capture with very many values stays readable", () => {
  const registry = withProbe(SEND);
  registry.apply({ type: "agent-connected", agent: agent(1) });
  const locals = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`v${index}`, "x".repeat(500)]),
  );
  registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1, locals)], dropped: 0 });
  const lines = toMarkdown(hover(probe(registry), undefined, 2010)).split("\n");
  expect(lines.length).toBeLessThan(60);
  expect(lines).toContain("… 460 more lines");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(150);
});
