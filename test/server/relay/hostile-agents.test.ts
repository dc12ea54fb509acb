/** Whatever an agent sends, the server lives, says what was wrong, and goes on with the other agents. */
import { describe, expect, test } from "vitest";
import { fleetOver, peerIn, runtimeFolder } from "./fleet-fixture.js";
import { golden } from "./golden.js";
import { framed, polite, type Script } from "./peer.js";

const where = "process 4242 (python3 -m http.server 8000)";

/** A script that is polite until it is connected, and then sends `bytes`. */
function thenSend(bytes: string | Buffer): Script {
  return (got, say, socket) => {
    polite(got, say, socket);
    if (got.method === "probes/set") socket.write(bytes);
  };
}

describe("an agent that breaks the framing is cut off, with the reason", () => {
  test.each([
    ["bytes that are no message", "HELLO\r\n\r\n", "it sent a message without Content-Length"],
    [
      "a message that is not JSON",
      "Content-Length: 4\r\n\r\nabcd",
      'it sent a message that is not JSON: "abcd"',
    ],
    ["100 MB announced", "Content-Length: 104857600\r\n\r\n", "it announced a message of 104857600 bytes"],
    ["a header without end", "x".repeat(10_000), "it sent a message header of more than 8192 bytes"],
    [
      "a request of its own",
      framed({ jsonrpc: "2.0", id: 1, method: "x", params: {} }),
      "it sent JSON that is neither",
    ],
  ])("%s", async (_name, bytes, reason) => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir, thenSend(bytes));
    const { events } = fleetOver(dir);
    const lost = await events.until("agent-lost");
    expect(lost.reason).toContain(reason);
    const trouble = await events.until("trouble");
    expect(trouble).toMatchObject({ where, message: expect.stringContaining(reason) });
    peer.script = polite;
    await events.untilCount("agent-connected", 2);
    expect(events.of("trouble")).toHaveLength(1);
  });

  test("a breach in the answer to initialize", async () => {
    const dir = runtimeFolder();
    await peerIn(dir, (_got, _say, socket) => socket.write("Content-Length: 1\r\n\r\n{"));
    const { events } = fleetOver(dir);
    expect(await events.until("trouble")).toMatchObject({
      where,
      message: 'it sent a message that is not JSON: "{"',
    });
    expect(events.of("agent-connected")).toEqual([]);
  });
});

describe("a message of a wrong shape is refused by the field's name, and the connection stays", () => {
  test.each([
    ["captures", { captures: [{ probe: 1 }], dropped: 0 }, "field captures[0].probe must be text, not 1"],
    ["stats", { probes: [{ id: "p1" }] }, "field probes[0].hits must be a whole number from 0, not missing"],
    [
      "probes/status",
      { revision: "1", statuses: [] },
      "field revision must be a whole number from 0, not text",
    ],
  ])("%s", async (method, params, reason) => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir, thenSend(framed({ jsonrpc: "2.0", method, params })));
    const { events } = fleetOver(dir);
    const trouble = await events.until("trouble");
    expect(trouble).toEqual({
      type: "trouble",
      where,
      message: `its message ${method} was refused: ${reason}`,
    });
    peer.say(golden("stats.notification"));
    await events.until("stats");
    expect(events.of("agent-lost")).toEqual([]);
  });

  test("an unknown message is told and passed over", async () => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir, thenSend(framed({ jsonrpc: "2.0", method: "dance", params: {} })));
    const { events } = fleetOver(dir);
    expect((await events.until("trouble")).message).toBe('it sent "dance", which this version does not know');
    peer.say(golden("stats.notification"));
    await events.until("stats");
  });

  test("captures before initialize was answered are not shown", async () => {
    const dir = runtimeFolder();
    await peerIn(dir, (got, say, socket) => {
      if (got.method === "initialize") say(golden("captures.notification"));
      polite(got, say, socket);
      if (got.method === "probes/set") say(golden("stats.notification"));
    });
    const { events } = fleetOver(dir);
    await events.until("stats");
    expect(events.of("trouble")).toMatchObject([
      { message: "it sent messages before it had answered initialize" },
    ]);
    expect(events.of("captures")).toEqual([]);
  });

  test("the same complaint is told once, and an agent with endless new ones is not listened to", async () => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir);
    const { events } = fleetOver(dir);
    await events.until("agent-connected");
    for (let count = 0; count < 200; count++) {
      peer.say({ jsonrpc: "2.0", method: "same", params: {} });
      peer.say({ jsonrpc: "2.0", method: `new ${count}`, params: {} });
    }
    peer.say(golden("stats.notification"));
    await events.until("stats");
    expect(events.of("trouble")).toHaveLength(50);
    expect(events.of("trouble").filter((event) => event.message.includes('"same"'))).toHaveLength(1);
  });
});

