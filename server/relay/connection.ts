/** One open connection to an agent: the wire's requests as methods, its notifications as calls. */
import {
  createMessageConnection,
  ErrorCodes,
  type Logger,
  type MessageConnection,
  ResponseError,
} from "vscode-jsonrpc/node";
import { BreachError } from "./framing.js";
import { ShapeError } from "./shape.js";
import type { Channel } from "./transport.js";
import { validate } from "./validate.js";
import type {
  CapturesParams,
  InitializeParams,
  InitializeResult,
  ProbesSetParams,
  ProbesSetResult,
  ProbesStatusParams,
  SourceLinesResult,
  SourceTextParams,
  SourceTextResult,
  StatsParams,
} from "./wire.js";

/** How long to wait for answers, in milliseconds. */
export interface Patience {
  initialize: number;
  answer: number;
  shutdown: number;
}

export const PATIENCE: Patience = { initialize: 5000, answer: 5000, shutdown: 1000 };

/** What an agent tells unasked. `trouble` gets a sentence whose subject, "it", is the agent. */
export interface AgentListener {
  status(params: ProbesStatusParams): void;
  captures(params: CapturesParams): void;
  stats(params: StatsParams): void;
  trouble(message: string): void;
}

/** A dying program shows as one of several system errors, by chance; none of them says more than this. */
export const CLOSED = "the connection was closed";

/** How a connection ended; `breach` when the agent broke the framing. */
export interface ConnectionEnd {
  reason: string;
  breach: boolean;
}

export class AgentConnection {
  readonly ended: Promise<ConnectionEnd>;
  private end: ConnectionEnd | undefined;
  private isOver = false;
  private settleEnded: (end: ConnectionEnd) => void = () => undefined;
  private readonly rpc: MessageConnection;

  constructor(
    private readonly channel: Channel,
    private readonly listener: AgentListener,
    private readonly patience: Patience,
  ) {
    this.ended = new Promise((resolve) => {
      this.settleEnded = resolve;
    });
    this.rpc = createMessageConnection(channel.reader, channel.writer, this.logger());
    this.rpc.onError(([error]) =>
      error instanceof BreachError ? this.close(error.message, true) : this.hearOut(),
    );
    this.rpc.onClose(() => this.close(CLOSED));
    this.on("probes/status", (params) => listener.status(validate.probesStatus(params)));
    this.on("captures", (params) => listener.captures(validate.captures(params)));
    this.on("stats", (params) => listener.stats(validate.stats(params)));
    this.rpc.onUnhandledNotification(({ method }) =>
      listener.trouble(`it sent ${JSON.stringify(method.slice(0, 40))}, which this version does not know`),
    );
    this.rpc.listen();
  }

  /** Whether anything can be said to the agent. */
  get open(): boolean {
    return this.end === undefined;
  }

  initialize(params: InitializeParams): Promise<InitializeResult> {
    return this.ask("initialize", params, validate.initializeResult, this.patience.initialize);
  }

  /** Waits as long as the agent needs: a program may be busy for long, and gets its probes then. */
  async setProbes(params: ProbesSetParams): Promise<ProbesSetResult> {
    const slow = setTimeout(
      () =>
        this.listener.trouble(
          "it has not taken over the probes yet: the program does not let its threads run",
        ),
      this.patience.answer,
    );
    try {
      return await this.ask("probes/set", params, validate.probesSetResult, undefined);
    } finally {
      clearTimeout(slow);
    }
  }

  sourceLines(file: string): Promise<SourceLinesResult> {
    return this.ask("source/lines", { file }, validate.sourceLinesResult, this.patience.answer);
  }

  sourceText(asked: SourceTextParams): Promise<SourceTextResult> {
    return this.ask("source/text", asked, validate.sourceTextResult, this.patience.answer);
  }

  /** Tells the agent to take this server's probes away now instead of after the lease; never rejects. */
  async shutdown(): Promise<void> {
    await this.ask("shutdown", undefined, () => undefined, this.patience.shutdown).catch(() => undefined);
    this.close("the server has shut down");
  }

  /** Of an agent that seems to leave: it closes the connection by itself, behind its last words, or else we do. */
  async seeOff(): Promise<void> {
    const { shutdown: patience } = this.patience;
    await within(patience, this.ended, "it has not closed the connection").catch(() => undefined);
    await this.shutdown();
  }

  /**
   * Nothing can be said to the agent any more. What it has said before is still heard; then the connection closes
   * by itself.
   */
  private hearOut(): void {
    this.end ??= { reason: CLOSED, breach: false };
    this.channel.close();
  }

  close(reason: string, breach = false): void {
    if (this.isOver) {
      return;
    }
    this.isOver = true;
    if (this.end === undefined || breach) this.end = { reason, breach };
    this.rpc.dispose();
    this.channel.close();
    this.settleEnded(this.end);
  }

  /** vscode-jsonrpc logs what it cannot place; nothing may be lost silently, but the end speaks for itself. */
  private logger(): Logger {
    const tell = (message: string): void => {
      if (this.open) this.listener.trouble(message);
    };
    return { error: tell, warn: tell, info: () => undefined, log: () => undefined };
  }

  private get reason(): string | undefined {
    return this.end?.reason;
  }

  private on(method: string, take: (params: unknown) => void): void {
    this.rpc.onNotification(method, (params: object) => {
      try {
        take({ ...params });
      } catch (error) {
        if (!(error instanceof ShapeError)) {
          throw error;
        }
        this.listener.trouble(`its message ${method} was refused: ${error.message}`);
      } finally {
        empty(params);
      }
    });
  }

  private async ask<T>(
    method: string,
    params: object | undefined,
    check: (got: unknown) => T,
    patience: number | undefined,
  ): Promise<T> {
    if (!this.open) {
      throw new Error(this.reason);
    }
    const answer = params === undefined ? this.rpc.sendRequest(method) : this.rpc.sendRequest(method, params);
    try {
      return check(await within(patience, answer, `it has not answered ${method}`));
    } catch (error) {
      if (error instanceof ShapeError) {
        throw new ShapedAnswerError(`its answer to ${method} was refused: ${error.message}`);
      }
      throw this.open || isAnswer(error) ? error : new Error(this.reason);
    }
  }
}

/**
 * vscode-jsonrpc queues messages in a `Map`, whose outgrown tables lead to the next one, and to what stood in them last.
 * So as soon as the collector has moved one of these to where it seldom looks, no later message would die young.
 */
function empty(params: object): void {
  for (const name of Object.keys(params)) Reflect.set(params, name, undefined);
}

/** Whether the agent itself has said no, and not vscode-jsonrpc in its place. */
function isAnswer(error: unknown): boolean {
  const { MessageWriteError, PendingResponseRejected } = ErrorCodes;
  const others: number[] = [MessageWriteError, PendingResponseRejected];
  return error instanceof ResponseError && !others.includes(error.code);
}

/** The agent answered, but not with what the wire says. */
export class ShapedAnswerError extends Error {}

async function within<T>(patience: number | undefined, answer: Promise<T>, complaint: string): Promise<T> {
  if (patience === undefined) {
    return answer;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${complaint} within ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
