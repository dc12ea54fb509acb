/** Probes with wishes, several at one place, and probes that watch a function. */
import { beforeAll, describe, expect, test } from "vitest";
import { findStatement, NoFunctionError, statementFor } from "../../../server/probes/place.js";
import type { ProbeKind, Wishes } from "../../../server/probes/probe.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import { addProbe, edit, probe, shown, URI, unmarked, withProbe } from "./fixture.js";

beforeAll(loadGrammar);

const PAY = "def pay(price):\n    «total = price»\n";

describe("several probes at one place", () => {
  test("one that would do the same is the same, another wish makes another probe", () => {
    const registry = withProbe(PAY);
    const id = (wishes: Wishes, kind: ProbeKind = "snapshot") =>
      addProbe(registry, PAY, kind, { wishes }).probe;
    expect(id({})).toBe("p1");
    expect(id({ condition: "price > 1" })).toBe("p2");
    expect(id({ condition: "price > 2" })).toBe("p3");
    expect(id({ condition: "price > 1" })).toBe("p2");
    expect(id({ show: ["price"] })).toBe("p4");
    expect(id({ show: ["price"] })).toBe("p4");
    expect(id({ message: "{price}" }, "log")).toBe("p5");
    expect(id({}, "count")).toBe("p6");
    expect(registry.wanted().map(({ condition }) => condition)).toEqual([
      undefined,
      "price > 1",
      "price > 2",
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("a probe gives way to the one that replaces it", () => {
    const registry = withProbe(PAY);
    const changes = addProbe(registry, PAY, "snapshot", {
      wishes: { condition: "price > 1" },
      replaces: "p1",
    });
    expect(changes).toMatchObject({ probe: "p2", wanted: true });
    expect(registry.probes().map((each) => each.probe.id)).toEqual(["p2"]);
    addProbe(registry, PAY, "snapshot", { wishes: { condition: "price > 1" }, replaces: "p1" });
    expect(registry.probes().map((each) => each.probe.id)).toEqual(["p2"]);
  });
});

describe("a probe that watches a function", () => {
  const SHOP = "class Cart:\n    @cached\n    «def total(self):»\n        n = 1\n        return n\n\nx = 1\n";

  function functionAt(line: number): string | undefined {
    const source = new SourceText(unmarked(SHOP).text);
    const found = findStatement(source, "function", { line, column: 0 });
    source.dispose();
    return found?.defines?.function;
  }

  test("is meant from the decorator to the last line of the function", () => {
    expect([0, 1, 2, 3, 4, 5, 6].map(functionAt)).toEqual([
      undefined,
      "Cart.total",
      "Cart.total",
      "Cart.total",
      "Cart.total",
      undefined,
      undefined,
    ]);
    const source = new SourceText("x = 1\n");
    expect(() => statementFor(source, "function", { line: 0, column: 0 })).toThrow(NoFunctionError);
    source.dispose();
  });

  test("stands at the head of the definition, and its site is the whole of it", () => {
    const registry = withProbe(SHOP, "function");
    expect(shown(registry)).toBe(SHOP);
    expect(probe(registry).probe.site).toMatchObject({
      function: "Cart.total",
      wire: { start: { line: 3, column: 4 }, end: { line: 5, column: 16 } },
      reads: [],
      expressions: [],
      text: "def total(self):",
    });
  });

  test("follows the head, whatever happens to the body, and takes over the text that was saved", () => {
    const registry = withProbe(SHOP, "function");
    const { hash } = probe(registry).probe.site;
    edit(registry, "class", "import os\nclass");
    edit(registry, "n = 1", "n = 2\n        n += 1");
    expect(probe(registry).edited).toBe(false);
    expect(probe(registry).span.start.line).toBe(3);
    expect(registry.apply({ type: "document-saved", uri: URI }).wanted).toBe(true);
    const [wanted] = registry.wanted();
    expect(wanted?.site.hash).not.toBe(hash);
    expect(wanted?.site.wire).toEqual({
      start: { line: 4, column: 4 },
      end: { line: 7, column: 16 },
    });
  });
});
