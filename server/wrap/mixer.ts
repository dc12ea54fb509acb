/**
 * Two servers that look like one to an editor. What both answer is merged; all else goes to the one whose it
 * is, as it came. Both get every notification.
 */
import {
  Message,
  type NotificationMessage,
  type RequestMessage,
  type ResponseMessage,
} from "vscode-jsonrpc/node";
import { fields, type Json } from "../json.js";
import { commandsIn, mergedCapabilities, methodsIn, RESOLVING } from "./capabilities.js";
import { Memory } from "./memory.js";
import { isOurs, merged } from "./merge.js";
import { type Answer, Peer } from "./peer.js";
import { Registrations } from "./registrations.js";
import { SharedDiagnostics, type Side } from "./shared-diagnostics.js";

/** How long the other server may keep an answer to what is asked for all the time, before its last one must do. */
const PATIENCE_MS = 400;

export interface MixerOptions {
  toEditor(message: Message): void;
  toOurs(message: Message): void;
  toTheirs(message: Message): void;
  /** Resolves after so many milliseconds. */
  pause(milliseconds: number): Promise<void>;
}

export class Mixer {
  private readonly peers: Record<Side, Peer>;
  private readonly diagnostics = new SharedDiagnostics();
  private readonly memory = new Memory();
  private readonly asked = new Map<string, { side: Side; id: RequestMessage["id"] }>();
  private readonly registrations: Registrations;
  private ourCommands: ReadonlySet<string> = new Set();
  private isLeaving = false;
  private numbers = 0;

  constructor(private readonly options: MixerOptions) {
    this.peers = { ours: new Peer(options.toOurs), theirs: new Peer(options.toTheirs) };
    this.registrations = new Registrations(this.peers.ours, this.peers.theirs);
  }

  /** A message of the editor's. */
  fromEditor(message: Message): void {
    if (Message.isRequest(message)) void this.answer(message);
    else if (Message.isResponse(message)) this.passAnswer(message);
    else if (Message.isNotification(message)) this.inform(message);
  }

  /** A message of one of the servers'. */
  from(side: Side, message: Message): void {
    if (Message.isResponse(message)) this.peers[side].answered(message);
    else if (Message.isRequest(message)) this.passQuestion(side, message);
    else if (Message.isNotification(message)) this.passNote(side, message);
  }

  /** The other server is gone: from now on there is only ours. */
  theirsEnded(message: string): void {
    if (this.peers.theirs.hasEnded) return;
    this.peers.theirs.end();
    this.memory.forget();
    if (!this.isLeaving) this.tellEditor("window/showMessage", { type: 2, message });
    for (const params of this.diagnostics.forget("theirs")) {
      this.tellEditor("textDocument/publishDiagnostics", params);
    }
  }

  private async answer(request: RequestMessage): Promise<void> {
    const { result, error } = await this.answerTo(request);
    const answer = error === undefined ? { result: result ?? null } : { error };
    this.options.toEditor({ jsonrpc: "2.0", id: request.id, ...answer } as ResponseMessage);
  }

  private answerTo(request: RequestMessage): Promise<Answer> {
    const { ours, theirs } = this.peers;
    const { method } = request;
    if (method === "initialize") return this.initialize(request);
    if (method === "shutdown") return this.shutdown(request);
    if (method === "workspace/executeCommand") {
      return this.ourCommands.has(String(paramsOf(request).command))
        ? ours.ask(request)
        : theirs.ask(request);
    }
    if (RESOLVING.has(method) && isOurs(request.params)) {
      return Promise.resolve({ result: request.params });
    }
    return ours.methods.has(method) ? this.askBoth(withoutParts(request)) : theirs.ask(request);
  }

  private async shutdown(request: RequestMessage): Promise<Answer> {
    this.isLeaving = true;
    const [our] = await Promise.all([this.peers.ours.ask(request), this.peers.theirs.ask(request)]);
    return our;
  }

  /** Theirs first: which unit positions are counted in is for it to choose, and ours follows. */
  private async initialize(request: RequestMessage): Promise<Answer> {
    const theirs = await this.peers.theirs.ask(request);
    const theirCapabilities = fields(fields(theirs.result).capabilities);
    const encoding = theirCapabilities.positionEncoding ?? "utf-16";
    const ours = await this.peers.ours.ask(withEncoding(request, encoding));
    if (ours.error) return ours;
    const ourCapabilities = fields(fields(ours.result).capabilities);
    this.know("ours", ourCapabilities);
    if (theirs.error || this.peers.theirs.hasEnded) return ours;
    this.know("theirs", theirCapabilities);
    const capabilities = {
      ...mergedCapabilities(theirCapabilities, ourCapabilities),
      positionEncoding: encoding,
    };
    return { result: { ...fields(ours.result), capabilities } };
  }

