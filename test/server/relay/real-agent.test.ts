/** The relay with real agents in real programs, through `snappoint run`. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { isAlive, kernel } from "../../../server/cli/system.js";
import { siteAt } from "../../../server/probes/site.js";
import { Fleet } from "../../../server/relay/fleet.js";
import { toWireProbe } from "../../../server/relay/to-wire.js";
import type { WireProbe } from "../../../server/relay/wire.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import { until } from "../../until.js";
import { ORDERS, order, ordersIn, TOTAL_LINE } from "../cli/orders.js";
import { runtimeFolder } from "../cli/snappoint.js";
import { afterwards, CLIENT } from "./fleet-fixture.js";
import { Recorder } from "./recorder.js";

beforeAll(loadGrammar);

const host = {
  uid: process.getuid?.() ?? -1,
  isAlive: (pid: number) => isAlive(pid, process.kill),
  ...kernel(),
};

function totalProbe(): WireProbe {
  const source = new SourceText(readFileSync(ORDERS, "utf8"));
  const statement = source.statementAt({ line: TOTAL_LINE - 1, column: 0 });
  if (statement === undefined) throw new Error("the marked line has no statement");
  const site = siteAt(ORDERS, source.text, statement);
  source.dispose();
  return toWireProbe({ id: "p1", uri: `file://${ORDERS}`, kind: "snapshot", site });
}

function fleetOver(dir: string, client = CLIENT) {
  const events = new Recorder();
  const fleet = new Fleet({ runtimeDir: dir, host, client, onEvent: events.onEvent });
  afterwards(() => fleet.stop());
  fleet.start();
  return { fleet, events };
}

test("a probe is armed, brings captures and counts, and is gone after the stop", async () => {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  const { fleet, events } = fleetOver(dir);
  const { agent } = await events.until("agent-connected");
  expect(agent.argv.slice(1)).toEqual([ORDERS]);
  fleet.setWanted(() => [totalProbe()]);
  await events.until("status", ({ statuses }) => statuses[0]?.status === "armed");

  expect(await order(program, "tea", 5, 7)).toBe("35, code probed");
  const { captures, dropped } = await events.until("captures");
  expect(captures).toMatchObject([{ probe: "p1", hit: 1, pid: agent.pid, thread: { name: "MainThread" } }]);
  expect(dropped).toBe(0);
  const [made] = captures[0]?.locals ?? [];
  expect(made).toMatchObject({ name: "order", value: { type: "Order" } });
  expect(made?.value.children?.map(({ name, value }) => `${name}=${value.text}`)).toEqual([
    "name='tea'",
    "price=5",
    "count=7",
  ]);
  await events.until("stats", ({ stats }) => stats[0]?.hits === 1 && stats[0].captured === 1);

  await fleet.stop();
  expect(await order(program, "milk")).toBe("6, code original");
  expect(events.of("trouble")).toEqual([]);
});

test("a probe stays as it is, counts included, while others come and go", async () => {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  const { fleet, events } = fleetOver(dir);
  const [one, other] = [totalProbe(), { ...totalProbe(), id: "p2", condition: "order.count > 1" }];
  const armed = (id: string) =>
    events.until("status", ({ statuses }) => statuses.some((it) => it.id === id && it.status === "armed"));
  await fleet.setWanted(() => [one]);
  await armed("p1");
  await order(program, "tea");
  await events.until("stats", ({ stats }) => stats[0]?.hits === 1);
  await fleet.setWanted(() => [one, other]);
  await armed("p2");
  await fleet.setWanted(() => [one]);
  await order(program, "milk");
  await events.until("stats", ({ stats }) => stats.some(({ id, hits }) => id === "p1" && hits === 2));
  expect(events.of("trouble")).toEqual([]);
});

test("taking the probe out of the wanted set takes it out of the program", async () => {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  const { fleet, events } = fleetOver(dir);
  fleet.setWanted(() => [totalProbe()]);
  await events.until("status", ({ statuses }) => statuses[0]?.status === "armed");
  fleet.setWanted(() => []);
  let orders = 0;
  await until(
    "the original code",
    () => order(program, `order${orders++}`),
    (told) => told === "6, code original",
  );
});

test("which lines have code is asked of every agent", async () => {
  const dir = runtimeFolder();
  await ordersIn(dir);
  const { fleet, events } = fleetOver(dir);
  await events.until("agent-connected");
  const [known] = await fleet.sourceLines(ORDERS);
  expect(known?.result).toMatchObject({ loaded: true, hash: totalProbe().hash });
  expect(known?.result.lines).toContain(TOTAL_LINE);
  const [unknown] = await fleet.sourceLines("/nowhere/a.py");
  expect(unknown?.result).toMatchObject({ loaded: false, lines: [] });
});

test("two servers have their own probes in one program", async () => {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  const one = fleetOver(dir, { ...CLIENT, id: "one" });
  const two = fleetOver(dir, { ...CLIENT, id: "two" });
  for (const { fleet, events } of [one, two]) {
    fleet.setWanted(() => [totalProbe()]);
    await events.until("status", ({ statuses }) => statuses[0]?.status === "armed");
  }
  await order(program, "tea");
  for (const { events } of [one, two]) await events.until("captures");
  await one.fleet.stop();
  expect(await order(program, "milk")).toBe("6, code probed");
  await two.events.untilCount("captures", 2);
  await two.fleet.stop();
  expect(await order(program, "rice")).toBe("6, code original");
});

test("a program that is killed is lost, and what it left in the folder is cleared away", async () => {
  const dir = runtimeFolder();
  await ordersIn(dir);
  const { events } = fleetOver(dir);
  const { agent } = await events.until("agent-connected");
  process.kill(agent.pid, "SIGKILL");
  expect((await events.until("agent-lost")).reason).toBe("the connection was closed");
  await until(
    "an empty folder",
    () => readdirSync(dir),
    (names) => names.length === 0,
  );
  expect(events.of("trouble")).toEqual([]);
});

test("a program that ends is lost, and a new one is found", async () => {
  const dir = runtimeFolder();
  const program = await ordersIn(dir);
  const { events } = fleetOver(dir);
  const first = await events.until("agent-connected");
  program.child.stdin?.end();
  await events.until("agent-lost", ({ agent }) => agent.key === first.agent.key);
  await ordersIn(dir);
  await events.until("agent-connected", ({ agent }) => agent.key !== first.agent.key);
});

test("a wrong token is refused by the agent and told", async () => {
  const dir = runtimeFolder();
  await ordersIn(dir);
  const name = readdirSync(dir).find((file) => file.endsWith(".json")) ?? "";
  const discovery = JSON.parse(readFileSync(path.join(dir, name), "utf8"));
  // Beside the agent's own file, which it would make again.
  const forged = path.join(dir, `${discovery.pid}-forged.json`);
  writeFileSync(`${forged}.new`, JSON.stringify({ ...discovery, token: "guessed" }), { mode: 0o600 });
  renameSync(`${forged}.new`, forged);
  const { fleet, events } = fleetOver(dir);
  expect((await events.until("trouble")).message).toBe(
    "it refuses the token that was given with its address",
  );
  await events.until("agent-connected");
  expect(fleet.agents().map(({ pid }) => pid)).toEqual([discovery.pid]);
});
