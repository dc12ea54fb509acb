/** The program `test/targets/till.py`, started through `bin/snappoint run` and led line by line. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { REPOSITORY } from "../repository.js";
import { Happenings } from "./happenings.js";

export const TILL = join(REPOSITORY, "test", "targets", "till.py");

/** The 0-based line of till.py with this mark: `total` for `# @total`. */
export function marked(mark: string): number {
  const line = readFileSync(TILL, "utf8")
    .split("\n")
    .findIndex((text) => text.endsWith(`# @${mark}`));
  if (line < 0) throw new Error(`till.py has no mark @${mark}`);
  return line;
}

export class Till {
  private readonly happenings = new Happenings();
  private readonly answers: string[] = [];
  private read = 0;
  pid = 0;

  private constructor(private readonly child: ChildProcess) {
    if (!child.stdout) throw new Error("the program has no output");
    createInterface(child.stdout).on("line", (line) => {
      this.answers.push(line);
      this.happenings.add(line);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.happenings.add(text));
    child.once("exit", (code, signal) => this.happenings.end(`the program ended with ${signal ?? code}`));
  }

  /** Starts it and waits until it runs; `script` is a copy of till.py when the test needs its own. */
  static async start(python: string, runtimeDir: string, script = TILL): Promise<Till> {
    const args = [join(REPOSITORY, "bin", "snappoint"), "run", "--", python, script];
    const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: runtimeDir };
    const till = new Till(spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "pipe"] }));
    till.pid = Number((await till.answer("pid")).split(" ")[1]);
    return till;
  }

  /** Sells and waits until it is done; gives what the program computed. */
  async sell(price: number, count: number): Promise<number> {
    this.child.stdin?.write(`sell ${price} ${count}\n`);
    return Number((await this.answer("sold")).split(" ")[1]);
  }

  /** Gives the price's share of all that was sold; where nothing was, an exception comes up in `refund`. */
  async refund(price: number): Promise<number> {
    this.child.stdin?.write(`refund ${price}\n`);
    return Number((await this.answer("refunded")).split(" ")[1]);
  }

  /** Sells without end; only `kill` stops it. */
  rush(): void {
    this.child.stdin?.write("rush\n");
  }

  /** Sells twenty times a second, at prices from 1 on, and waits until it is done. */
  async sellSteadily(times: number): Promise<void> {
    this.child.stdin?.write(`steadily ${times}\n`);
    await this.answer("done");
  }

  /** Whether the function runs its original code object, `original` or `changed`. */
  async code(): Promise<string | undefined> {
    this.child.stdin?.write("code\n");
    return (await this.answer("code")).split(" ")[1];
  }

  /** Ends the Python process in the way that leaves it no time for anything. */
  async kill(): Promise<void> {
    process.kill(this.pid, "SIGKILL");
    await this.ended();
  }

  /** Lets the program come to its end by itself, and returns its exit code. */
  async end(): Promise<number | null> {
    this.child.stdin?.end();
    await this.ended();
    return this.child.exitCode;
  }

  private ended(): Promise<void> {
    const seen = () => `process ${this.pid} said last: ${this.answers.at(-1)}`;
    return this.happenings.waitFor("the program's end", () => this.happenings.hasEnded, seen);
  }

  private async answer(word: string): Promise<string> {
    const at = this.read;
    await this.happenings.waitFor(
      `the program's word "${word}"`,
      () => this.answers.length > at,
      () => "",
    );
    this.read = at + 1;
    const answer = this.answers[at] ?? "";
    if (!answer.startsWith(`${word} `))
      throw new Error(`the program said ${JSON.stringify(answer)}, not ${word}`);
    return answer;
  }
}
