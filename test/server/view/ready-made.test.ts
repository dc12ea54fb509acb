/** Conditions and messages made of the values that were seen. */
import { beforeAll, expect, test } from "vitest";
import type { Value } from "../../../server/probes/capture.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { conditionsSeen, messageOf, namesSeen } from "../../../server/view/ready-made.js";
import { agent, capture, computed, edit, probe, withProbe } from "../probes/fixture.js";

beforeAll(loadGrammar);

function seen(locals: Record<string, Value>, statement = `f(${Object.keys(locals).join(", ")})`) {
  const registry = withProbe(`def g():\n    «${statement}»\n`);
  registry.apply({ type: "agent-connected", agent: agent(1) });
  registry.apply({ type: "captures", agent: agent(1), captures: [capture(1, 1, locals)], dropped: 0 });
  return registry;
}

function conditions(type: string, text: string, more: Partial<Value> = {}): string[] {
  return conditionsSeen(probe(seen({ x: { type, text, ...more } })));
}

test.each([
  ["int", "-7"],
  ["float", "2.5"],
  ["float", "-1e-07"],
  ["bool", "True"],
  ["NoneType", "None"],
  ["str", "'it is'"],
  ["str", `"it's"`],
])("a %s that can be typed as it is: %s", (type, text) => {
  expect(conditions(type, text)).toEqual([`x == ${text}`]);
});

test.each<[string, string, Partial<Value>?]>([
  ["float", "nan"],
  ["float", "inf"],
  ["list", "[1]"],
  ["Order", "Order(7)"],
  ["Colour", "7"],
  ["str", "'cut'…", { cut: "length" }],
  ["str", "‹redacted›", { cut: "redacted" }],
  ["str", `'${"x".repeat(40)}'`],
])("no condition is made of a %s like %s", (type, text, more) => {
  expect(conditions(type, text, more)).toEqual([]);
});

test("of the names that the line reads, and of three at most", () => {
  const one = { type: "int", text: "1" };
  const order = { type: "Order", text: "Order(id=1)", children: [{ name: "id", value: one }] };
  const registry = seen({ order, a: one, b: one, c: one, d: one }, "f(order.id, a, b, c)");
  expect(conditionsSeen(probe(registry))).toEqual(["order.id == 1", "a == 1", "b == 1"]);
  expect(namesSeen(probe(registry))).toEqual(["order.id", "a", "b"]);
});

test("an attribute whose value only the program can work out is not offered, a global name is", () => {
  const registry = withProbe("def g(order):\n    «f(order.total, LIMIT)»\n");
  registry.apply({ type: "agent-connected", agent: agent(1) });
  const one = { type: "int", text: "1" };
  const values = computed(probe(registry), { "order.total": one, LIMIT: one });
  const captures = [capture(1, 1, { order: { type: "Order", text: "Order()" } }, values)];
  registry.apply({ type: "captures", agent: agent(1), captures, dropped: 0 });
  expect(conditionsSeen(probe(registry))).toEqual(["LIMIT == 1"]);
  expect(namesSeen(probe(registry))).toEqual(["LIMIT"]);
});

test("nothing while nothing was seen, or the statement reads differently", () => {
  const registry = withProbe("def g(x):\n    «f(x)»\n");
  expect(conditionsSeen(probe(registry))).toEqual([]);
  const edited = seen({ x: { type: "int", text: "1" } });
  edit(edited, "f(x)", "f(x + 1)");
  expect(conditionsSeen(probe(edited))).toEqual([]);
  expect(namesSeen(probe(edited))).toEqual([]);
});

test("the message of a logpoint", () => {
  expect(messageOf(["order.id", "a"])).toBe("order.id={order.id} a={a}");
});
