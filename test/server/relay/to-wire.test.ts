/** What an agent is told of a probe. */
import { expect, test } from "vitest";
import type { Probe, Site, SiteExpression } from "../../../server/probes/probe.js";
import { toWireProbe } from "../../../server/relay/to-wire.js";
import { MAX_EXPRESSIONS, type WantedSet } from "../../../server/relay/wire.js";
import { golden } from "./golden.js";

const { probes: goldenProbes } = golden("probes-set.request").params as WantedSet;

function wire(column: number, endColumn: number) {
  return { start: { line: 12, column }, end: { line: 12, column: endColumn } };
}

function expression(column: number, endColumn: number, more: Partial<SiteExpression>): SiteExpression {
  const span = { start: { line: 11, column }, end: { line: 11, column: endColumn } };
  return { span, wire: wire(column, endColumn), kind: "other", parts: [], text: "", ...more };
}

function name(column: number, endColumn: number, identifier: string): SiteExpression {
  return expression(column, endColumn, { kind: "name", name: identifier, text: identifier });
}

const site: Site = {
  file: "/srv/shop/orders.py",
  hash: "ab".repeat(32),
  head: { start: { line: 11, column: 8 }, end: { line: 11, column: 40 } },
  wire: wire(8, 40),
  function: "Cart.total",
  normal: "",
  reads: ["price", "order"],
  expressions: [],
  text: "total = price or tax(order)",
};
const plain: Probe = { id: "p1", uri: "file:///srv/shop/orders.py", kind: "snapshot", site };
const priceOrTax = [
  name(16, 21, "price"),
  name(25, 28, "tax"),
  name(29, 34, "order"),
  expression(25, 35, { parts: [1, 2] }),
  expression(16, 35, { kind: "or", parts: [0, 3] }),
];

test("a site is sent as file, hash, function and wire span, and what the user wishes beside it", () => {
  const rich: Probe = {
    ...plain,
    id: "p2",
    site: { ...site, expressions: priceOrTax },
    condition: "total > 100 and user.name != 'root'",
    show: ["len(items)", "user.name"],
    detail: "more",
  };
  const timer: Probe = { ...plain, id: "p3", kind: "time", site: { ...site, calls: true } };
  const exceptions: Probe = { ...plain, id: "p4", kind: "exception", condition: "total > 100" };
  const changes: Probe = { ...plain, id: "p5", changes: "order.status" };
  const simple = [timer, exceptions, changes].map((probe) => toWireProbe(probe));
  expect([toWireProbe(plain), toWireProbe(rich, { "/srv/": "/app" }), ...simple]).toStrictEqual(goldenProbes);
});

test("only a snapshot point asks for the values of expressions", () => {
  const probes = (["count", "log", "function"] as const).map((kind) =>
    toWireProbe({ ...plain, kind, message: "x={x}", site: { ...site, expressions: priceOrTax } }),
  );
  expect(probes.map(({ expressions }) => expressions)).toEqual([undefined, undefined, undefined]);
  expect(probes.map(({ message }) => message)).toEqual(Array(3).fill("x={x}"));
});

test("a name that is longer than an agent takes is left out, and not the probe", () => {
  const long = name(0, 3000, "x".repeat(3000));
  const { expressions } = toWireProbe({ ...plain, site: { ...site, expressions: [long] } });
  expect(expressions).toEqual([{ span: long.wire, kind: "name" }]);
});

test("of a statement with more expressions than an agent takes the first ones are sent", () => {
  const many = Array.from({ length: MAX_EXPRESSIONS + 5 }, (_, index) => name(index, index + 1, "x"));
  const { expressions } = toWireProbe({ ...plain, site: { ...site, expressions: many } });
  expect(expressions).toHaveLength(MAX_EXPRESSIONS);
});

test("the longest folder of the user's map holds, and only whole names of folders", () => {
  const mapped = (pathMap: Record<string, string>) => toWireProbe(plain, pathMap).mapped;
  expect(mapped({ "/srv": "/app", "/srv/shop": "/usr/src/shop/" })).toBe("/usr/src/shop/orders.py");
  expect(mapped({ "/srv/sho": "/app" })).toBeUndefined();
  expect(mapped({})).toBeUndefined();
  const windows = { ...site, file: "C:\\shop\\api\\orders.py" };
  expect(toWireProbe({ ...plain, site: windows }, { "C:\\shop": "/app" }).mapped).toBe("/app/api/orders.py");
});
