/**
 * Bytes from an agent → messages, with limits: vscode-jsonrpc's own reader would buffer whatever a
 * peer announces and go on after a broken message. Here the first breach ends the connection.
 */
import type { Socket } from "node:net";
import {
  AbstractMessageReader,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
} from "vscode-jsonrpc/node";
import { turns } from "./turns.js";
import { MAX_MESSAGE_BYTES } from "./wire.js";

export const MAX_HEADER_BYTES = 8 * 1024;

const HEADER_END = Buffer.from("\r\n\r\n");

/** The peer broke the framing or JSON-RPC itself; the message is a sentence for people. */
export class BreachError extends Error {}

/** Cuts a byte stream into message bodies; holds at most one header or one body of the allowed size. */
export class FrameSplitter {
  private header = Buffer.alloc(0);
  private body: Buffer[] = [];
  private missing: number | undefined;

  /** Yields the bodies that this chunk completes. Throws `BreachError`; the splitter is unusable then. */
  *push(chunk: Buffer): Generator<Buffer, void> {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.missing === undefined ? this.takeHeader(rest) : this.takeBody(rest, this.missing);
      if (this.missing === 0) {
        const [only, ...others] = this.body;
        const body = only && others.length === 0 ? only : Buffer.concat(this.body);
        this.body = [];
        this.missing = undefined;
        yield body;
      }
    }
  }

  private takeHeader(chunk: Buffer): Buffer {
    const seen = Buffer.concat([this.header, chunk.subarray(0, MAX_HEADER_BYTES + HEADER_END.length)]);
    const end = seen.indexOf(HEADER_END);
    if (end > MAX_HEADER_BYTES || (end < 0 && seen.length > MAX_HEADER_BYTES)) {
      throw new BreachError(`it sent a message header of more than ${MAX_HEADER_BYTES} bytes`);
    }
    if (end < 0) {
      this.header = seen;
      return chunk.subarray(chunk.length);
    }
    this.missing = lengthIn(seen.toString("latin1", 0, end));
    const used = end + HEADER_END.length - this.header.length;
    this.header = Buffer.alloc(0);
    return chunk.subarray(used);
  }

  private takeBody(chunk: Buffer, missing: number): Buffer {
    const part = chunk.subarray(0, missing);
    this.body.push(part);
    this.missing = missing - part.length;
    return chunk.subarray(part.length);
  }
}

function lengthIn(header: string): number {
  const field = header.split("\r\n").find((line) => /^content-length\s*:/i.test(line));
  if (field === undefined) {
    throw new BreachError("it sent a message without Content-Length");
  }
  const announced = field.slice(field.indexOf(":") + 1).trim();
  if (!/^\d{1,15}$/.test(announced)) {
    throw new BreachError(
      `it sent a Content-Length that is not a number: ${JSON.stringify(announced.slice(0, 40))}`,
    );
  }
  const length = Number(announced);
  if (length > MAX_MESSAGE_BYTES) {
    throw new BreachError(`it announced a message of ${length} bytes; the limit is ${MAX_MESSAGE_BYTES}`);
  }
  if (length === 0) {
    throw new BreachError("it sent an empty message");
  }
  return length;
}

/** The body as a JSON-RPC 2.0 notification or response: an agent sends nothing else. */
export function messageIn(body: Buffer): Message {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    throw new BreachError(
      `it sent a message that is not JSON: ${JSON.stringify(body.toString("utf8", 0, 40))}`,
    );
  }
  if (!isFromAgent(parsed)) {
    throw new BreachError("it sent JSON that is neither a JSON-RPC 2.0 notification nor a response");
  }
  return parsed;
}

function isFromAgent(parsed: unknown): parsed is Message {
  if (typeof parsed !== "object" || parsed === null) {
    return false;
  }
  const message = parsed as Record<string, unknown>;
  if (message.jsonrpc !== "2.0") {
    return false;
  }
  if (typeof message.method === "string") {
    // Methods with "$/" steer the JSON-RPC library itself, which trusts their parameters.
    return message.id === undefined && !message.method.startsWith("$/") && isObject(message.params);
  }
  return typeof message.id === "number" && (isObject(message.error) || message.result !== undefined);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * vscode-jsonrpc's reader interface over a socket, with the limits above. vscode-jsonrpc queues what it is
 * given and handles one message in a turn of the event loop, so it is given one when its turn comes, and the peer
 * has to wait meanwhile: an agent that floods us fills its own buffers.
 */
export class GuardedReader extends AbstractMessageReader implements MessageReader {
  private readonly splitter = new FrameSplitter();
  private stopped = false;
  private delivering = false;
  private peerIsGone = false;

  constructor(private readonly socket: Socket) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    this.socket.on("data", (chunk: Buffer) => {
      this.socket.pause();
      this.delivering = true;
      const bodies = this.splitter.push(chunk);
      turns.ask(() => this.deliver(bodies, callback));
    });
    this.socket.on("error", (error) => this.fireError(error));
    this.socket.on("close", () => {
      this.peerIsGone = true;
      // What it said before it went is still worth hearing.
      if (!this.delivering) this.fireClose();
    });
    return { dispose: () => this.dispose() };
  }

  override dispose(): void {
    this.stopped = true;
    super.dispose();
  }

  private deliver(bodies: Generator<Buffer, void>, callback: DataCallback): void {
    if (this.stopped) return;
    try {
      const next = bodies.next();
      if (next.done) {
        this.delivering = false;
        // The last message may still stand in vscode-jsonrpc's queue, for this turn of the event loop.
        if (this.peerIsGone) setImmediate(() => this.fireClose());
        else this.socket.resume();
        return;
      }
      callback(messageIn(next.value));
    } catch (error) {
      this.stopped = true;
      this.socket.destroy();
      this.fireError(error);
      return;
    }
    turns.ask(() => this.deliver(bodies, callback));
  }
}
