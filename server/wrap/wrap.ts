/**
 * Stands between an editor that knows one server a document and two servers: Snappoint's own and another, which
 * the editor would have started otherwise.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type Message, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { Mixer } from "./mixer.js";
import type { Side } from "./shared-diagnostics.js";

/** How long the other server may take to end by itself. */
const FAREWELL_MS = 2000;

export interface WrapOptions {
  /** The editor's. */
  input: Readable;
  output: Writable;
  command: readonly [string, ...string[]];
  env: Readonly<Record<string, string | undefined>>;
  /** What the other server says on its standard error, and what is wrong with a stream. */
  log(text: string): void;
}

export interface Wrapped {
  /** What Snappoint's own server takes for the editor. */
  input: Readable;
  output: Writable;
  /** Ends the other server, however it takes it. */
  stop(): Promise<void>;
}

export function wrap({ input, output, command, env, log }: WrapOptions): Wrapped {
  const ours = { input: new PassThrough(), output: new PassThrough() };
  const child = spawn(command[0], command.slice(1), { env, stdio: ["pipe", "pipe", "pipe"] });
  const mixer = new Mixer({
    toEditor: sender(output, log),
    toOurs: sender(ours.input, log),
    toTheirs: sender(child.stdin, log),
    pause: (milliseconds) => pause(milliseconds, undefined, { ref: false }),
  });
  const from = (side: Side) => (message: Message) => mixer.from(side, message);
  listen(input, log, (message) => mixer.fromEditor(message));
  listen(ours.output, log, from("ours"));
  listen(child.stdout, log, from("theirs"));
  child.stderr.setEncoding("utf8").on("data", log);
  const ended = endOf(child);
  void ended.then((how) => mixer.theirsEnded(farewell(command[0], how)));
  input.once("end", () => {
    ours.input.end();
    child.stdin.end();
  });
  return { input: ours.input, output: ours.output, stop: () => stop(child, ended) };
}

function sender(stream: Writable, log: (text: string) => void): (message: Message) => void {
  const writer = new StreamMessageWriter(stream);
  // Nobody is there any more who could be told; that the process has ended is noticed elsewhere.
  stream.on("error", () => undefined);
  writer.onError(([error]) => log(`${error.message}\n`));
  return (message) => {
    writer.write(message).catch(() => undefined);
  };
}

function listen(stream: Readable, log: (text: string) => void, take: (message: Message) => void): void {
  const reader = new StreamMessageReader(stream);
  reader.onError((error) => log(`a message could not be read: ${error.message}\n`));
  reader.listen(take);
}

/** How the process ended, in words; also when it never began. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started (${error.message})`));
    child.once("exit", (code, signal) => resolve(`has ended (${signal ?? `exit code ${code}`})`));
  });
}

function farewell(program: string, how: string): string {
  return `the wrapped language server ${program} ${how}. Snappoint goes on without it; restart the language server in your editor to have both again.`;
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.stdin?.end();
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const late = pause(FAREWELL_MS, "late", { ref: false });
    if ((await Promise.race([ended, late])) !== "late") return;
    child.kill(signal);
  }
}
