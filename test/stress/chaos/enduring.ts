/** The program `enduring.py` with the agent inside, and its workers. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { REPOSITORY } from "../../repository.js";

/** What one process tells of itself. */
export interface Report {
  pid: number;
  done: number;
  wrong: string[];
  /** Functions that don't run their original code. */
  changed: string[];
  files: number;
  threads: number;
  memory: number;
}

/** A fork waits a second for the agent's threads and no longer, so on a busy machine Python may warn of them. */
const MAY_WARN = "ignore:This process:DeprecationWarning";

export class Enduring {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private queue: Promise<unknown> = Promise.resolve();
  private stderr = "";

  constructor(python: string, runtimeDir: string) {
    const script = join(REPOSITORY, "test", "stress", "chaos", "enduring.py");
    const command = [python, "-X", "faulthandler", "-W", MAY_WARN, script];
    const args = [join(REPOSITORY, "bin", "snappoint"), "run", "--", ...command];
    const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: runtimeDir };
    this.child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.child.stderr?.on("data", (data: Buffer) => {
      this.stderr += data;
    });
    const output = this.child.stdout as NodeJS.ReadableStream;
    this.lines = createInterface({ input: output })[Symbol.asyncIterator]();
  }

  /** Waits until it works, with its workers. */
  async ready(): Promise<void> {
    await this.line();
  }

  /** Of itself first, then of each worker. */
  reports(): Promise<Report[]> {
    return this.ask("report");
  }

  async hurt(exception: string): Promise<void> {
    await this.ask(`hurt ${exception}`);
  }

  /** Lets it come to its end; tells the exit code, or the signal, and what it said on standard error. */
  async end(): Promise<{ end: number | NodeJS.Signals | null; said: string }> {
    const closed = new Promise((resolve) => this.child.once("close", resolve));
    this.child.stdin?.write("end\n");
    await closed;
    return { end: this.child.exitCode ?? this.child.signalCode, said: this.stderr };
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  /** One after the other: the program answers each line with one. */
  private ask<Answer>(line: string): Promise<Answer> {
    const asked = this.queue.then(async () => {
      this.child.stdin?.write(`${line}\n`);
      return JSON.parse(await this.line()) as Answer;
    });
    this.queue = asked.catch(() => undefined);
    return asked;
  }

  private async line(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`the program ended: ${this.stderr}`);
    return String(value);
  }
}
