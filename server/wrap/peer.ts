/** One of the two servers behind an editor, as the mixer talks to it. */
import type { Message, NotificationMessage, RequestMessage, ResponseMessage } from "vscode-jsonrpc/node";

/** What a server answered, one of the two. */
export interface Answer {
  result?: unknown;
  error?: NonNullable<ResponseMessage["error"]>;
}

/** The answer of a server that can't answer any more: for nearly all requests it means “nothing”. */
export const NOTHING: Answer = { result: null };

export class Peer {
  /** The methods that it said it answers. */
  readonly methods = new Set<string>();
  private readonly waiting = new Map<RequestMessage["id"], (answer: Answer) => void>();
  private ended = false;

  /** @param send takes a message to the server */
  constructor(private readonly send: (message: Message) => void) {}

  get hasEnded(): boolean {
    return this.ended;
  }

  /** Resolves with what it answers, or with nothing when it ends before; never rejects. */
  ask(request: RequestMessage): Promise<Answer> {
    if (this.ended) return Promise.resolve(NOTHING);
    return new Promise((resolve) => {
      this.waiting.set(request.id, resolve);
      this.send(request);
    });
  }

  tell(message: NotificationMessage | ResponseMessage): void {
    if (!this.ended) this.send(message);
  }

  /** Takes an answer of its; one to a question that nobody asked is nobody's. */
  answered({ id, result, error }: ResponseMessage): void {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    resolve?.(error === undefined ? { result } : { error });
  }

  /** From now on nothing comes from it and nothing reaches it. */
  end(): void {
    this.ended = true;
    this.methods.clear();
    for (const resolve of this.waiting.values()) resolve(NOTHING);
    this.waiting.clear();
  }
}
