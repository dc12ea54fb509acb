/** A program of other people's, with the agent inside or without, that is asked for work. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { REPOSITORY } from "../../repository.js";
import { Happenings } from "../happenings.js";

/** What `work.py` says of one piece of work. */
export interface Answer {
  pid: number;
  number: number;
  result: number;
  /** Whether its process runs the code object that it began with. */
  code: "original" | "changed" | "copied" | "unsure";
}

/** Gives a number to the program, and what it answers. */
export type Ask = (number: number) => Promise<Answer>;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The different lines that it printed, without what is another in each run. */
  lines: string[];
}

export class Program {
  output = "";
  private readonly closed: Promise<unknown>;

  private constructor(readonly child: ChildProcess) {
    this.closed = once(child, "close");
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
  }

  /** In a process group of its own, so that no child of it is left behind. */
  static start(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Program {
    const [program = "", ...args] = command;
    return new Program(spawn(program, args, { env, cwd, detached: true, stdio: "pipe" }));
  }

  /** The process that was started ends, and those that it has started must follow by themselves. */
  async end(how: "SIGTERM" | "SIGINT" | "end of input"): Promise<Ended> {
    if (how === "end of input") this.child.stdin?.end();
    else this.child.kill(how);
    await this.closed;
    const { exitCode: code, signalCode: signal } = this.child;
    return { code, signal, lines: comparable(this.output) };
  }

  /** Makes sure that nothing of it is left. */
  async kill(): Promise<void> {
    try {
      process.kill(-(this.child.pid ?? 0), "SIGKILL");
    } catch {
      // All of it has ended.
    }
    this.child.stdin?.destroy();
    await this.closed;
  }
}

/** The command that starts a program with the agent inside. */
export function withAgent(command: readonly string[]): readonly string[] {
  return [process.execPath, join(REPOSITORY, "bin", "snappoint"), "run", "--", ...command];
}

/** Numbers of processes, addresses and times differ between two runs, and so does the order of lines of several processes. */
export function comparable(output: string): string[] {
  const lines = output.split("\n").filter((line) => line !== "" && !line.startsWith('{"pid": '));
  const same = lines.map((line) => line.replace(/=+/g, "=").replace(/ *(0x[0-9a-f]+|\d[\d.]*)/g, "N"));
  return [...new Set(same)].sort();
}

/** A request over a server's Unix socket. */
export function overHttp(socketPath: string): Ask {
  return (number) =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath, path: `/${number}`, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        response.once("end", () => {
          if (response.statusCode === 200) resolve(JSON.parse(body));
          else reject(new Error(`status ${response.statusCode}: ${body}`));
        });
        response.once("error", reject);
      });
      asked.once("error", reject).end();
    });
}

/** A line on a program's input, answered by a line of its output. */
export function overLines(child: ChildProcess): Ask {
  const happenings = new Happenings();
  const answers = new Map<number, Answer>();
  if (!child.stdout) throw new Error("the program has no output");
  createInterface(child.stdout).on("line", (line) => {
    if (!line.startsWith("{")) return;
    const answer = JSON.parse(line) as Answer;
    answers.set(answer.number, answer);
    happenings.add(line);
  });
  child.once("exit", (code, signal) => happenings.end(`the program ended with ${signal ?? code}`));
  return async (number) => {
    child.stdin?.write(`${number}\n`);
    const came = () => answers.has(number);
    await happenings.waitFor(`the answer to ${number}`, came, () => "");
    return answers.get(number) as Answer;
  };
}
