/** What a fleet says to agents and makes of what they say. */
import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import type { Fleet } from "../../../server/relay/fleet.js";
import type { ProbesSetParams, WantedSet, WireProbe } from "../../../server/relay/wire.js";
import { fleetOver, peerIn, runtimeFolder } from "./fleet-fixture.js";
import { golden } from "./golden.js";
import { framed, type Peer, polite, type Received } from "./peer.js";

const { probes: goldenProbes } = golden("probes-set.request").params as WantedSet;

function probeNamed(id: string): WireProbe {
  return { ...(goldenProbes[0] as WireProbe), id };
}

function idsOf(probes: ProbesSetParams["probes"]): string[] {
  return probes.map((probe) => (typeof probe === "string" ? probe : probe.id));
}

function sets(peer: Peer): string[][] {
  return peer.received
    .filter(({ method }) => method === "probes/set")
    .map(({ params }) => idsOf((params as unknown as ProbesSetParams).probes));
}

test("the server's messages are the golden ones", async () => {
  const dir = runtimeFolder();
  const peer = await peerIn(dir);
  const { fleet, events } = fleetOver(dir);
  await events.until("agent-connected");
  fleet.setWanted(() => [probeNamed("other")]);
  fleet.setWanted(() => goldenProbes);
  await fleet.sourceLines("/srv/shop/orders.py");
  await fleet.stop();
  const messages = (method: string) => peer.received.filter((got) => got.method === method);
  const plain = ({ id: _id, ...message }: Received) => message;
  for (const name of ["initialize", "source-lines", "shutdown"]) {
    const { id: _id, ...wanted } = golden(`${name}.request`);
    expect(messages(wanted.method as string).map(plain)).toEqual([wanted]);
  }
  const { id: _id, ...wantedSet } = golden("probes-set.request");
  expect(plain(messages("probes/set").at(-1) as Received)).toEqual(wantedSet);
});

test("an agent's messages become events", async () => {
  const dir = runtimeFolder();
  const peer = await peerIn(dir);
  const { fleet, events } = fleetOver(dir);
  const { agent } = await events.until("agent-connected");
  expect(agent).toEqual({
    key: "4242-9f3a",
    pid: 4242,
    argv: ["python3", "-m", "http.server", "8000"],
    cwd: "/srv/shop",
    python: "3.13.0",
    started: 1790000000.5,
  });
  expect(fleet.agents()).toEqual([agent]);
  for (const name of ["captures", "probes-status", "stats"]) peer.say(golden(`${name}.notification`));
  await events.until("stats");
  const { captures } = golden("captures.notification").params as { captures: object[] };
  expect(events.of("captures")).toEqual([
    { type: "captures", agent, captures: captures.map((it) => ({ ...it, pid: 4242 })), dropped: 0 },
  ]);
  expect(events.of("status")).toEqual([
    { type: "status", agent, ...golden("probes-status.notification").params },
  ]);
  const { probes } = golden("stats.notification").params as { probes: object[] };
  expect(events.of("stats")).toEqual([{ type: "stats", agent, stats: probes }]);
  expect(await fleet.sourceLines("/srv/shop/orders.py")).toEqual([
    { agent, result: golden("source-lines.result").result },
  ]);
});

test("changes while a set is in flight are sent as one: the newest", async () => {
  const dir = runtimeFolder();
  const held: (() => void)[] = [];
  const arrived: (() => void)[] = [];
  const arrival = () => new Promise<void>((resolve) => arrived.push(resolve));
  const first = arrival();
  const second = arrival();
  const peer = await peerIn(dir, (got, say, socket) => {
    if (got.method !== "probes/set") return polite(got, say, socket);
    held.push(() => polite(got, say, socket));
    arrived.shift()?.();
  });
  const { fleet, events } = fleetOver(dir);
  await first;
  for (const id of ["a", "b", "c"]) fleet.setWanted(() => [probeNamed(id)]);
  held.shift()?.();
  await second;
  held.shift()?.();
  peer.say(golden("stats.notification"));
  await events.until("stats");
  expect(sets(peer)).toEqual([[], ["c"]]);
});

test("the same set again is not sent again", async () => {
  const dir = runtimeFolder();
  const peer = await peerIn(dir);
  const { fleet, events } = fleetOver(dir);
  await events.until("agent-connected");
  fleet.setWanted(() => [probeNamed("a")]);
  fleet.setWanted(() => [probeNamed("a")]);
  await fleet.sourceLines("/srv/shop/orders.py");
  await fleet.stop();
  expect(sets(peer)).toEqual([[], ["a"]]);
});

test("of a set that an agent has taken over, only what is new is said again", async () => {
  const dir = runtimeFolder();
  const peer = await peerIn(dir);
  const { fleet, events } = fleetOver(dir);
  await events.until("agent-connected");
  const set = golden("probes-set-again.request").params as ProbesSetParams;
  const fresh = set.probes.filter((probe) => typeof probe !== "string");
  const [first, last] = [goldenProbes.at(0), goldenProbes.at(-1)] as [WireProbe, WireProbe];
  await fleet.setWanted(() => goldenProbes);
  await fleet.setWanted(() => [first, ...fresh, last]);
  expect(peer.received.at(-1)?.params?.probes).toEqual(set.probes);
});