  private know(side: Side, capabilities: Json): void {
    for (const method of methodsIn(capabilities)) this.peers[side].methods.add(method);
    if (side === "ours") this.ourCommands = new Set(commandsIn(capabilities));
  }

  private async askBoth(request: RequestMessage): Promise<Answer> {
    const theirs = this.peers.theirs.methods.has(request.method) ? this.askTheirs(request) : undefined;
    const ours = await this.peers.ours.ask(request);
    return theirs ? merged(request.method, await theirs, ours) : ours;
  }

  private async askTheirs(request: RequestMessage): Promise<Answer> {
    const { method, params } = request;
    if (!Memory.keeps(method)) return this.peers.theirs.ask(request);
    const fresh = this.memory.fresh(method, params);
    if (fresh) return fresh;
    let isLate = false;
    const answer = this.peers.theirs.ask(request).then((told) => {
      const isNews = told.error === undefined && this.memory.learn(method, params, told);
      if (isLate && isNews) this.askAgain(method);
      return told;
    });
    const last = this.memory.last(method, params) ?? { result: [] };
    const patience = this.options.pause(PATIENCE_MS).then(() => {
      isLate = true;
      return last;
    });
    return Promise.race([answer, patience]);
  }

  /** The editor has drawn without theirs, which is there now. Editors that can't refuse without harm. */
  private askAgain(method: string): void {
    const refresh = method.replace("textDocument/", "workspace/").concat("/refresh");
    this.passQuestion("ours", { jsonrpc: "2.0", id: null, method: refresh });
  }

  /** Numbers the question anew, since both servers count from the same number. */
  private passQuestion(side: Side, request: RequestMessage): void {
    if (side === "theirs" && request.method.endsWith("/refresh")) this.memory.outdate();
    const question = side === "theirs" ? this.registrations.told(request) : request;
    const id = `${side}-${this.numbers++}`;
    this.asked.set(id, { side, id: request.id });
    this.options.toEditor({ ...question, id } as RequestMessage);
  }

  private passAnswer(answer: ResponseMessage): void {
    const asked = this.asked.get(String(answer.id));
    this.asked.delete(String(answer.id));
    if (asked && asked.id !== null) this.peers[asked.side].tell({ ...answer, id: asked.id });
  }

  private passNote(side: Side, note: NotificationMessage): void {
    const params = fields(note.params);
    if (note.method === "textDocument/publishDiagnostics") {
      if (side === "theirs") this.memory.outdate();
      this.tellEditor(note.method, this.diagnostics.published(side, params));
    } else if (note.method === "$/cancelRequest") {
      const found = [...this.asked].find(([, asked]) => asked.side === side && asked.id === params.id);
      if (found) this.tellEditor(note.method, { id: found[0] });
    } else this.options.toEditor(note);
  }

  private inform(note: NotificationMessage): void {
    if (note.method.startsWith("textDocument/") || note.method.startsWith("workspace/"))
      this.memory.outdate();
    if (note.method === "textDocument/didChange") this.diagnostics.edited(fields(note.params));
    this.peers.theirs.tell(note);
    this.peers.ours.tell(note);
  }

  private tellEditor(method: string, params: Json): void {
    this.options.toEditor({ jsonrpc: "2.0", method, params } as NotificationMessage);
  }
}

function paramsOf({ params }: RequestMessage): Json {
  return fields(params);
}

/** What is put together of two answers can't come in parts. */
function withoutParts(request: RequestMessage): RequestMessage {
  const { partialResultToken: _, ...params } = paramsOf(request);
  return { ...request, params };
}

/** Offers ours nothing but the unit that theirs has chosen. */
function withEncoding(request: RequestMessage, encoding: unknown): RequestMessage {
  const params = paramsOf(request);
  const capabilities = fields(params.capabilities);
  const general = { ...fields(capabilities.general), positionEncodings: [encoding] };
  return { ...request, params: { ...params, capabilities: { ...capabilities, general } } };
}
