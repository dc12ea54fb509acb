/** The real server as a process, and the messages that go to it and come back. */
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { REPOSITORY } from "../repository.js";
import { Happenings } from "./happenings.js";

/** Starts `snappoint lsp --stdio`, with an environment besides the one of this process. */
export function startServer(args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(path.join(REPOSITORY, "bin", "snappoint"), ["lsp", "--stdio", ...args], {
    env: { ...process.env, ...stateBeside(env.SNAPPOINT_RUNTIME_DIR), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** What the server keeps stays in the test's own folder too. */
function stateBeside(runtimeDir: string | undefined): Record<string, string> {
  return runtimeDir === undefined
    ? {}
    : { SNAPPOINT_STATE_DIR: path.join(path.dirname(runtimeDir), "state") };
}

export class ServerProcess {
  readonly happenings = new Happenings();
  protected readonly connection: MessageConnection;
  private stderr = "";

  protected constructor(private readonly server: ChildProcess) {
    this.connection = connectionTo(server);
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    server.once("exit", (code, signal) => this.happenings.end(`the server ended with ${signal ?? code}`));
  }

  /** Waits until a condition holds, looking again whenever something arrives; rejects with what was seen. */
  waitFor(what: string, holds: () => boolean, milliseconds?: number): Promise<void> {
    return this.happenings.waitFor(what, holds, () => this.seen(), milliseconds);
  }

  /** Any request, for what has no method of its own here. */
  async request<Result>(method: string, params?: unknown): Promise<Result> {
    try {
      const result = await this.connection.sendRequest<Result>(method, params);
      this.happenings.add(`answer to ${method}`);
      return result;
    } catch (error) {
      this.happenings.add(`${method} refused: ${(error as Error).message}`);
      throw error;
    }
  }

  notify(method: string, params?: unknown): void {
    const sent =
      params === undefined
        ? this.connection.sendNotification(method)
        : this.connection.sendNotification(method, params);
    void sent.catch(() => undefined);
  }

  /** Leaves as the protocol wants it, and returns the server's exit code. */
  async quit(): Promise<number | null> {
    if (!this.happenings.hasEnded) {
      const answered = this.request("shutdown").then(() => this.notify("exit"));
      await Promise.race([answered, this.gone("an answer to shutdown")]);
    }
    return this.gone("the server to end after exit");
  }

  /** Leaves without a word, as an editor that crashes, and returns the server's exit code. */
  vanish(): Promise<number | null> {
    this.server.stdin?.end();
    return this.gone("the server to end with its input");
  }

  /** Waits for the server to leave by itself, and returns its exit code. */
  left(): Promise<number | null> {
    return this.gone("the server to end by itself");
  }

  /** Makes sure that the server is gone, whatever became of it. */
  async kill(): Promise<void> {
    this.server.kill("SIGKILL");
    await this.gone("the killed server to end");
    this.connection.dispose();
  }

  /** Sends bytes that need be no message. */
  sendRaw(bytes: string): void {
    this.server.stdin?.write(bytes);
  }

  /** What a wait that fails shows: what the server said beside its messages. */
  protected seen(): string {
    return this.stderr ? `--- standard error\n${this.stderr}` : "";
  }

  private async gone(what: string): Promise<number | null> {
    await this.waitFor(what, () => this.happenings.hasEnded);
    return this.server.exitCode;
  }
}

function connectionTo({ stdout, stdin }: ChildProcess): MessageConnection {
  if (!stdout || !stdin) throw new Error("the server has no standard streams");
  return createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
}
