/** Which value the hover begins with: the document has the cursor before `‸`. */
import { beforeAll, expect, test } from "vitest";
import type { Capture } from "../../../server/probes/capture.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { valueUnder } from "../../../server/view/under-cursor.js";
import { capture, computed, edit, named, probe, URI, type Values, withProbe } from "../probes/fixture.js";

beforeAll(loadGrammar);

const LOCALS = { price: "10", order: "Order(…)", total: "old", i: "outer" };

/** `name = value` for a cursor in a statement, or "" when there is none. */
function check(statement: string, values: Values | undefined, expected: string, more: Partial<Capture> = {}) {
  const line = `    ${statement}`;
  const registry = withProbe(`def f(price, order):\n    «${statement.replace("‸", "")}»\n`);
  const place = { line: 1, column: line.indexOf("‸") };
  const snapshot = probe(registry);
  const name = registry.source(URI)?.nameAt(place);
  const hit = capture(1, 1, LOCALS, { ...(values && computed(snapshot, values)), ...more });
  const found = valueUnder({ place, name }, snapshot, hit);
  expect(found ? `${found.name} = ${found.value.text}` : "").toBe(expected);
}

const TAXED: Values = {
  price: "11",
  tax: "<function>",
  "order.state": "'CA'",
  "tax(order.state)": "2",
  "price + tax(order.state)": "13",
};

test("the smallest expression under the cursor, with the value that the program computed", () => {
  check("total = ‸price + tax(order.state)", TAXED, "price = 11");
  check("total = price ‸+ tax(order.state)", TAXED, "price + tax(order.state) = 13");
  check("total = price + t‸ax(order.state)", TAXED, "tax = <function>");
  check("total = price + tax‸(order.state)", TAXED, "tax(order.state) = 2");
  check("total = price + tax(order.sta‸te)", TAXED, "order.state = 'CA'");
});

test("a name without a computed value has the one from before the line", () => {
  check("total = price + tax(or‸der.state)", TAXED, "order = Order(…)");
});

test("anything else without a value of its own belongs to what is around it", () => {
  check("total = f(not ‸(price))", { "f(not (price))": "1" }, "f(not (price)) = 1");
  check("total = ‸(price)", {}, "");
});

test("a name that is assigned to has the value that it got", () => {
  check("tot‸al = price", { price: "11" }, "total = 11", { assigned: named({ total: "11" }) });
  check("tot‸al = price", { price: "11" }, "total = old");
  check("tot‸al = total + 1", { total: "1", "total + 1": "2" }, "total = 2", {
    assigned: named({ total: "2" }),
  });
  check("total = tot‸al + 1", { total: "1", "total + 1": "2" }, "total = 1", {
    assigned: named({ total: "2" }),
  });
});

test("inside a comprehension only what is not its own has a value", () => {
  const values = { order: "Order(…)", "[i * price for i in order]": "[10]" };
  check("x = [i * pri‸ce for i in order]", values, "price = 10");
  check("x = [‸i * price for i in order]", values, "[i * price for i in order] = [10]");
});

test("without computed values, names have the values from before the line", () => {
  check("total = ‸price + tax(order)", undefined, "price = 10");
  check("tot‸al = price", undefined, "total = old");
  check("total = price ‸+ tax(order)", undefined, "");
  check("total = price + t‸ax(order)", undefined, "");
});

test("the statement is found where it has moved to", () => {
  const registry = withProbe("def f(price):\n    a; «x = price +\\\n      price»\n");
  edit(registry, "def", "import os\n\n\ndef");
  edit(registry, "a;", "abc;");
  const snapshot = probe(registry);
  const values = snapshot.probe.site.expressions.map((_, expression) => {
    return { expression, value: { type: "int", text: String(expression) } };
  });
  const hit = capture(1, 1, {}, { values });
  const under = (line: number, column: number) =>
    valueUnder({ place: { line, column }, name: "price" }, snapshot, hit);
  expect(under(4, 13)?.value.text).toBe("0");
  expect(under(5, 6)?.value.text).toBe("1");
});
