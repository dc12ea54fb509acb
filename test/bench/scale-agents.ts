/**
 * Agents without programs: they listen on real sockets, take over every probe that is wanted, and send captures
 * as fast as they are told to. A process of its own, started by `scale.ts` with the folder and their number.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { NO_STATS } from "../../server/probes/counters.js";
import { FrameSplitter } from "../../server/relay/framing.js";
import { PROTOCOL, type ProbesSetParams, type WireProbe } from "../../server/relay/wire.js";
import { processorTime } from "./scale-inside.js";

/** What the benchmark sends: how many captures all agents together are to send in a second. */
export interface Order {
  rate: number;
}

/** What it is told. */
export interface Told {
  armed: number;
  sent: number;
  /** Time of the processor that this process has taken, in seconds. */
  processor: number;
}

const TICK_MS = 25;
const CAPTURES_A_MESSAGE = 10;
/** As a real agent, which does not pile up what its server is too slow for. */
const MOST_WAITING = 1_000_000;

class Agent {
  armed = 0;
  private socket: Socket | undefined;
  private probes: readonly WireProbe[] = [];
  private next = 0;
  private readonly hits = new Map<string, number>();

  constructor(
    private readonly folder: string,
    private readonly index: number,
  ) {}

  start(): void {
    const socket = join(this.folder, `${this.index}.sock`);
    const server = createServer((connection) => this.serve(connection));
    server.listen(socket, () => {
      const found = { protocol: PROTOCOL, ...this.process(), socket, token: "t" };
      writeFileSync(join(this.folder, `${this.index}.json`), JSON.stringify(found), { mode: 0o600 });
    });
  }

  /** Returns how many captures have gone out. */
  send(count: number): number {
    const { socket, probes } = this;
    if (!socket || probes.length === 0 || socket.writableLength > MOST_WAITING) return 0;
    const touched = new Set<string>();
    for (let left = count; left > 0; left -= CAPTURES_A_MESSAGE) {
      const captures = Array.from({ length: Math.min(left, CAPTURES_A_MESSAGE) }, () =>
        this.capture(touched),
      );
      this.write(
        `{"jsonrpc":"2.0","method":"captures","params":{"captures":[${captures.join()}],"dropped":0}}`,
      );
    }
    const stats = [...touched].map((id) => ({ ...NO_STATS, id, hits: this.hits.get(id) ?? 0 }));
    this.notify("stats", { probes: stats });
    return count;
  }

  private capture(touched: Set<string>): string {
    const { id } = this.probes[this.next++ % this.probes.length] as WireProbe;
    const hit = (this.hits.get(id) ?? 0) + 1;
    this.hits.set(id, hit);
    touched.add(id);
    return captureText(id, hit);
  }

  private serve(socket: Socket): void {
    this.socket = socket;
    const splitter = new FrameSplitter();
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      for (const body of splitter.push(chunk)) this.answer(JSON.parse(body.toString()));
    });
  }

  private answer({ id, method, params }: { id: number; method: string; params: ProbesSetParams }): void {
    if (method === "initialize") {
      const process = { ...this.process(), executable: "python3" };
      const agent = { version: "1", remembers: true };
      this.say({ id, result: { protocol: PROTOCOL, agent, process, lease: 10 } });
    } else if (method === "probes/set") {
      const before = new Map(this.probes.map((probe) => [probe.id, probe]));
      this.probes = params.probes.flatMap((it) => (typeof it === "string" ? (before.get(it) ?? []) : it));
      this.say({ id, result: { revision: params.revision } });
      const fresh = this.probes.filter((probe) => !before.has(probe.id));
      const statuses = fresh.map((probe) => ({ id: probe.id, ...ARMED, hash: probe.hash }));
      this.notify("probes/status", { revision: params.revision, statuses });
      this.armed = params.probes.length;
    } else this.say({ id, result: null });
  }

  private notify(method: string, params: object): void {
    this.say({ method, params });
  }

  private say(message: object): void {
    this.write(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }

  private write(body: string): void {
    this.socket?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  private process() {
    const argv = ["python3", `worker-${this.index}`];
    return { pid: process.pid, argv, cwd: "/srv/shop", python: "3.13.0", started: this.index };
  }
}

const THREAD_AND_STACK = `"thread":{"id":1,"name":"MainThread"},"stack":${JSON.stringify(
  [1, 2, 3].map((line) => ({ function: "handle", file: "/srv/shop/big.py", line })),
)}`;

/** Written by hand, since who loads the server takes the processor from it. */
function captureText(id: string, hit: number): string {
  const value = `"value":{"type":"int","text":"${hit}"}}`;
  const locals = `{"name":"order",${value},{"name":"tax",${value},{"name":"total",${value},{"name":"rate",${value}`;
  const where = `"probe":"${id}","hit":${hit},"time":${Date.now() / 1000},${THREAD_AND_STACK}`;
  return `{${where},"locals":[${locals}],"assigned":[{"name":"total",${value}]}`;
}

const ARMED = { status: "armed", reason: "", locations: 1 };

function main(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const agents = Array.from({ length: count }, (_, index) => new Agent(folder, index));
  for (const agent of agents) agent.start();
  let rate = 0;
  let sent = 0;
  let due = 0;
  process.on("message", (order: Order) => {
    rate = order.rate;
    due = 0;
  });
  process.on("disconnect", () => process.exit());
  setInterval(() => {
    due += (rate * TICK_MS) / 1000 / count;
    const now = Math.floor(due);
    due -= now;
    for (const agent of agents) sent += now > 0 ? agent.send(now) : 0;
  }, TICK_MS);
  setInterval(() => {
    const armed = agents.reduce((sum, agent) => sum + agent.armed, 0);
    process.send?.({ armed, sent, processor: processorTime() } satisfies Told);
  }, 100);
}

if (process.send) main(process.argv[2] ?? "", Number(process.argv[3]));
