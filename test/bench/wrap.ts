/**
 * What it costs an editor that another language server is reached through Snappoint:
 *
 *   npm run bench -- wrap [REQUESTS]
 *
 * The same requests to a small server that answers at once, directly and through `snappoint lsp --wrap`, in
 * turns within one run.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { commandLine, numberIn } from "../command-line.js";
import { REPOSITORY } from "../repository.js";

const OTHER = [process.execPath, fileURLToPath(new URL("other-server.js", import.meta.url))] as const;
const WRAPPED = [
  process.execPath,
  join(REPOSITORY, "bin", "snappoint"),
  "lsp",
  "--stdio",
  "--wrap",
  ...OTHER,
];

const URI = "file:///shop/orders.py";
const TEXT = "def total(order):\n    return order.total\n".repeat(200);
const PLACE = { textDocument: { uri: URI }, position: { line: 1, character: 12 } };
const RANGE = { start: { line: 0, character: 0 }, end: { line: 400, character: 0 } };

/** What one server answers alone, what both answer, and what is remembered. */
const REQUESTS: [what: string, method: string, params: object][] = [
  ["go to definition (theirs alone)", "textDocument/definition", PLACE],
  ["hover (both)", "textDocument/hover", PLACE],
  ["inlay hints (both, remembered)", "textDocument/inlayHint", { textDocument: { uri: URI }, range: RANGE }],
];

async function main(count: number): Promise<void> {
  const direct = await connect(OTHER);
  const wrapped = await connect(WRAPPED);
  console.log(
    `${count} requests each, medians in µs; memory of the wrapping process, all in: ${memory(wrapped)} MB`,
  );
  for (const [what, method, params] of REQUESTS) {
    const times: [number[], number[]] = [[], []];
    for (let i = 0; i < count; i++) {
      times[0].push(await timed(direct.connection, method, params));
      times[1].push(await timed(wrapped.connection, method, params));
    }
    const [one, two] = times.map(median) as [number, number];
    console.log(
      `  ${what}: ${one.toFixed(0)} directly, ${two.toFixed(0)} wrapped: ${(two / one).toFixed(2)}×`,
    );
  }
  for (const { connection, child } of [direct, wrapped]) {
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    await new Promise((resolve) => child.once("exit", resolve));
  }
}

interface Connected {
  connection: MessageConnection;
  child: ChildProcess;
}

async function connect(command: readonly string[]): Promise<Connected> {
  const child = spawn(command[0] ?? "", command.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification("initialized", {});
  const textDocument = { uri: URI, languageId: "python", version: 1, text: TEXT };
  await connection.sendNotification("textDocument/didOpen", { textDocument });
  return { connection, child };
}

async function timed(connection: MessageConnection, method: string, params: object): Promise<number> {
  const began = performance.now();
  await connection.sendRequest(method, params);
  return (performance.now() - began) * 1000;
}

function median(times: number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}

/** Linux only; elsewhere it is not told. */
function memory({ child }: Connected): string {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return (Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024).toFixed(0);
  } catch {
    return "?";
  }
}

const [requests = "2000"] = commandLine(import.meta.url, {}, 1).words;
await main(numberIn(import.meta.url, "REQUESTS", requests, 1));
