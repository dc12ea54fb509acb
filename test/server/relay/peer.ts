/**
 * A peer that plays an agent which breaks the rules: it has a discovery file and a socket, and answers
 * with exactly the bytes that a test scripts.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { FrameSplitter } from "../../../server/relay/framing.js";
import type { Host } from "../../../server/relay/runtime-folder.js";
import type { Discovery } from "../../../server/relay/wire.js";
import { golden } from "./golden.js";

export interface Received {
  id?: number;
  method: string;
  params?: Record<string, unknown>;
}

/** What the peer does with a message: `say` writes a JSON-RPC message, `socket` takes any bytes. */
export type Script = (got: Received, say: (message: object) => void, socket: Socket) => void;

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "snap-"));
}

/** This machine, to which peers belong, except that processes are alive as the test says. */
export function hostWith(isAlive: (pid: number) => boolean = () => true): Host {
  const { boot, pids } = golden("discovery") as Partial<Discovery>;
  return { uid: process.getuid?.() ?? -1, isAlive, boot, pids };
}

export function framed(message: object): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Answers `initialize` as the golden message does and everything else with null. */
export const polite: Script = ({ id, method, params }, say) => {
  if (id === undefined) return;
  const results: Record<string, unknown> = {
    initialize: golden("initialize.result").result,
    "probes/set": { revision: params?.revision },
    "source/lines": golden("source-lines.result").result,
    "source/text": golden("source-text.result").result,
  };
  say({ jsonrpc: "2.0", id, result: results[method] ?? null });
};

export class Peer {
  readonly received: Received[] = [];
  readonly sockets: Socket[] = [];
  private server: Server | undefined;

  constructor(
    readonly dir: string,
    readonly name = "4242-9f3a",
    public script: Script = polite,
  ) {}

  get socketPath(): string {
    return path.join(this.dir, `${this.name}.sock`);
  }

  get file(): string {
    return path.join(this.dir, `${this.name}.json`);
  }

  async start(changes: Partial<Discovery> = {}): Promise<this> {
    await this.listen();
    this.announce(changes);
    return this;
  }

  announce(changes: Partial<Discovery> = {}): void {
    writeFileSync(this.file, JSON.stringify({ ...golden("discovery"), socket: this.socketPath, ...changes }));
  }

  listen(): Promise<void> {
    this.server = createServer((socket) => this.serve(socket));
    return new Promise((resolve) => this.server?.listen(this.socketPath, resolve));
  }

  say(message: object): void {
    this.sockets.at(-1)?.write(framed(message));
  }

  /** Ends all connections and stops listening; the discovery file stays, as after a crash. */
  async crash(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const { server } = this;
    this.server = undefined;
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  async stop(): Promise<void> {
    await this.crash();
    rmSync(this.file, { force: true });
  }

  private serve(socket: Socket): void {
    const splitter = new FrameSplitter();
    this.sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      for (const body of splitter.push(chunk)) {
        const got = JSON.parse(body.toString()) as Received;
        this.received.push(got);
        this.script(got, (message) => socket.write(framed(message)), socket);
      }
    });
  }
}
