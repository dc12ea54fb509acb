/** Runs the built `bin/snappoint` as a user does. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach } from "vitest";

import { newestSupportedPython } from "../../../scripts/pythons.mjs";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";

export const BIN = path.join(REPOSITORY, "bin", "snappoint");

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const undo of cleanups.splice(0).reverse()) await undo();
});

/** A folder of the test's own, without links in its path. */
export function folder(): string {
  const made = realpathSync(mkdtempSync(path.join(tmpdir(), "snap-")));
  cleanups.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A private runtime folder, so that a test sees its own programs only. */
export function runtimeFolder(): string {
  const dir = path.join(folder(), "rt");
  mkdirSync(dir, { mode: 0o700 });
  return dir;
}

export interface Options {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** The program to start instead of Node with `bin/snappoint`. */
  program?: string;
}

/** A running `snappoint`, in a session of its own, so that no terminal of the developer's is near. */
export class Snappoint {
  stdout = "";
  stderr = "";
  private readonly closed: Promise<unknown>;

  constructor(readonly child: ChildProcess) {
    this.closed = once(child, "close");
    child.stdout?.on("data", (data: Buffer) => {
      this.stdout += data;
    });
    child.stderr?.on("data", (data: Buffer) => {
      this.stderr += data;
    });
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  untilOutput(text: string | RegExp): Promise<string> {
    const fits = (output: string) => (typeof text === "string" ? output.includes(text) : text.test(output));
    return until(`${text} in the output`, () => this.stdout + this.stderr, fits);
  }

  async ended(): Promise<{
    code: number | null;
    signal: NodeJS.Signals | null;
    stdout: string;
    stderr: string;
  }> {
    await this.closed;
    const { exitCode: code, signalCode: signal } = this.child;
    return { code, signal, stdout: this.stdout, stderr: this.stderr };
  }
}

export function start(args: string[], { env, cwd, program = BIN }: Options = {}): Snappoint {
  if (!existsSync(path.join(REPOSITORY, "dist", "server", "main.js"))) {
    throw new Error("dist/server/main.js is missing: run `npm run build` first");
  }
  const child = spawn(program, args, { cwd, env: env ?? process.env, detached: true });
  cleanups.push(async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    try {
      // With the programs that it has started.
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has just ended by itself, which we are yet to be told.
    }
    await exit;
  });
  return new Snappoint(child);
}

export function snappoint(args: string[], options: Options & { input?: string } = {}) {
  const started = start(args, options);
  started.child.stdin?.end(options.input ?? "");
  return started.ended();
}

let found: string | undefined;

/** The newest Python that the agent is made for; looked for once, since every candidate has to be asked. */
export function python(): string {
  found ??= newestSupportedPython()?.path;
  if (found === undefined) throw new Error("no Python that the agent supports was found");
  return found;
}