describe("an agent that will not have the server is asked once", () => {
  const wrongProtocol = { jsonrpc: "2.0", error: { code: -32002, message: "this agent speaks version 7" } };
  const { result } = golden("initialize.result");
  test.each([
    ["wrong token", golden("initialize.wrong-token"), "it refuses the token that was given with its address"],
    [
      "wrong protocol",
      wrongProtocol,
      "it speaks another version of the protocol than this server (1): this agent",
    ],
    [
      "another protocol in its answer",
      { jsonrpc: "2.0", result: { ...result, protocol: 2 } },
      "it speaks version 2",
    ],
    [
      "an answer of a wrong shape",
      { jsonrpc: "2.0", result: { ...result, lease: "long" } },
      "its answer to initialize was refused: field lease must be a number, not text",
    ],
  ])("%s", async (_name, answer, reason) => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir, ({ id }, _say, socket) => {
      socket.end(framed({ ...answer, id }), () => socket.destroy());
    });
    const other = await peerIn(dir, polite, "17-other");
    const { events } = fleetOver(dir);
    expect(await events.until("trouble")).toMatchObject({ where, message: expect.stringContaining(reason) });
    await events.until("agent-connected", ({ agent }) => agent.key === "17-other");
    // Longer than the first pause between retries: the other agent's own takes as long.
    for (const connections of [2, 3]) {
      await other.crash();
      await other.listen();
      await events.untilCount("agent-connected", connections);
    }
    // Its discovery file changes: now it is asked again, and only now.
    peer.script = polite;
    peer.announce({ started: 1 });
    await events.until("agent-connected", ({ agent }) => agent.key === "4242-9f3a");
    expect(peer.received.filter(({ method }) => method === "initialize")).toHaveLength(2);
  });

  test("another protocol in its discovery file: it is not even connected to", async () => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir);
    peer.announce({ protocol: 9 });
    const { events } = fleetOver(dir);
    expect((await events.until("trouble")).message).toMatch(
      /^it speaks version 9 of the protocol, this server version 1: start the program again/,
    );
    expect(peer.sockets).toEqual([]);
  });
});

describe("an agent that does not answer", () => {
  const patience = { initialize: 50, answer: 50, shutdown: 50 };

  test("initialize: told, tried again, connected when it does", async () => {
    const dir = runtimeFolder();
    const peer = await peerIn(dir, () => undefined);
    const { events } = fleetOver(dir, { patience });
    const trouble = await events.until("trouble");
    expect(trouble).toEqual({
      type: "trouble",
      where,
      message: "it has not answered initialize within 0.05 s",
    });
    peer.script = polite;
    await events.until("agent-connected");
  });

  test("probes/set: told, and the connection stays", async () => {
    const dir = runtimeFolder();
    const held: (() => void)[] = [];
    const peer = await peerIn(dir, (got, say, socket) => {
      if (got.method === "probes/set") held.push(() => polite(got, say, socket));
      else polite(got, say, socket);
    });
    const { events } = fleetOver(dir, { patience });
    expect((await events.until("trouble")).message).toMatch(/^it has not taken over the probes yet/);
    held.shift()?.();
    peer.say(golden("stats.notification"));
    await events.until("stats");
    expect(events.of("agent-lost")).toEqual([]);
  });

  test("source/lines and shutdown: neither waits for ever", async () => {
    const dir = runtimeFolder();
    await peerIn(dir, (got, say, socket) => {
      if (got.method === "initialize") polite(got, say, socket);
    });
    const { fleet, events } = fleetOver(dir, { patience });
    await events.until("agent-connected");
    expect(await fleet.sourceLines("/srv/shop/orders.py")).toEqual([]);
    await events.until(
      "trouble",
      ({ message }) => message === "it has not answered source/lines within 0.05 s",
    );
    await fleet.stop();
    expect((await events.until("agent-lost")).reason).toBe("the server has shut down");
  });

  test("initialize while the server stops: the stop does not wait for it", async () => {
    const dir = runtimeFolder();
    const asked = new Promise<void>((resolve) => void peerIn(dir, () => resolve()));
    const { fleet, events } = fleetOver(dir, { patience: { ...patience, initialize: 3_600_000 } });
    await asked;
    await fleet.stop();
    expect(events.seen).toEqual([]);
  });
});

test("an agent that closes the connection without an answer: who it may belong to is told", async () => {
  const dir = runtimeFolder();
  await peerIn(dir, (_got, _say, socket) => socket.destroy());
  const { events } = fleetOver(dir);
  expect((await events.until("trouble")).message).toBe(
    "it closed the connection without an answer: it ends, or runs as another user than you, " +
      "as a container with users of its own may have it",
  );
});

test("an agent that dies in the middle of a message is lost, and found again when it is back", async () => {
  const dir = runtimeFolder();
  const peer = await peerIn(dir, (got, say, socket) => {
    polite(got, say, socket);
    if (got.method === "probes/set") {
      socket.end(framed(golden("captures.notification")).slice(0, 300));
    }
  });
  const { events } = fleetOver(dir);
  expect((await events.until("agent-lost")).reason).toBe("the connection was closed");
  peer.script = polite;
  await events.untilCount("agent-connected", 2);
  expect(events.of("captures")).toEqual([]);
});
