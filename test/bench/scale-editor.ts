/** The editor of `scale.ts`: it shows a part of a file, and somebody types there. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { REPOSITORY } from "../repository.js";
import type { Inside } from "./scale-inside.js";

const KEY_MS = 60;
const VISIBLE = 60;

/** A while of typing. */
export interface Stint {
  seconds: number;
  /** How long each keystroke took until the hints of the visible lines were there, in milliseconds. */
  times: number[];
  refreshes: number;
}

export interface Hint {
  position: { line: number };
  label: string | { value: string }[];
}

export interface Listed {
  line: number;
  hits: number;
}

export class Typist {
  private readonly server: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly uri: string;
  private version = 1;
  private refreshes = 0;
  private column = 0;
  private isOver = false;

  /** @param middle a line with a comment, at whose end is typed */
  constructor(
    file: string,
    private readonly text: string,
    private readonly middle: number,
    env: NodeJS.ProcessEnv,
  ) {
    this.uri = pathToFileURL(file).href;
    const inside = fileURLToPath(new URL("scale-inside.js", import.meta.url));
    const program = [join(REPOSITORY, "bin", "snappoint"), "lsp", "--stdio"];
    this.server = spawn(
      process.execPath,
      ["--expose-gc", "--import", pathToFileURL(inside).href, ...program],
      {
        env,
        stdio: ["pipe", "pipe", "inherit", "ipc"],
      },
    );
    this.server.once("exit", (code) => this.lost(code));
    const { stdout, stdin } = this.server as { stdout: Readable; stdin: Writable };
    this.connection = createMessageConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.connection.onRequest("workspace/inlayHint/refresh", () => {
      this.refreshes++;
      void this.hints().catch(() => undefined);
      return null;
    });
    this.connection.onRequest(() => null);
    this.connection.listen();
  }

  async begin(): Promise<void> {
    const workspace = { inlayHint: { refreshSupport: true } };
    await this.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace },
    });
    await this.connection.sendNotification("initialized", {});
    const textDocument = { uri: this.uri, languageId: "python", version: 1, text: this.text };
    await this.connection.sendNotification("textDocument/didOpen", { textDocument });
  }

  /** All of them are asked for at once. */
  async addPoints(lines: readonly number[]): Promise<void> {
    await Promise.all(lines.map((line) => this.command("snappoint.addProbe", { uri: this.uri, line })));
  }

  async type(seconds: number): Promise<Stint> {
    const times: number[] = [];
    const [began, refreshes] = [performance.now(), this.refreshes];
    while (performance.now() - began < seconds * 1000) {
      const pressed = performance.now();
      await this.press();
      await this.hints();
      times.push(performance.now() - pressed);
      await pause(KEY_MS);
    }
    return {
      seconds: (performance.now() - began) / 1000,
      times,
      refreshes: this.refreshes - refreshes,
    };
  }

  /** All points, with their hits in all programs. */
  listed(): Promise<Listed[]> {
    return this.command("snappoint.listProbes", {});
  }

  /** Of the visible lines. */
  hints(): Promise<Hint[]> {
    const line = this.middle - VISIBLE / 2;
    const range = { start: { line, character: 0 }, end: { line: line + VISIBLE, character: 0 } };
    return this.connection.sendRequest("textDocument/inlayHint", { textDocument: { uri: this.uri }, range });
  }

  async inside(): Promise<Inside> {
    this.server.send("tell");
    const [told] = await once(this.server, "message");
    return told as Inside;
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    this.connection.dispose();
  }

  private command<T>(command: string, argument: object): Promise<T> {
    return this.connection.sendRequest("workspace/executeCommand", { command, arguments: [argument] });
  }

  private press(): Promise<void> {
    const at = { line: this.middle, character: 6 + this.column++ };
    const contentChanges = [{ range: { start: at, end: at }, text: "x" }];
    const textDocument = { uri: this.uri, version: ++this.version };
    return this.connection.sendNotification("textDocument/didChange", { textDocument, contentChanges });
  }

  private lost(code: number | null): void {
    if (this.isOver) return;
    console.error(`the server has ended by itself, with ${code}`);
    process.exit(1);
  }
}
