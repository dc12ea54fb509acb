/** A program of the demo: started by `snappoint run` as a user would, with a witness of its own inside. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../test/repository.js";
import { until } from "../test/until.js";

/** What the witness saw: how many functions the program has, and which of them run other code than at first. */
export interface Report {
  functions: number;
  changed: string[];
}

export class Program {
  /** The process id of the program itself, which is not that of `snappoint run`; 0 until it is known. */
  pid = 0;
  output = "";
  private reports = 0;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly witness: string,
  ) {
    const keep = (data: Buffer): void => {
      this.output += data;
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
  }

  /** `command` is what follows `snappoint run --`; `env` names the runtime folder when it is not the usual one. */
  static start(name: string, command: string[], folder: string, env: NodeJS.ProcessEnv): Program {
    const witness = join(folder, `${name}.witness`);
    const snappoint = join(REPOSITORY, "bin", "snappoint");
    const child = spawn(process.execPath, [snappoint, "run", "--", ...command], {
      env: { ...env, PYTHONPATH: join(REPOSITORY, "demo", "witness"), DEMO_WITNESS: witness },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new Program(name, child, witness);
  }

  /** Waits until the program has printed something, and gives the match. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    await until(
      `${this.name} to print ${pattern}`,
      () => this.output,
      () => pattern.test(this.output),
    );
    return pattern.exec(this.output) as RegExpExecArray;
  }

  /** Waits until its witness has said which process it is in: others of the same name may run. */
  async started(): Promise<void> {
    const file = `${this.witness}.pid`;
    const written = await until(
      `the process of ${this.name}`,
      () => (existsSync(file) ? readFileSync(file, "utf8") : ""),
      (text) => text.endsWith("\n"),
    );
    this.pid = Number(written);
  }

  /** Asks the witness inside, which answers from the program's own main thread. */
  async report(): Promise<Report> {
    process.kill(this.pid, "SIGUSR1");
    this.reports += 1;
    const lines = (): string[] =>
      existsSync(this.witness) ? readFileSync(this.witness, "utf8").split("\n") : [];
    const written = await until(
      `the report of ${this.name}'s witness`,
      lines,
      (found) => found.length > this.reports,
    );
    return JSON.parse(written[this.reports - 1] ?? "") as Report;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it, with how it says that it ended. */
  async stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    if (this.running) {
      const gone = once(this.child, "exit");
      this.child.kill();
      await gone;
    }
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }
}
