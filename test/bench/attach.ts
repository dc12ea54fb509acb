/**
 * What attaching costs a program that serves requests all the time: Python's own web server, entered while
 * four clients ask it for a file again and again.
 *
 *   npm run bench -- attach [SECONDS] [PYTHON…]
 *
 * For every Python: how many requests failed (none may), the longest that one took while nobody attached, and
 * the longest while somebody did. Both are of the same run, because absolute times say little on a noisy machine.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { pathWithTools } from "../../scripts/tools.mjs";
import { commandLine, numberIn } from "../command-line.js";
import { type FoundPython, pythonsNamed } from "../pythons.js";
import { REPOSITORY } from "../repository.js";

/** Fewer than the connections that this server lets wait: one more, and the system itself would hold it up for a second. */
const CLIENTS = 4;
const BIN = join(REPOSITORY, "bin", "snappoint");

interface Answered {
  at: number;
  milliseconds: number;
  failed: boolean;
}

async function main(seconds: number, pythons: FoundPython[]): Promise<void> {
  let failed = 0;
  for (const python of pythons) failed += await measure(python, seconds);
  if (failed > 0) process.exitCode = 1;
}

/** Returns how many requests failed, and the attaching itself as one of them. */
async function measure(python: FoundPython, seconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "sp-"));
  const server = startServer(python, folder);
  const load = new Load(await portOf(server));
  try {
    await load.settled();
    const began = performance.now();
    await delay(seconds * 1000);
    const from = performance.now();
    const said = await attach(server.pid as number, join(folder, "run"));
    const took = performance.now() - from;
    await delay(1000);
    await load.stop();
    return report(python, load.answers, { began, from, took, said });
  } finally {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Times {
  began: number;
  from: number;
  took: number;
  said: string;
}

function report({ version }: FoundPython, answers: Answered[], { began, from, took, said }: Times): number {
  const before = longest(answers.filter(({ at }) => at >= began && at < from));
  const during = longest(answers.filter(({ at }) => at >= from));
  const failed = answers.filter((answer) => answer.failed).length;
  const perSecond = answers.filter(({ at }) => at >= began && at < from).length / ((from - began) / 1000);
  console.log(
    `Python ${version.padEnd(7)} ${said} in ${(took / 1000).toFixed(2)} s: ${answers.length} requests ` +
      `(${perSecond.toFixed(0)} a second), ${failed} failed; the longest took ${before.toFixed(1)} ms before, ` +
      `${during.toFixed(1)} ms meanwhile, ${(during / before).toFixed(1)}×`,
  );
  return failed + (said === "attached" ? 0 : 1);
}

function longest(answers: Answered[]): number {
  return answers.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0);
}

function startServer({ path }: FoundPython, folder: string): ChildProcess {
  writeFileSync(join(folder, "page.txt"), "a page of some words\n".repeat(100));
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  const options = ["--bind", "127.0.0.1", "--directory", folder];
  return spawn(path, ["-u", "-m", "http.server", "0", ...options], { stdio: ["ignore", "pipe", "ignore"] });
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  for await (const line of createInterface(stdout as NodeJS.ReadableStream)) {
    const port = / port (\d+) /.exec(line)?.[1];
    if (port) return Number(port);
  }
  throw new Error("the web server has not said its port");
}

function attach(pid: number, runtimeDir: string): Promise<string> {
  const env = { ...process.env, PATH: pathWithTools(), SNAPPOINT_RUNTIME_DIR: runtimeDir };
  const child = spawn(process.execPath, [BIN, "attach", String(pid)], { env });
  let said = "";
  child.stderr.on("data", (data: Buffer) => {
    said += data;
  });
  return new Promise((resolve) =>
    child.once("close", (code) => resolve(code === 0 ? "attached" : said.trim())),
  );
}

/** Four clients that never wait between two requests; each request is a connection of its own. */
class Load {
  readonly answers: Answered[] = [];
  private readonly agent = new Agent({ maxSockets: CLIENTS });
  private readonly loops: Promise<void>[];
  private over = false;

  constructor(private readonly port: number) {
    this.loops = Array.from({ length: CLIENTS }, () => this.loop());
  }

  async settled(): Promise<void> {
    while (this.answers.length < 50 * CLIENTS) await delay(10);
  }

  async stop(): Promise<void> {
    this.over = true;
    await Promise.all(this.loops);
    this.agent.destroy();
  }

  private async loop(): Promise<void> {
    while (!this.over) {
      const began = performance.now();
      const failed = !(await this.one());
      const at = performance.now();
      this.answers.push({ at, milliseconds: at - began, failed });
    }
  }

  private one(): Promise<boolean> {
    const asked = { host: "127.0.0.1", port: this.port, path: "/page.txt", agent: this.agent };
    return new Promise((resolve) => {
      const request = get(asked, (response) => {
        let length = 0;
        response.on("data", (data: Buffer) => {
          length += data.length;
        });
        response.on("end", () => resolve(response.statusCode === 200 && length === 2100));
        response.on("error", () => resolve(false));
      });
      request.on("error", () => resolve(false));
    });
  }
}

const [seconds = "5", ...named] = commandLine(import.meta.url, {}, Number.POSITIVE_INFINITY).words;
await main(numberIn(import.meta.url, "SECONDS", seconds), pythonsNamed(named.length > 0 ? named : undefined));