test.each([
  ["does not remember", { agent: { version: "0.1.0" } }, []],
  ["has forgotten", {}, [["a", "b"]]],
])("all of it is said again to an agent that %s", async (_what, told, inVain) => {
  const dir = runtimeFolder();
  const said: ProbesSetParams["probes"][] = [];
  await peerIn(dir, (got, say, socket) => {
    if (got.method === "initialize") {
      say({
        jsonrpc: "2.0",
        id: got.id,
        result: { ...(golden("initialize.result").result as object), ...told },
      });
      return;
    }
    if (got.method !== "probes/set") return polite(got, say, socket);
    const { probes } = got.params as unknown as ProbesSetParams;
    said.push(probes);
    if (probes.every((probe) => typeof probe !== "string")) return polite(got, say, socket);
    say({ jsonrpc: "2.0", id: got.id, error: { code: -32602, message: "no probe of the set before" } });
  });
  const { fleet, events } = fleetOver(dir);
  await events.until("agent-connected");
  const [a, b] = [probeNamed("a"), probeNamed("b")];
  await fleet.setWanted(() => [a]);
  await fleet.setWanted(() => [a, b]);
  expect(said.slice(-1 - inVain.length).map(idsOf)).toEqual([...inVain, ["a", "b"]]);
  expect(said.at(-1)).toEqual([a, b]);
  expect(events.of("trouble")).toEqual([]);
});

test("an agent that refuses a set is told as trouble and gets the next one", async () => {
  const dir = runtimeFolder();
  const peer = await peerIn(dir, (got, say, socket) => {
    if (got.method !== "probes/set") return polite(got, say, socket);
    say({ jsonrpc: "2.0", id: got.id, error: { code: -32603, message: "out of memory" } });
  });
  const { fleet, events } = fleetOver(dir);
  expect((await events.until("trouble")).message).toBe("it did not take over the probes: out of memory");
  peer.script = polite;
  fleet.setWanted(() => [probeNamed("a")]);
  await fleet.sourceLines("/srv/shop/orders.py");
  await fleet.stop();
  expect(sets(peer).at(-1)).toEqual(["a"]);
});

test("a connection that is lost comes back with the whole set", async () => {
  const dir = runtimeFolder();
  const peer = await peerIn(dir);
  const { fleet, events } = fleetOver(dir);
  fleet.setWanted(() => [probeNamed("a")]);
  await events.until("agent-connected");
  await peer.crash();
  await events.until("agent-lost");
  expect(fleet.agents()).toEqual([]);
  await peer.listen();
  await events.untilCount("agent-connected", 2);
  await fleet.sourceLines("/srv/shop/orders.py");
  expect(sets(peer).at(-1)).toEqual(["a"]);
});

test("several agents at once, each with its own events", async () => {
  const dir = runtimeFolder();
  const one = await peerIn(dir, polite, "1-one");
  await peerIn(dir, polite, "2-two");
  const { fleet, events } = fleetOver(dir);
  await events.untilCount("agent-connected", 2);
  expect(
    fleet
      .agents()
      .map(({ key }) => key)
      .sort(),
  ).toEqual(["1-one", "2-two"]);
  one.say(golden("stats.notification"));
  expect((await events.until("stats")).agent.key).toBe("1-one");
  await one.stop();
  expect((await events.until("agent-lost")).agent.key).toBe("1-one");
  expect(fleet.agents().map(({ key }) => key)).toEqual(["2-two"]);
});

test.each<[string, (peer: Peer, fleet: Fleet) => void]>([
  ["ends, and takes its discovery file away first", (peer) => rmSync(peer.file)],
  ["ends while it is told something", (_peer, fleet) => void fleet.setWanted(() => [probeNamed("other")])],
])("what an agent said last is heard when it %s", async (_way, meanwhile) => {
  const dir = runtimeFolder();
  const names = ["1-one", "2-two", "3-three"];
  const peers = await Promise.all(names.map((name) => peerIn(dir, polite, name)));
  const { fleet, events } = fleetOver(dir);
  await events.untilCount("agent-connected", peers.length);
  await fleet.setWanted(() => goldenProbes);
  const words = Array.from({ length: 20 }, () => framed(golden("stats.notification"))).join("");
  for (const peer of peers) peer.sockets.at(-1)?.end(words, () => peer.sockets.at(-1)?.destroy());
  await events.until("stats");
  for (const peer of peers) meanwhile(peer, fleet);
  await events.untilCount("agent-lost", peers.length);
  for (const name of names) {
    const told = events.seen.filter((event) => "agent" in event && event.agent.key === name);
    const heard = told.slice(
      0,
      told.findIndex(({ type }) => type === "agent-lost"),
    );
    expect(heard.filter(({ type }) => type === "stats")).toHaveLength(20);
  }
  expect(events.of("trouble")).toEqual([]);
});

test("stop says shutdown to every agent, and nothing comes after it", async () => {
  const dir = runtimeFolder();
  const peers = [await peerIn(dir, polite, "1-one"), await peerIn(dir, polite, "2-two")];
  const { fleet, events } = fleetOver(dir);
  await events.untilCount("agent-connected", 2);
  await fleet.stop();
  for (const peer of peers) expect(peer.received.at(-1)?.method).toBe("shutdown");
  expect(fleet.agents()).toEqual([]);
  expect(events.of("agent-lost").map(({ reason }) => reason)).toEqual(
    Array(2).fill("the server has shut down"),
  );
});
