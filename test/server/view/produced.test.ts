/** What a hit brought, in the order in which a label shows it. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Capture, Value } from "../../../server/probes/capture.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { diagnostic } from "../../../server/view/diagnostic.js";
import { label } from "../../../server/view/label.js";
import { allValues, produced } from "../../../server/view/values.js";
import { agent, capture, computed, named, probe, stats, type Values, withProbe } from "../probes/fixture.js";

beforeAll(loadGrammar);

const BODY = "def pay(self, order, price):\n    ";

function int(value: number): Value {
  return { type: "int", text: String(value) };
}

function error(type: string, ...args: Value[]): Value {
  const children = args.map((value, index) => ({ name: String(index), value }));
  return { type, text: `${type}(${args.map(({ text }) => text).join(", ")})`, children };
}

/** The texts for one hit of a statement, joined. */
function check(
  statement: string,
  values: Values,
  more: Partial<Capture>,
  expected: string,
  locals: Values = {},
) {
  const snapshot = probe(withProbe(`${BODY}«${statement}»\n`));
  const hit = capture(1, 1, locals, { ...computed(snapshot, values), ...more });
  expect(produced(snapshot.probe, hit).join(" · ")).toBe(expected);
}

describe("a statement that assigns", () => {
  test("the new values first, then the names that it read", () => {
    const read = { price: int(40), tax: "<function>", order: "Order(…)", "tax(order)": int(2) };
    const assigned = named({ total: int(42) });
    check("total = price + tax(order)", read, { assigned }, "total=42 · price=40 · order=Order(…)");
  });

  test("a name that it changes is shown with its new value only", () => {
    check("count += price", { price: int(2) }, { assigned: named({ count: int(5) }) }, "count=5 · price=2", {
      count: int(3),
      price: int(2),
    });
  });

  test("the values that the program read win over those before the line", () => {
    check(
      "x = order.total",
      { "order.total": int(7) },
      { assigned: named({ x: int(7) }) },
      "x=7 · order.total=7",
    );
  });
});

describe("a statement that comes to a value", () => {
  test("what is returned, behind an arrow", () => {
    check("return price * 2", { price: int(21), "price * 2": int(42) }, {}, "→ 42 · price=21");
    check("return price", { price: int(21) }, {}, "→ 21");
    check("return order.f()", { "order.f()": { type: "NoneType", text: "None" } }, {}, "→ None");
  });

  test("what a condition came to", () => {
    const values = { price: int(5), "price > 3": { type: "bool", text: "True" } };
    check("if price > 3: pass", values, {}, "price=5 · → True");
    check("while price > 3: pass", values, {}, "price=5 · → True");
    check("assert price > 3, price", values, {}, "price=5 · → True");
  });

  test("what a call came to, unless that is None", () => {
    check("order.f(price)", { "order.f(price)": int(1), price: int(5) }, {}, "price=5 · → 1");
    const none = { type: "NoneType", text: "None" };
    check("order.f(price)", { "order.f(price)": none, price: int(5) }, {}, "price=5");
  });
});

test("modules, functions and classes that a statement reads are not worth a word, unless a variable has them", () => {
  const order = { type: "type", text: "<class Order>" };
  const values = { "os.path": { type: "module", text: "<module posixpath>" }, order };
  const assigned = named({ x: int(1) });
  check("x = f(os.path, order)", values, { assigned }, "x=1 · order=<class Order>", { order });
});

describe("a statement that fails", () => {
  test("the exception as a traceback tells it, and what was read until then", () => {
    const raised = error("ZeroDivisionError", { type: "str", text: "'division by zero'" });
    check("x = 1 / price", { price: int(0) }, { raised }, "✗ ZeroDivisionError: division by zero · price=0");
  });

  test.each<[Value, string]>([
    [error("StopIteration"), "StopIteration"],
    [error("OSError", int(2), { type: "str", text: "'gone'" }), "OSError: (2, 'gone')"],
    [error("ValueError", { type: "str", text: "'long'…" }), "ValueError: long…"],
    [error("ExitCode", int(3)), "ExitCode: 3"],
    [{ type: "Odd", text: "Odd(…)" }, "Odd(…)"],
    [{ type: "Odd", text: "it failed" }, "Odd: it failed"],
    [error("Evil", { type: "str", text: "'a\nb\u202e'" }), "Evil: a\\nb\\u202e"],
  ])("%#", (raised, text) => check("f()", {}, { raised }, `✗ ${text}`));
});

test("what the user asked to see comes before the line's own values", () => {
  const shown = named({ "len(order)": int(3) });
  check(
    "x = price",
    { price: int(5) },
    { shown, assigned: named({ x: int(5) }) },
    "len(order)=3 · x=5 · price=5",
  );
});

test("of a logpoint its message, and nothing else", () => {
  const { probe: logpoint } = probe(withProbe(`${BODY}«x = price»\n`, "log", { message: "p={price}" }));
  expect(produced(logpoint, capture(1, 1, { price: int(5) }, { message: "p=5\nq" }))).toEqual(["p=5\\nq"]);
});

