/**
 * Positions in the editor's units, outside, and in ours, inside: every message is translated as it comes and
 * goes, so that nothing else has to know. Without an open document a position stays as it is.
 */
import type {
  Message,
  NotificationMessage,
  RequestMessage,
  ResponseMessage,
} from "vscode-languageserver/node";
import { fields, type Json } from "../../json.js";
import { splitLines } from "../../probes/text.js";
import type { Passage } from "./message-stream.js";
import { chosenUnit, columnHere, columnThere, type Unit } from "./position-units.js";

interface Place {
  line: number;
  character: number;
}

type Convert = (line: string, column: number, unit: Unit) => number;

/** `initialize` settles the unit. */
export class Translation implements Passage {
  private unit: Unit = "utf-16";
  private initializing: RequestMessage["id"] | undefined;
  private readonly lines = new Map<string, readonly string[]>();
  /** Of each request that is not answered yet, the document that it is about. */
  private readonly about = new Map<RequestMessage["id"], string>();

  incoming(message: Message): Message {
    const { id, method, params } = message as Partial<RequestMessage>;
    if (method === "initialize") {
      this.initializing = id;
      this.unit = chosenUnit(fields(fields(fields(params).capabilities).general).positionEncodings);
    }
    if (this.unit === "utf-16" || method === undefined) return message;
    const uri = documentOf(params);
    if (id !== undefined && uri !== undefined) this.about.set(id, uri);
    if (method === "textDocument/didChange" && uri !== undefined) return this.edited(message, uri);
    this.keep(method, fields(params), uri);
    return { ...message, params: this.translated(params, uri, columnHere) } as NotificationMessage;
  }

  outgoing(message: Message): Message {
    const { id, method, result, params } = message as Partial<RequestMessage & ResponseMessage>;
    if (this.unit === "utf-16") return message;
    if (method !== undefined) {
      return {
        ...message,
        params: this.translated(params, documentOf(params), columnThere),
      } as RequestMessage;
    }
    if (id === this.initializing)
      return { ...message, result: withUnit(result, this.unit) } as ResponseMessage;
    const uri = id === undefined ? undefined : this.about.get(id);
    if (id !== undefined) this.about.delete(id);
    if (result === undefined) return message;
    return { ...message, result: this.translated(result, uri, columnThere) } as ResponseMessage;
  }

  private keep(method: string, params: Json, uri: string | undefined): void {
    if (uri === undefined) return;
    if (method === "textDocument/didOpen")
      this.lines.set(uri, splitLines(String(fields(params.textDocument).text)));
    if (method === "textDocument/didClose") this.lines.delete(uri);
  }

  /** Each change is told in the text that the one before it has left. */
  private edited(message: Message, uri: string): Message {
    const params = fields((message as NotificationMessage).params);
    const changes = Array.isArray(params.contentChanges) ? params.contentChanges : [];
    const contentChanges = changes.map((change) => {
      const translated = fields(this.translated(change, uri, columnHere));
      this.lines.set(uri, changedLines(this.lines.get(uri) ?? [], translated));
      return translated;
    });
    return { ...message, params: { ...params, contentChanges } } as NotificationMessage;
  }

  /** The same value with all positions in it in the other unit. */
  private translated(value: unknown, uri: string | undefined, convert: Convert): unknown {
    if (Array.isArray(value)) return value.map((each) => this.translated(each, uri, convert));
    if (typeof value !== "object" || value === null) return value;
    const about = documentOf(value) ?? uri;
    const entries = Object.entries(value).map(([key, each]) => {
      // The edits of a workspace stand below the documents' own names.
      return [key, this.translated(each, this.lines.has(key) ? key : about, convert)] as const;
    });
    const copy = Object.fromEntries(entries);
    return isPlace(copy) ? { ...copy, character: this.column(copy, about, convert) } : copy;
  }

  private column({ line, character }: Place, uri: string | undefined, convert: Convert): number {
    const text = uri === undefined ? undefined : this.lines.get(uri)?.[line];
    return text === undefined ? character : convert(text, character, this.unit);
  }
}

/** The document that something is about: its own `uri`, or that of its `textDocument`. */
function documentOf(value: unknown): string | undefined {
  const { uri, textDocument } = fields(value);
  const named = uri ?? fields(textDocument).uri;
  return typeof named === "string" ? named : undefined;
}

function changedLines(lines: readonly string[], { range, text }: Json): readonly string[] {
  const { start, end } = fields(range);
  if (!isPlace(start) || !isPlace(end)) return splitLines(String(text));
  const head = (lines[start.line] ?? "").slice(0, start.character);
  const tail = (lines[end.line] ?? "").slice(end.character);
  return [
    ...lines.slice(0, start.line),
    ...splitLines(head + String(text) + tail),
    ...lines.slice(end.line + 1),
  ];
}

function withUnit(result: unknown, unit: Unit): Json {
  const capabilities = { ...fields(fields(result).capabilities), positionEncoding: unit };
  return { ...fields(result), capabilities };
}

function isPlace(value: unknown): value is Place {
  const { line, character } = fields(value);
  return typeof line === "number" && typeof character === "number";
}
