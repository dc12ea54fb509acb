/** Values by the paths that people write. */
import { expect, test } from "vitest";
import type { NamedValue } from "../../../server/probes/capture.js";
import type { Site } from "../../../server/probes/probe.js";
import { namesSeenIn, valueSeen } from "../../../server/view/seen.js";
import { capture } from "../probes/fixture.js";

const SITE = { expressions: [] as Site["expressions"] } as Site;

function value(text: string, children?: NamedValue[], same?: string) {
  return { type: "object", text, ...(children && { children }), ...(same && { same }) };
}

function seen(hit: number, locals: Record<string, ReturnType<typeof value>>, assigned: NamedValue[] = []) {
  return { site: SITE, capture: capture(7, hit, locals, { assigned }) };
}

const LINE = value("Line", [{ name: "price", value: value("3") }]);
const ORDER = value("Order", [
  { name: "lines", value: value("[…]", [{ name: "0", value: LINE }]) },
  { name: "notes", value: value("{…}", [{ name: "'a b'", value: value("'x'") }]) },
  { name: "owner", value: value("Cart", undefined, "cart") },
]);
const CART = value("Cart", [{ name: "order", value: value("Order", undefined, "order") }]);

test.each([
  ["order.lines[0].price", "3"],
  ["order.notes['a b']", "'x'"],
  ['order.notes["a b"]', "'x'"],
  ["order.owner.order.lines[0]", "Line"],
  ["order.lines[1]", undefined],
  ["order.missing", undefined],
  ["nobody", undefined],
])("%s", (path, text) => {
  expect(valueSeen(path, [seen(1, { order: ORDER, cart: CART })])?.text).toBe(text);
});

test("the newest capture that has it, and of that what the statement has bound", () => {
  const all = [
    seen(2, { a: value("2") }, [{ name: "a", value: value("3") }]),
    seen(1, { a: value("1"), b: value("1") }),
  ];
  expect([valueSeen("a", all)?.text, valueSeen("b", all)?.text]).toEqual(["3", "1"]);
  expect([...namesSeenIn(all)].map(([name, { text }]) => `${name}=${text}`)).toEqual(["a=3", "b=1"]);
});

test("objects that refer to each other have an end", () => {
  const [a, b] = [value("a", undefined, "b"), value("b", undefined, "a")];
  expect(valueSeen("a.x", [seen(1, { a, b })])).toBeUndefined();
});
