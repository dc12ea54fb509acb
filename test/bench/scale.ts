/**
 * A large file full of points, many processes, and captures that never end: does the editor notice?
 *
 *   npm run bench -- scale [SECONDS]
 *
 * A file of 20,000 lines with 1,000 points, 50 agents on real sockets, and 20,000 captures a second that arrive
 * while somebody types. Says how long a keystroke takes until the hints of the visible lines are there, with the
 * captures and without them; how often the server asks for hints to be drawn again; and what its memory does.
 */

import { fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { commandLine, numberIn } from "../command-line.js";
import { REPOSITORY } from "../repository.js";
import type { Told } from "./scale-agents.js";

const FUNCTIONS = 1250;
const LINES_EACH = 16;
const POINTS = 1000;
const AGENTS = 50;
const RATE = 20_000;
const KEY_MS = 60;
const VISIBLE = 60;
const MEGABYTE = 1024 * 1024;

const FUNCTION = (index: number) => `\
def handle_${index}(order, tax):
    """Handles order ${index}."""
    total = order.price * ${index}
    for line in order.lines:
        if line.amount > ${index % 17}:
            total += line.price * line.amount
        else:
            total -= 1
    rate = tax / 100
    total = total + total * rate
    # What follows is for the books.
    log(total, rate, name="order ${index}")
    items = [line for line in order.lines if line.price]
    return total, items


`;

async function main(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sp-"));
  const file = join(folder, "big.py");
  const text = Array.from({ length: FUNCTIONS }, (_, index) => FUNCTION(index)).join("");
  writeFileSync(file, text);
  const runtimeDir = join(folder, "run");
  const agents = fork(fileURLToPath(new URL("scale-agents.js", import.meta.url)), [
    runtimeDir,
    String(AGENTS),
  ]);
  let told: Told = { armed: 0, sent: 0 };
  agents.on("message", (message: Told) => {
    told = message;
  });
  const env = {
    ...process.env,
    SNAPPOINT_RUNTIME_DIR: runtimeDir,
    SNAPPOINT_STATE_DIR: join(folder, "state"),
  };
  const editor = new Typist(file, text, env);
  try {
    await editor.begin();
    console.log(`${text.split("\n").length} lines, ${POINTS} points, ${AGENTS} agents`);
    const began = performance.now();
    await editor.addPoints(POINTS);
    while (told.armed < POINTS * AGENTS) await pause(100);
    console.log(`added and armed everywhere in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    await editor.type(2);
    const quiet = await editor.type(seconds);
    agents.send({ rate: RATE });
    await editor.type(2);
    const { sent } = told;
    const memory = editor.memory();
    const busy = await editor.type(seconds);
    const rate = (told.sent - sent) / busy.seconds;
    report("nothing arrives", quiet);
    report(`${Math.round(rate).toLocaleString("en")} captures a second arrive`, busy);
    console.log(`ratio of the 95th percentiles: ${(busy.p95 / quiet.p95).toFixed(2)}`);
    const growth = (editor.memory() - memory) / MEGABYTE;
    console.log(
      `server's memory: ${Math.round(memory / MEGABYTE)} MB, ${growth.toFixed(1)} MB more after ${seconds} s`,
    );
  } finally {
    await editor.end();
    agents.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Stint {
  seconds: number;
  keys: number;
  p50: number;
  p95: number;
  worst: number;
  refreshes: number;
  shown: number;
}

function report(what: string, { keys, p50, p95, worst, refreshes, seconds, shown }: Stint): void {
  const times = `${p50.toFixed(1)} ms in the middle, ${p95.toFixed(1)} ms at 95 %, ${worst.toFixed(1)} ms at worst`;
  const pace = `${(refreshes / seconds).toFixed(1)} refreshes a second`;
  console.log(`${what}: ${keys} keystrokes to ${shown} hints, ${times}; ${pace}`);
}

/** An editor that shows a part of the file, and somebody who types there. */
class Typist {
  private readonly server;
  private readonly connection;
  private readonly uri: string;
  private version = 1;
  private refreshes = 0;
  private column = 0;

  constructor(
    file: string,
    private readonly text: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.uri = pathToFileURL(file).href;
    this.server = spawn(process.execPath, [join(REPOSITORY, "bin", "snappoint"), "lsp", "--stdio"], {
      env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.server.stdout),
      new StreamMessageWriter(this.server.stdin),
    );
    this.connection.onRequest("workspace/inlayHint/refresh", () => {
      this.refreshes++;
      void this.hints().catch(() => undefined);
      return null;
    });
    this.connection.onRequest(() => null);
    this.connection.listen();
  }

  async begin(): Promise<void> {
    const workspace = { inlayHint: { refreshSupport: true } };
    await this.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace },
    });
    await this.connection.sendNotification("initialized", {});
    const textDocument = { uri: this.uri, languageId: "python", version: 1, text: this.text };
    await this.connection.sendNotification("textDocument/didOpen", { textDocument });
  }

  /** One in each function; all of them are asked for at once. */
  async addPoints(count: number): Promise<void> {
    const added = Array.from({ length: count }, (_, index) =>
      this.connection.sendRequest("workspace/executeCommand", {
        command: "snappoint.addProbe",
        arguments: [{ uri: this.uri, line: index * LINES_EACH + 9 }],
      }),
    );
    await Promise.all(added);
  }

  async type(seconds: number): Promise<Stint> {
    const times: number[] = [];
    const [began, refreshes] = [performance.now(), this.refreshes];
    let shown = 0;
    while (performance.now() - began < seconds * 1000) {
      const pressed = performance.now();
      await this.press();
      shown = (await this.hints()).length;
      times.push(performance.now() - pressed);
      await pause(KEY_MS);
    }
    times.sort((one, other) => one - other);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return {
      seconds: (performance.now() - began) / 1000,
      keys: times.length,
      p50: at(0.5),
      p95: at(0.95),
      worst: at(1),
      refreshes: this.refreshes - refreshes,
      shown,
    };
  }

  /** Of the server, in bytes. */
  memory(): number {
    const status = readFileSync(`/proc/${this.server.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  async end(): Promise<void> {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    this.connection.dispose();
  }

  /** A letter in a comment in the middle of the file. */
  private press(): Promise<void> {
    const at = { line: (FUNCTIONS / 2) * LINES_EACH + 10, character: 6 + this.column++ };
    const contentChanges = [{ range: { start: at, end: at }, text: "x" }];
    const textDocument = { uri: this.uri, version: ++this.version };
    return this.connection.sendNotification("textDocument/didChange", { textDocument, contentChanges });
  }

  private hints(): Promise<unknown[]> {
    const line = (FUNCTIONS / 2) * LINES_EACH - VISIBLE / 2;
    const range = { start: { line, character: 0 }, end: { line: line + VISIBLE, character: 0 } };
    return this.connection.sendRequest("textDocument/inlayHint", { textDocument: { uri: this.uri }, range });
  }
}

const [seconds = "20"] = commandLine(import.meta.url, {}, 1).words;
await main(numberIn(import.meta.url, "SECONDS", seconds, 1));
