/** Programs may run other texts than the one on the screen: each gets a probe at its statement's place there, or not at all. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Registry } from "../../../server/probes/registry.js";
import { textHash } from "../../../server/probes/text-hash.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { addProbe, agent, capture, edit, FILE, probe, shown, URI, withProbe } from "./fixture.js";

beforeAll(loadGrammar);

const SHOP = `\
def total(price, tax):
    rate = tax / 100
    «sum = price + price * rate»
    return sum
`;
const PLAIN = SHOP.replace(/[«»]/g, "");

/** A process connects, and tells that it runs a text. */
function running(registry: Registry, pid: number, text: string): void {
  registry.apply({ type: "agent-connected", agent: agent(pid) });
  tells(registry, pid, text);
}

function tells(registry: Registry, pid: number, text: string): void {
  const { key } = agent(pid);
  registry.apply({ type: "text-told", agent: key, file: FILE, hash: textHash(text), text });
}

/** The 1-based line at which a process is to have the probe, and the text that the agent will find there. */
function wanted(registry: Registry, pid: number): { line: number; hash: string } | undefined {
  const [found] = registry.wanted(agent(pid).key);
  return found && { line: found.site.wire.start.line, hash: found.site.hash };
}

function status(registry: Registry, pid: number): string | undefined {
  const told = probe(registry).agents.find((one) => one.agent.pid === pid);
  return told && `${told.status}: ${told.reason}`;
}

const GONE = "stale: this statement is not in the code that runs: restart the program";
const AMBIGUOUS = "stale: several statements of the code that runs read like this one";

/** Of the text that is saved, which the agent takes for another one until it is loaded. */
const AFTER_RELOAD = { line: 3, hash: textHash(PLAIN) };

describe("a program that runs an older text", () => {
  test.each([
    ["lines above", `import math\n\n\n${SHOP}`],
    ["a comment beside it", SHOP.replace("rate»", "rate»  #? sum")],
    ["another name of the function", SHOP.replace("total", "total_of")],
    ["another layout", SHOP.replace("price * rate", "(\n        price * rate\n    )")],
    [
      "other statements around it",
      SHOP.replace("return sum", "return round(sum)").replace("/ 100", "/ 1000"),
    ],
  ])("has a probe that is set in a text with %s", (_, marked) => {
    const registry = withProbe(marked);
    running(registry, 1, PLAIN);
    expect(wanted(registry, 1)).toEqual({ line: 3, hash: textHash(PLAIN) });
    expect(probe(registry).probe.site.hash).toBe(textHash(marked.replace(/[«»]/g, "")));
  });

  test("does not have one whose statement is new", () => {
    const registry = withProbe(SHOP);
    running(registry, 1, PLAIN.replace("price * rate", "price"));
    expect([wanted(registry, 1), status(registry, 1)]).toEqual([AFTER_RELOAD, GONE]);
  });

  test("has it as soon as the module is loaded again as it is saved", () => {
    const registry = withProbe(SHOP);
    running(registry, 1, PLAIN.replace("price * rate", "price"));
    const statuses = [
      { id: "p1", status: "armed" as const, reason: "", locations: 1, hash: textHash(PLAIN) },
    ];
    registry.apply({ type: "status", agent: agent(1), revision: 1, statuses });
    registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1)], dropped: 0 });
    expect([wanted(registry, 1), status(registry, 1)]).toEqual([AFTER_RELOAD, "armed: "]);
    expect(probe(registry).captures.length).toBe(1);
  });

  test("does not have one that could be another statement", () => {
    const registry = withProbe(SHOP);
    running(registry, 1, PLAIN.replace("    sum =", "    sum = price + price * rate\n    sum ="));
    expect([wanted(registry, 1), status(registry, 1)]).toEqual([AFTER_RELOAD, AMBIGUOUS]);
  });
});

test("workers that run different texts have it each at a place of its own", () => {
  const registry = withProbe(SHOP);
  running(registry, 1, PLAIN);
  running(registry, 2, `import math\n${PLAIN}`);
  running(registry, 3, "import math\n");
  registry.apply({ type: "agent-connected", agent: agent(4) });
  expect([1, 2, 4].map((pid) => wanted(registry, pid)?.line)).toEqual([3, 4, 3]);
  expect([wanted(registry, 3), status(registry, 3)]).toEqual([AFTER_RELOAD, GONE]);
  expect(registry.wanted(agent(1).key)).toBe(registry.wanted(agent(1).key));
});

test("what a program that is not to have it still says of it counts for nothing", () => {
  const registry = withProbe(SHOP);
  running(registry, 1, "import math\n");
  const statuses = [{ id: "p1", status: "armed" as const, reason: "", locations: 1 }];
  registry.apply({ type: "status", agent: agent(1), revision: 1, statuses });
  registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1)], dropped: 0 });
  expect([status(registry, 1), probe(registry).captures.length]).toEqual([GONE, 0]);
});

test("a process that runs a text which is not known is asked for it", () => {
  const registry = withProbe(SHOP);
  registry.apply({ type: "agent-connected", agent: agent(1) });
  const statuses = [{ id: "p1", status: "stale" as const, reason: "it differs", locations: 0, hash: "abc" }];
  const report = { type: "status" as const, agent: agent(1), revision: 1, statuses };
  expect(registry.apply(report).unknown).toEqual([{ agent: agent(1).key, file: FILE }]);
  expect(registry.apply(report).unknown).toBeUndefined();
});

