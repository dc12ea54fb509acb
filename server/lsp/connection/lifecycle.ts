/** From `initialize` to the end, in whichever way the editor leaves. */
import {
  ErrorCodes,
  ExitNotification,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type ProtocolConnection,
  ResponseError,
  ShutdownRequest,
} from "vscode-languageserver/node";
import type { Session } from "../session.js";
import { initializeResult } from "./capabilities.js";
import { answer, type ReportFault, take } from "./guard.js";

/** A session and what must happen at its edges. */
export interface OpenSession {
  session: Session;
  /** The editor is ready for requests. */
  ready(): void;
  /** Takes the probes away from all programs; never rejects. */
  close(): Promise<void>;
}

export interface LifecycleOptions {
  version: string;
  open(params: InitializeParams): OpenSession;
  report: ReportFault;
  /** Calls back when the editor's process has gone; returns what ends the watch. */
  watch(processId: number | null, onGone: () => void): () => void;
  /** Called once, with the exit code that the protocol asks for. */
  onExit(code: number): void;
}

export class Lifecycle {
  private opened: OpenSession | undefined;
  private closing: Promise<void> | undefined;
  private shutDown = false;
  private left: Promise<void> | undefined;
  private stopWatching = () => {};

  constructor(
    connection: ProtocolConnection,
    private readonly options: LifecycleOptions,
  ) {
    const { report } = options;
    answer(connection, InitializeRequest.type, report, (params) => this.initialize(params));
    take(connection, InitializedNotification.type, report, () => this.opened?.ready());
    connection.onRequest(ShutdownRequest.type, () => this.shutdown());
    connection.onNotification(ExitNotification.type, () => void this.leave());
    connection.onClose(() => void this.leave());
  }

  /** @throws ResponseError outside the time between `initialize` and `shutdown` */
  session(): Session {
    if (this.closing) throw new ResponseError(ErrorCodes.InvalidRequest, "snappoint has been shut down");
    if (!this.opened) throw new ResponseError(ErrorCodes.ServerNotInitialized, "initialize must come first");
    return this.opened.session;
  }

  /** For what the server does not know, which outside of its time is not what matters. */
  refuse(method: string): never {
    this.session();
    throw new ResponseError(ErrorCodes.MethodNotFound, `snappoint knows no ${method}`);
  }

  /** The session while there is one; notifications outside it mean nothing. */
  sessionIfOpen(): Session | undefined {
    return this.closing ? undefined : this.opened?.session;
  }

  /** Ends everything once, however often and by whomever it is asked for. */
  leave(): Promise<void> {
    this.left ??= this.close().then(() => this.options.onExit(this.shutDown ? 0 : 1));
    return this.left;
  }

  private initialize(params: InitializeParams): ReturnType<typeof initializeResult> {
    if (this.opened) throw new ResponseError(ErrorCodes.InvalidRequest, "initialize came a second time");
    this.opened = this.options.open(params);
    this.stopWatching = this.options.watch(params.processId, () => void this.leave());
    return initializeResult(this.options.version);
  }

  private async shutdown(): Promise<void> {
    this.session();
    this.shutDown = true;
    await this.close();
  }

  private close(): Promise<void> {
    this.stopWatching();
    this.closing ??= this.opened?.close() ?? Promise.resolve();
    return this.closing;
  }
}
