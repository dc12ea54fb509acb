/** A running `where.py`: its values tell which statement of which text they are of. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Happenings } from "../../e2e/happenings.js";
import { REPOSITORY } from "../../repository.js";

const WHERE = join(REPOSITORY, "test", "targets", "where.py");

/** What a value says: the number of the load, and the 1-based line in the text that was loaded. */
export interface Whereabouts {
  load: number;
  line: number;
}

/** Those that are told in a text, whatever else stands in it. */
export function whereaboutsIn(text: string): Whereabouts[] {
  return [...text.matchAll(/(?<!\d)(\d{1,4})(\d{6})(?!\d)/g)].map(([, load, line]) => {
    return { load: Number(load), line: Number(line) };
  });
}

export class WhereProgram {
  private readonly happenings = new Happenings();
  private answers = 0;

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout) createInterface(child.stdout).on("line", (line) => this.hear(line));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.happenings.add(text));
    child.once("exit", (code, signal) => this.happenings.end(`the program ended with ${signal ?? code}`));
  }

  /** Starts it and waits until the file is loaded. */
  static async start(python: string, runtimeDir: string, file: string, load: number): Promise<WhereProgram> {
    const args = [join(REPOSITORY, "bin", "snappoint"), "run", "--", python, WHERE, file, `${load}`];
    const env = { ...process.env, SNAPPOINT_RUNTIME_DIR: runtimeDir };
    const program = new WhereProgram(spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "pipe"] }));
    await program.answer(1);
    return program;
  }

  /** Runs everything once. */
  run(): Promise<void> {
    return this.say("run");
  }

  /** Loads the file again, as it is by now, and runs everything once. */
  reload(load: number): Promise<void> {
    return this.say(`reload ${load}`);
  }

  async end(): Promise<void> {
    this.child.stdin?.end();
    await this.happenings.waitFor(
      "the program's end",
      () => this.happenings.hasEnded,
      () => "",
    );
  }

  private say(command: string): Promise<void> {
    const next = this.answers + 1;
    this.child.stdin?.write(`${command}\n`);
    return this.answer(next);
  }

  private hear(_line: string): void {
    this.answers += 1;
    this.happenings.add("answer");
  }

  private answer(count: number): Promise<void> {
    return this.happenings.waitFor(
      "the program's answer",
      () => this.answers >= count,
      () => "",
    );
  }
}