test("of a watched function what it came to, then its arguments", () => {
  const { probe: watch } = probe(withProbe("«def pay(price):\n    pass»\n", "function"));
  const call = capture(1, 1, { self: "…", price: int(5) }, { returned: int(7) });
  expect(produced(watch, call)).toEqual(["→ 7", "price=5", "self=…"]);
  const raised = error("KeyError", { type: "str", text: "'x'" });
  expect(produced(watch, capture(1, 1, { price: int(5) }, { raised }))).toEqual(["✗ KeyError: x", "price=5"]);
});

test("without any of it, what the statement reads, or the locals", () => {
  const { probe: plain } = probe(withProbe(`${BODY}«return price * 2»\n`));
  expect(produced(plain, capture(1, 1, { self: "…", price: int(5) }))).toEqual(["price=5"]);
  expect(produced(plain, capture(1, 1, { self: "…" }))).toEqual(["self=…"]);
});

test("all values by name: what was read, then everything else that was computed, each text once", () => {
  const statement = "x = price + order.f(price, 1)";
  const snapshot = probe(withProbe(`${BODY}«${statement}»\n`));
  const values = { price: int(1), "1": int(1), "order.f": "…", "order.f(price, 1)": int(2) };
  const hit = capture(1, 1, {}, computed(snapshot, values));
  expect(allValues(snapshot.probe.site, hit).map(({ name, value }) => `${name}=${value.text}`)).toEqual([
    "price=1",
    "order.f=…",
    "order.f(price, 1)=2",
  ]);
});

describe("beside the line", () => {
  const statement = "if price > 100: pass";

  function registryWith(condition: string, hits: Partial<Capture>[], counts: Parameters<typeof stats>) {
    const registry = withProbe(`${BODY}«${statement}»\n`, "snapshot", { condition });
    registry.apply({ type: "agent-connected", agent: agent(1) });
    const captures = hits.map((more, index) => capture(1, index + 1, { price: int(5) }, more));
    registry.apply({ type: "captures", agent: agent(1), captures, dropped: 0 });
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(...counts)] });
    return registry;
  }

  function report(registry: ReturnType<typeof withProbe>, status: "armed" | "rejected", reason: string) {
    const statuses = [{ id: "p1", status, reason, locations: 1 }];
    registry.apply({ type: "status", agent: agent(1), revision: 1, statuses });
  }

  test("hits that do not fulfil the condition are not counted", () => {
    const registry = registryWith("price > 3", [{}], [1000, { conditionFalse: 990, conditionFailed: 3 }]);
    report(registry, "armed", "");
    expect(label(probe(registry), 2001).parts.join("")).toBe("price=5 ×7");
  });

  test("a condition that was never true says so", () => {
    const registry = registryWith("price > 3", [], [1000, { conditionFalse: 1000 }]);
    report(registry, "armed", "");
    const { parts, tooltip } = label(probe(registry), 2001);
    expect(parts.join("")).toBe("never true in 1,000 hits");
    expect(tooltip).toBe("the condition price > 3 was not true in any of 1,000 hits");
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    expect(label(probe(registry), 2001).parts.join("")).toBe("never true in 1,000 hits ended");
  });

  test("a condition that failed to the end, or until the point was paused, says so", () => {
    const failing = registryWith("pric > 3", [], [5, { conditionFailed: 5 }]);
    report(failing, "armed", "condition failed: NameError: name 'pric' is not defined");
    failing.apply({ type: "probes-paused", ids: ["p1"], paused: true });
    expect(label(probe(failing), 2001).parts.join("")).toBe("condition failed in 5 hits paused");
    failing.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    failing.apply({ type: "probes-paused", ids: ["p1"], paused: false });
    expect(label(probe(failing), 2001)).toMatchObject({
      parts: ["condition failed in 5 hits", " ended"],
      tooltip: "the condition pric > 3 failed in each of 5 hits, ended",
    });
  });

  test("a condition that fails, or that no agent takes, tells why, also where diagnostics are shown", () => {
    const failing = registryWith("pric > 3", [], [5, { conditionFailed: 5 }]);
    report(failing, "armed", "condition failed: NameError: name 'pric' is not defined");
    expect(label(probe(failing), 2001).parts.join("")).toBe("condition failed: NameError: name 'pric' i…");
    expect(diagnostic(probe(failing), 80, 2001).message).toBe(
      "armed: condition failed: NameError: name 'pric' is not defined",
    );
    const refused = registryWith("f(price)", [], [0]);
    report(refused, "rejected", "column 1: only these can be called: abs, len");
    expect(diagnostic(probe(refused), 80, 2001).message).toBe(
      "rejected: column 1: only these can be called: abs, len",
    );
  });

  test("a statement that has not ended yet says so", () => {
    const registry = registryWith("price > 3", [{ unfinished: true }], [1]);
    report(registry, "armed", "");
    expect(label(probe(registry), 2001).parts.join("")).toBe("price=5 ×1 still running");
  });
});
