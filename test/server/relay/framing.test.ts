import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  BreachError,
  FrameSplitter,
  GuardedReader,
  MAX_HEADER_BYTES,
  messageIn,
} from "../../../server/relay/framing.js";
import { MAX_MESSAGE_BYTES } from "../../../server/relay/wire.js";
import { afterwards, runtimeFolder } from "./fleet-fixture.js";
import { framed } from "./peer.js";

/** The bodies that come out when the bytes arrive in pieces of `size`. */
function bodies(bytes: Buffer, size: number): string[] {
  const splitter = new FrameSplitter();
  const found: string[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    for (const body of splitter.push(bytes.subarray(start, start + size))) found.push(body.toString());
  }
  return found;
}

describe("a stream of messages", () => {
  const bytes = Buffer.from(
    'Content-Length: 10\r\n\r\n{"a":"é"}' +
      "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\r\n\r\n[]" +
      "Content-Length: 1\r\n\r\n7",
  );

  test.each([1, 2, 3, 7, 20, 64, 1000])("comes out whole when it arrives in pieces of %i bytes", (size) => {
    expect(bodies(bytes, size)).toEqual(['{"a":"é"}', "[]", "7"]);
  });

  test("holds a message of exactly the limit", () => {
    const body = Buffer.alloc(MAX_MESSAGE_BYTES, "7");
    const found = bodies(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]), 65536);
    expect(found.map((text) => text.length)).toEqual([MAX_MESSAGE_BYTES]);
  });
});

describe("a breach of the framing is named", () => {
  test.each([
    ["Content-Length: 104857600\r\n\r\n", "it announced a message of 104857600 bytes; the limit is 8388608"],
    ["Content-Length: 99999999999999999999\r\n\r\n", "it sent a Content-Length that is not a number"],
    ["Content-Length: ten\r\n\r\n", 'it sent a Content-Length that is not a number: "ten"'],
    ["Content-Length: -5\r\n\r\n", 'it sent a Content-Length that is not a number: "-5"'],
    ["Content-Length: 0x10\r\n\r\n", 'it sent a Content-Length that is not a number: "0x10"'],
    ["Content-Length: 0\r\n\r\n", "it sent an empty message"],
    ["Length: 10\r\n\r\n", "it sent a message without Content-Length"],
    ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "it sent a message without Content-Length"],
    ["x".repeat(MAX_HEADER_BYTES + 1), "it sent a message header of more than 8192 bytes"],
    [
      `Content-Length: 2\r\nX: ${"x".repeat(MAX_HEADER_BYTES)}\r\n\r\n{}`,
      "it sent a message header of more than 8192 bytes",
    ],
  ])("%.40j", (sent, reason) => {
    for (const size of [1, 100, sent.length]) {
      expect(() => bodies(Buffer.from(sent), size)).toThrow(reason);
      expect(() => bodies(Buffer.from(sent), size)).toThrow(BreachError);
    }
  });

  test.each([
    ["{nonsense", 'it sent a message that is not JSON: "{nonsense"'],
    ["\x00\xff", "it sent a message that is not JSON"],
    ["NaN", "it sent a message that is not JSON"],
    ["null", "neither a JSON-RPC 2.0 notification nor a response"],
    ["[]", "neither a JSON-RPC 2.0 notification nor a response"],
    ['{"method":"stats","params":{}}', "neither a JSON-RPC 2.0 notification nor a response"],
    ['{"jsonrpc":"2.0","method":"stats"}', "neither a JSON-RPC 2.0 notification nor a response"],
    ['{"jsonrpc":"2.0","method":"stats","params":[1]}', "neither a JSON-RPC 2.0 notification nor a response"],
    ['{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}', "neither a JSON-RPC 2.0 notification nor"],
    ['{"jsonrpc":"2.0","method":"$/cancelRequest","params":{}}', "neither a JSON-RPC 2.0 notification nor"],
    ['{"jsonrpc":"2.0","id":1}', "neither a JSON-RPC 2.0 notification nor a response"],
    ['{"jsonrpc":"2.0","id":null,"result":1}', "neither a JSON-RPC 2.0 notification nor a response"],
    ['{"jsonrpc":"2.0","id":1,"error":"no"}', "neither a JSON-RPC 2.0 notification nor a response"],
  ])("%s", (body, reason) => {
    expect(() => messageIn(Buffer.from(body))).toThrow(reason);
    expect(() => messageIn(Buffer.from(body))).toThrow(BreachError);
  });
});

test("messages come one in a turn of the event loop, in order, and the peer waits meanwhile", async () => {
  const [near, far] = await socketPair();
  const sent = Array.from({ length: 500 }, (_, number) => ({
    jsonrpc: "2.0",
    method: "n",
    params: { number },
  }));
  far.end(sent.map(framed).join(""));
  const reader = new GuardedReader(near);
  const got: unknown[] = [];
  let turn = 0;
  let turnOfLast = -1;
  const next = () => {
    turn += 1;
    ticking = setImmediate(next);
  };
  let ticking = setImmediate(next);
  afterwards(() => clearImmediate(ticking));
  reader.listen((message) => {
    expect(near.isPaused()).toBe(true);
    expect(turn).not.toBe(turnOfLast);
    turnOfLast = turn;
    got.push(message);
  });
  await new Promise<void>((resolve) => reader.onClose(() => resolve()));
  expect(got).toEqual(sent);
});

/** Two ends of one connection. */
function socketPair(): Promise<[Socket, Socket]> {
  return new Promise((resolve) => {
    const server = createServer((near) => resolve([near, far]));
    afterwards(() => void server.close());
    let far: Socket;
    const file = path.join(runtimeFolder(), "pair.sock");
    server.listen(file, () => {
      far = connect(file);
    });
  });
}
