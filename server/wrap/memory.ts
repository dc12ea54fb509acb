/**
 * What the other server last said of hints and lenses. Ours are asked for anew several times a second while
 * values come in; the other's can't have changed as long as nobody typed and it has not said so.
 */
import type { Answer } from "./peer.js";

/** What can be asked for again without an edit. */
const REMEMBERED: ReadonlySet<string> = new Set(["textDocument/inlayHint", "textDocument/codeLens"]);

const MOST = 100;

interface Known {
  answer: Answer;
  isFresh: boolean;
}

export class Memory {
  private readonly known = new Map<string, Known>();

  static keeps(method: string): boolean {
    return REMEMBERED.has(method);
  }

  /** The answer, if nothing has happened since that could change it. */
  fresh(method: string, params: unknown): Answer | undefined {
    const known = this.known.get(key(method, params));
    return known?.isFresh ? known.answer : undefined;
  }

  /** The last answer, however old. */
  last(method: string, params: unknown): Answer | undefined {
    return this.known.get(key(method, params))?.answer;
  }

  /** Whether it differs from what was known. */
  learn(method: string, params: unknown, answer: Answer): boolean {
    const itsKey = key(method, params);
    const before = JSON.stringify(this.known.get(itsKey)?.answer);
    this.known.delete(itsKey);
    this.known.set(itsKey, { answer, isFresh: true });
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST) break;
      this.known.delete(oldest);
    }
    return before !== JSON.stringify(answer);
  }

  /** Something happened that may change all answers. */
  outdate(): void {
    for (const known of this.known.values()) known.isFresh = false;
  }

  forget(): void {
    this.known.clear();
  }
}

function key(method: string, params: unknown): string {
  return `${method} ${JSON.stringify(params)}`;
}
