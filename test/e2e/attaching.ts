/** Programs without an agent, and what lets one into them. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import { pathWithTools } from "../../scripts/tools.mjs";
import { REPOSITORY } from "../repository.js";

export const BUSY = `import time

def work(number):
    doubled = number * 2
    return doubled

print("ready", flush=True)
number = 0
while True:
    number += 1
    work(number)
    time.sleep(0.01)
`;

export const WAITING = `def work(text):
    loud = text.upper()
    return loud

print("ready", flush=True)
while True:
    print(work(input()), flush=True)
`;

/** A while, nothing of it is Python code. */
export const COUNTING = `import time
print("ready", flush=True)
assert sum(range(15_000_000)) == 112499992500000
while True:
    time.sleep(0.01)
`;

export interface Started {
  pid: number;
  file: string;
  program: ChildProcess;
  nextLine(): Promise<string>;
}

export interface Ended {
  code: number | null;
  said: string;
}

/** A folder with programs, and another for the agents in them. */
export class Attaching {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  readonly runtimeDir = join(this.folder, "run");
  readonly env = { ...process.env, PATH: pathWithTools(), SNAPPOINT_RUNTIME_DIR: this.runtimeDir };
  private readonly programs: ChildProcess[] = [];

  constructor() {
    mkdirSync(this.runtimeDir, { mode: 0o700 });
  }

  /** A program that says when it is ready. Its environment knows nothing of our folder. */
  async start(
    python: string,
    source: string,
    options: string[] = [],
    env: NodeJS.ProcessEnv = process.env,
  ): Promise<Started> {
    const file = join(this.folder, "program.py");
    writeFileSync(file, source);
    return this.startBy(python, file, [...options, file], env);
  }

  /** One of `test/targets`. */
  startFile(python: string, name: string, args: string[]): Promise<Started> {
    const file = join(REPOSITORY, "test", "targets", name);
    return this.startBy(python, file, [file, ...args], process.env);
  }

  private async startBy(
    python: string,
    file: string,
    args: string[],
    env: NodeJS.ProcessEnv,
  ): Promise<Started> {
    const program = this.spawn(python, args, env);
    const lines = createInterface({ input: program.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    const nextLine = async () => String((await lines.next()).value);
    expect(await nextLine()).toBe("ready");
    return { pid: program.pid as number, file, program, nextLine };
  }

  /** Any program, ended with the test. */
  spawn(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): ChildProcess {
    const program = spawn(command, args, { cwd: this.folder, stdio: ["pipe", "pipe", "pipe"], env });
    this.programs.push(program);
    return program;
  }

  attach(pid: number | string, variables: Record<string, string> = {}): Promise<Ended> {
    return this.attachBy(pid, variables).ended;
  }

  /** The same, with the process that does it. */
  attachBy(
    pid: number | string,
    variables: Record<string, string> = {},
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const command = [join(REPOSITORY, "bin", "snappoint"), "attach", String(pid)];
    const child = spawn(process.execPath, command, { env: { ...this.env, ...variables } });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data));
    const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, said })));
    return { child, ended };
  }

  /** Ends everything, however the test went. */
  cleanUp(): void {
    for (const program of this.programs) program.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Until it reads what comes in. */
export async function readsInput(pid: number): Promise<void> {
  const call = () => readFileSync(`/proc/${pid}/syscall`, "utf8");
  await expect.poll(call).toMatch(/^\d+ 0x0 /);
}

/** `R` for running and so on, as the system says; empty when the process is gone. */
export function stateOf(pid: number): string {
  try {
    return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
}

/** How much of a processor it has used: grows as long as it runs. */
export function used(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).join(" ");
}