describe("while the user edits", () => {
  test("the running program keeps the probe where it is, and has it back after an undo", () => {
    const registry = withProbe(SHOP);
    running(registry, 1, PLAIN);
    edit(registry, "price * rate", "price");
    registry.apply({ type: "document-saved", uri: URI });
    expect([shown(registry), wanted(registry, 1)?.line]).toEqual(["edited", 3]);
    edit(registry, "price\n    return", "price * rate\n    return");
    registry.apply({ type: "document-settled", uri: URI });
    expect([shown(registry), wanted(registry, 1)?.line]).toEqual([SHOP, 3]);
  });

  test("a changed statement is armed where a program has loaded it", () => {
    const registry = withProbe(SHOP);
    running(registry, 1, PLAIN);
    registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1)], dropped: 0 });
    edit(registry, "price * rate", "price");
    registry.apply({ type: "document-saved", uri: URI });
    const text = registry.source(URI)?.text ?? "";
    tells(registry, 1, text);
    expect(wanted(registry, 1)).toEqual({ line: 3, hash: textHash(text) });
    expect([probe(registry).edited, probe(registry).captures.length]).toEqual([false, 0]);
    expect(registry.wanted(agent(1).key)[0]?.id).toBe("p1~1");
  });

  test("what has become another statement is not taken for the one that it was, where a program runs that", () => {
    const marked = "def f(x):\n    «return x + 1»\n    return None\n    return None\n";
    const text = marked.replace(/[«»]/g, "");
    const registry = withProbe(marked);
    running(registry, 1, text);
    edit(registry, "return x + 1", "return None");
    registry.apply({ type: "document-saved", uri: URI });
    running(registry, 2, text.replace("return x + 1", "return None"));
    expect([probe(registry).edited, wanted(registry, 2)?.line]).toEqual([false, 2]);
    expect([wanted(registry, 1)?.hash === textHash(text), status(registry, 1)]).toEqual([false, AMBIGUOUS]);
  });

  test("one of twins is told by the text as it reads, not by how it came to be", () => {
    const twins = "def f(x):\n    x += 1\n    «x += 1»\n    return x\n";
    const registry = withProbe(twins);
    running(registry, 1, twins.replace(/[«»]/g, ""));
    edit(registry, "    x += 1\n", "");
    registry.apply({ type: "document-settled", uri: URI });
    expect(wanted(registry, 1)?.line).toBe(3);
    const end = { line: 2, column: 0 };
    const changes = [{ range: { start: end, end }, text: "    x += 1\n" }];
    registry.apply({ type: "document-edited", uri: URI, changes });
    registry.apply({ type: "document-settled", uri: URI });
    expect(shown(registry)).toBe("def f(x):\n    «x += 1»\n    x += 1\n    return x\n");
    expect(wanted(registry, 1)?.line).toBe(2);
  });

  test("a function that is cut here and pasted there keeps its probes", () => {
    const other = "\n\ndef other():\n    return 1\n";
    const registry = withProbe(`${SHOP}${other}`);
    running(registry, 1, `${PLAIN}${other}`);
    edit(registry, PLAIN, "");
    expect(shown(registry)).toBe("edited");
    edit(registry, other, `${other}\n\n${PLAIN}`);
    registry.apply({ type: "document-settled", uri: URI });
    expect(shown(registry)).toBe(`${other}\n\n${SHOP}`);
    expect(wanted(registry, 1)?.line).toBe(3);
  });

  test("a statement that has become part of a string is none", () => {
    const registry = withProbe(SHOP);
    edit(registry, "    rate", '    """\n    rate');
    edit(registry, "    return", '    """\n    return');
    registry.apply({ type: "document-settled", uri: URI });
    expect(shown(registry)).toBe("edited");
  });

  test("a statement that is half typed beside it takes nothing away", () => {
    const registry = withProbe(SHOP);
    running(registry, 1, PLAIN);
    edit(registry, "tax / 100", "tax / (");
    registry.apply({ type: "document-settled", uri: URI });
    expect([shown(registry), wanted(registry, 1)?.line]).toEqual([SHOP.replace("tax / 100", "tax / ("), 3]);
  });
});

describe("a file that is written by something else", () => {
  const other = `import math\n\n\n${SHOP}`;

  test("moves the probes in it when it is not open", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "document-closed", uri: URI });
    registry.apply({ type: "file-changed", uri: URI, text: other.replace(/[«»]/g, "") });
    expect(wanted(registry, 1)?.line).toBe(6);
  });

  test("is what a program that starts now will load, though another text is on the screen", () => {
    const registry = withProbe(SHOP);
    registry.apply({ type: "file-changed", uri: URI, text: other.replace(/[«»]/g, "") });
    expect([shown(registry), wanted(registry, 1)?.line]).toEqual([SHOP, 6]);
  });
});

test("a probe in a file that is not open is told to every program by its own text", () => {
  const registry = withProbe(SHOP);
  registry.apply({ type: "document-closed", uri: URI });
  addProbe(registry, SHOP, "count");
  running(registry, 1, `\n${PLAIN}`);
  expect(registry.wanted(agent(1).key).map(({ site }) => site.wire.start.line)).toEqual([4, 4]);
});
