/** What stands above functions that have probes. */
import { beforeAll, expect, test } from "vitest";
import { probedFunctions } from "../../../server/probes/functions.js";
import type { Registry } from "../../../server/probes/registry.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { lensText } from "../../../server/view/lens.js";
import { addProbe, agent, stats, URI, withProbe } from "../probes/fixture.js";

beforeAll(loadGrammar);

const SHOP =
  "limit = 3\n\n@cached\ndef send(path):\n    def log():\n        return path\n\n    return log()\n";

/** The lenses of a registry, each with the line that it stands above. */
function lenses(registry: Registry): string[] {
  const source = registry.source(URI);
  if (!source) throw new Error("the document is not open");
  const lines = source.text.split("\n");
  return probedFunctions(source, registry.probes(URI)).map(
    ({ start, probes }) => `${lines[start.line]?.trim()} ◂ ${lensText(probes)}`,
  );
}

/** A document with a probe on each of these pieces. */
function probed(...pieces: string[]): Registry {
  const marked = pieces.map((piece) => SHOP.replace(piece, `«${piece}»`));
  const registry = withProbe(marked[0] ?? SHOP);
  for (const each of marked.slice(1)) addProbe(registry, each);
  return registry;
}

const count = (registry: Registry, pid: number, id: string, hits: number) => {
  registry.apply({ type: "agent-connected", agent: agent(pid) });
  registry.apply({ type: "stats", agent: agent(pid), stats: [{ ...stats(hits), id }] });
};

test("each probe counts for the innermost function around it", () => {
  expect(lenses(probed("return path", "return log()", "limit = 3"))).toEqual([
    "def send(path): ◂ 1 point · no hit yet",
    "def log(): ◂ 1 point · no hit yet",
  ]);
});

test("a definition is run by what is around it; a watch is on the function itself", () => {
  expect(lenses(probed("def log():"))).toEqual(["def send(path): ◂ 1 point · no hit yet"]);
  const registry = withProbe(SHOP.replace("def log", "«def log"), "function");
  expect(lenses(registry)).toEqual(["def log(): ◂ 1 point · no hit yet"]);
});

test("hits and processes are added up", () => {
  const registry = probed("def log():", "return log()");
  count(registry, 1, "p1", 1);
  expect(lenses(registry)).toEqual(["def send(path): ◂ 2 points · ×1 hit · 1 process"]);
  count(registry, 1, "p2", 12_000);
  count(registry, 2, "p2", 33);
  expect(lenses(registry)).toEqual(["def send(path): ◂ 2 points · ×12,034 hits · 2 processes"]);
  registry.apply({ type: "probes-paused", ids: ["p1"], paused: true });
  expect(lenses(registry)[0]).toContain("2 points, 1 paused · ×12,034 hits");
  for (const pid of [1, 2]) registry.apply({ type: "agent-lost", agent: agent(pid), reason: "it ended" });
  expect(lenses(registry)[0]).toContain("×12,034 hits · ended");
});
