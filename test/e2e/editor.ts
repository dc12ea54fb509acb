/**
 * A small editor: a real LSP client that starts the real server, keeps documents as editors do, and has
 * a screen that follows what the server sends. Tests, benchmarks and the demo drive it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { REPOSITORY } from "../repository.js";
import { Happenings } from "./happenings.js";
import {
  annotations,
  changed,
  type Diagnostic,
  type Document,
  draw,
  type InlayHint,
  type Range,
  rangeOf,
} from "./screen.js";

export interface EditorOptions {
  /** What follows `snappoint lsp --stdio`. */
  serverArgs?: readonly string[];
  /** Environment of the server besides the one of this process. */
  env?: Record<string, string>;
  /** How the editor introduces itself. */
  clientInfo?: { name: string; version?: string };
  /** What it says that its process is; absent: what it is. */
  processId?: number;
  /** Whether it asks for hints again when the server says so; else it must be content with diagnostics. */
  refreshesHints?: boolean;
  /** The same for code lenses. */
  refreshesLenses?: boolean;
  /** Its answer to `workspace/configuration`; absent: it cannot be asked. */
  settings?: unknown;
  /** Whether it tells of files that others write. */
  watchesFiles?: boolean;
  /** The folder that it has opened; absent: none. */
  folder?: string;
  initializationOptions?: unknown;
  /** What it can count columns in; absent: it does not say. */
  positionEncodings?: string[];
  /** Whether it shows what servers say goes on, also without having asked. */
  showsProgress?: boolean;
  /** Whether hovers are wanted as Markdown. */
  markdown?: boolean;
  /** Whether it takes code actions; else it knows commands only. */
  takesActions?: boolean;
  /** Whether it shows actions that can't be chosen. */
  showsDisabled?: boolean;
  /** Whether it opens documents when the server asks it to. */
  showsDocuments?: boolean;
}

export interface CodeAction {
  title: string;
  kind?: string;
  command?: { title: string; command: string; arguments?: unknown[] };
  edit?: { changes?: Record<string, { range: Range; newText: string }[]> };
}

export interface Completion {
  label: string;
  detail?: string;
  textEdit?: { range: Range; newText: string };
}

/** Something that the server told the user. */
export interface Message {
  shown: boolean;
  text: string;
}

export class FakeEditor {
  /** What `initialize` was answered. */
  initialized: { capabilities: Record<string, unknown>; serverInfo?: { name: string; version: string } } = {
    capabilities: {},
  };
  readonly messages: Message[] = [];
  /** Lines of `$/logTrace`. */
  readonly traces: string[] = [];
  /** What was said under which token. */
  readonly progress: [token: unknown, value: { kind: string }][] = [];
  /** The documents that the server had it open. */
  readonly shown: string[] = [];
  readonly happenings = new Happenings();
  /** Told of each list of diagnostics, also of those for documents that are not open. */
  onDiagnostics: (uri: string, diagnostics: Diagnostic[]) => void = () => undefined;
  /** Told of each answer with hints, and of the document's version that it was asked for. */
  onHints: (hints: InlayHint[], version: number) => void = () => undefined;
  private readonly documents = new Map<string, Document>();
  private stderr = "";

  private constructor(
    private readonly server: ChildProcess,
    private readonly connection: MessageConnection,
    private readonly options: EditorOptions,
  ) {
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    server.once("exit", (code, signal) => this.happenings.end(`the server ended with ${signal ?? code}`));
  }

  /** Starts a server of its own and introduces itself, or is silent as no editor should be. */
  static async start(
    options: EditorOptions = {},
    manners: "polite" | "silent" = "polite",
  ): Promise<FakeEditor> {
    const env = { ...process.env, ...stateBeside(options.env?.SNAPPOINT_RUNTIME_DIR), ...options.env };
    const program = path.join(REPOSITORY, "bin", "snappoint");
    const server = spawn(program, ["lsp", "--stdio", ...(options.serverArgs ?? [])], {
      env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const connection = createMessageConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    const editor = new FakeEditor(server, connection, options);
    editor.listen();
    if (manners === "polite") await editor.initialize();
    return editor;
  }

  /** Opens a file as it is on disk, or with a text of its own. */
  open(file: string, text = readFileSync(file, "utf8")): void {
    const uri = pathToFileURL(file).href;
    this.documents.set(file, { uri, version: 1, text, hints: [], diagnostics: [] });
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "python", version: 1, text } });
    void this.askForHints(file);
  }

  /** Replaces the first occurrence of a piece of the document. */
  edit(file: string, piece: string, replacement: string): void {
    const document = this.document(file);
    this.change(file, rangeOf(document.text, piece), replacement);
  }

  change(file: string, range: Range, replacement: string): void {
    const document = this.document(file);
    document.text = changed(document.text, range, replacement);
    document.version += 1;
    const textDocument = { uri: document.uri, version: document.version };
    this.notify("textDocument/didChange", { textDocument, contentChanges: [{ range, text: replacement }] });
    void this.askForHints(file);
  }

  save(file: string): void {
    this.notify("textDocument/didSave", { textDocument: { uri: this.document(file).uri } });
  }

  close(file: string): void {
    this.notify("textDocument/didClose", { textDocument: { uri: this.document(file).uri } });
    this.documents.delete(file);
  }

  /** The actions offered at a position or range. */
  async codeActions(
    file: string,
    at: Range | { line: number; character: number },
    only?: string[],
  ): Promise<CodeAction[]> {
    const range = "start" in at ? at : { start: at, end: at };
    const context = only ? { diagnostics: [], only } : { diagnostics: [] };
    const params = { textDocument: { uri: this.uri(file) }, range, context };
    return (await this.request<CodeAction[] | null>("textDocument/codeAction", params)) ?? [];
  }

  /** Chooses the action with this title at a line, as a user does. */
  async choose(file: string, line: number, title: string): Promise<unknown> {
    const actions = await this.codeActions(file, { line, character: 0 });
    const chosen = actions.find((action) => action.title === title);
    if (!chosen) {
      throw new Error(
        `line ${line + 1}: no action ${title}, but ${JSON.stringify(actions.map((it) => it.title))}`,
      );
    }
    // As the protocol has it: the edit is made before the command runs.
    this.make(chosen.edit?.changes ?? {});
    if (!chosen.command) return undefined;
    return this.request("workspace/executeCommand", { ...chosen.command, title: undefined });
  }

  /** Makes the edits of a workspace, the last of each document first. */
  private make(changes: Record<string, { range: Range; newText: string }[]>): void {
    for (const [uri, edits] of Object.entries(changes)) {
      const file = fileURLToPath(uri);
      const fromTheEnd = edits.toSorted((one, other) => {
        const [a, b] = [one.range.start, other.range.start];
        return b.line - a.line || b.character - a.character;
      });
      for (const { range, newText } of fromTheEnd) this.change(file, range, newText);
    }
  }

  /** Runs a command; rejects with the server's error. */
  execute<Result>(command: string, argument?: unknown): Promise<Result> {
    return this.request("workspace/executeCommand", {
      command,
      arguments: argument === undefined ? [] : [argument],
    });
  }

  async hints(file: string, range?: Range): Promise<InlayHint[]> {
    const whole = {
      start: { line: 0, character: 0 },
      end: { line: this.document(file).text.split("\n").length, character: 0 },
    };
    const params = { textDocument: { uri: this.uri(file) }, range: range ?? whole };
    return (await this.request<InlayHint[] | null>("textDocument/inlayHint", params)) ?? [];
  }

  /** The hover's text; undefined where there is none. */
  async hover(file: string, line: number, character: number): Promise<string | undefined> {
    const params = { textDocument: { uri: this.uri(file) }, position: { line, character } };
    const answer = await this.request<{ contents: { value: string } } | null>("textDocument/hover", params);
    return answer?.contents.value;
  }

  /** What is suggested behind the first occurrence of a piece; undefined where the server leaves that to others. */
  async completions(file: string, piece: string): Promise<Completion[] | undefined> {
    const position = rangeOf(this.document(file).text, piece).end;
    const params = { textDocument: { uri: this.uri(file) }, position };
    return (await this.request<Completion[] | null>("textDocument/completion", params)) ?? undefined;
  }

  diagnostics(file: string): Diagnostic[] {
    return this.document(file).diagnostics;
  }

  /** The document's text without what stands beside it. */
  text(file: string): string {
    return this.document(file).text;
  }

  /** What stands beside a line on the screen, hints and diagnostics; "" when nothing does. */
  beside(file: string, line: number): string {
    return annotations(this.document(file), line).join(" | ");
  }

  version(file: string): number {
    return this.document(file).version;
  }

  /** The document as it looks on the screen. */
  screen(file: string): string {
    return draw(this.document(file));
  }

  /** Waits until a condition holds, looking again whenever something arrives; rejects with what was seen. */
  waitFor(what: string, holds: () => boolean, milliseconds?: number): Promise<void> {
    return this.happenings.waitFor(what, holds, () => this.seen(), milliseconds);
  }

  /** Waits until a line's annotation is the text, or matches. */
  waitForBeside(file: string, line: number, wanted: string | RegExp): Promise<void> {
    return this.waitFor(`${wanted} beside line ${line + 1}`, () => {
      const beside = this.beside(file, line);
      return typeof wanted === "string" ? beside === wanted : wanted.test(beside);
    });
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

  private listen(): void {
    this.connection.onRequest("workspace/inlayHint/refresh", () => {
      this.happenings.add("workspace/inlayHint/refresh");
      for (const file of this.documents.keys()) void this.askForHints(file);
      return null;
    });
    this.connection.onRequest("workspace/codeLens/refresh", () => {
      this.happenings.add("workspace/codeLens/refresh");
      return null;
    });
    this.connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => {
      this.happenings.add("workspace/configuration");
      return items.map(() => this.options.settings ?? null);
    });
    this.connection.onRequest("client/registerCapability", () => null);
    this.connection.onRequest("window/showDocument", ({ uri }: { uri: string }) => {
      this.shown.push(uri);
      this.happenings.add("window/showDocument");
      return { success: true };
    });
    this.connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
      const document = [...this.documents.values()].find((open) => open.uri === uri);
      if (document) document.diagnostics = diagnostics;
      this.onDiagnostics(uri, diagnostics);
      this.happenings.add("textDocument/publishDiagnostics");
    });
    this.connection.onRequest("window/workDoneProgress/create", () => null);
    this.connection.onNotification("$/progress", ({ token, value }) => {
      this.progress.push([token, value]);
      this.happenings.add(`progress: ${value.kind}`);
    });
    this.connection.onNotification("$/logTrace", ({ message }) => void this.traces.push(message));
    this.connection.onNotification("window/showMessage", ({ message }) => this.tell(message, true));
    this.connection.onNotification("window/logMessage", ({ message }) => this.tell(message, false));
    this.connection.onError(([error]) => this.happenings.add(`connection error: ${error.message}`));
    this.connection.listen();
  }

  private async initialize(): Promise<void> {
    const {
      clientInfo,
      initializationOptions,
      settings,
      positionEncodings,
      showsProgress,
      refreshesHints = true,
      refreshesLenses = false,
      markdown = true,
      showsDocuments = false,
      folder,
      watchesFiles = false,
      takesActions = true,
      showsDisabled = false,
    } = this.options;
    this.initialized = await this.request("initialize", {
      processId: this.options.processId ?? process.pid,
      rootUri: folder === undefined ? null : pathToFileURL(folder).href,
      ...(clientInfo ? { clientInfo } : {}),
      ...(initializationOptions === undefined ? {} : { initializationOptions }),
      capabilities: {
        window: {
          ...(showsProgress ? { workDoneProgress: true } : {}),
          ...(showsDocuments ? { showDocument: { support: true } } : {}),
        },
        ...(positionEncodings ? { general: { positionEncodings } } : {}),
        workspace: {
          ...(refreshesHints ? { inlayHint: { refreshSupport: true } } : {}),
          ...(refreshesLenses ? { codeLens: { refreshSupport: true } } : {}),
          ...(watchesFiles ? { didChangeWatchedFiles: { dynamicRegistration: true } } : {}),
          configuration: settings !== undefined,
        },
        textDocument: {
          hover: { contentFormat: markdown ? ["markdown", "plaintext"] : ["plaintext"] },
          codeAction: takesActions
            ? {
                codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
                disabledSupport: showsDisabled,
              }
            : {},
        },
      },
    });
    this.notify("initialized", {});
  }

  /** As Neovim does, an answer that the document has outrun is thrown away: the edit asked again. */
  private async askForHints(file: string): Promise<void> {
    const asked = this.documents.get(file);
    if (!asked) return;
    const { version } = asked;
    const hints = await this.hints(file).catch(() => undefined);
    if (hints) this.onHints(hints, version);
    if (hints === undefined || this.documents.get(file) !== asked || asked.version !== version) return;
    asked.hints = hints;
    this.happenings.add("hints drawn");
  }

  private tell(text: string, shown: boolean): void {
    this.messages.push({ shown, text });
    this.happenings.add(`${shown ? "shown" : "logged"}: ${text}`);
  }

  private async gone(what: string): Promise<number | null> {
    await this.waitFor(what, () => this.happenings.hasEnded);
    return this.server.exitCode;
  }

  private seen(): string {
    const screens = [...this.documents].map(
      ([file, document]) => `--- ${path.basename(file)}\n${draw(document)}`,
    );
    return [...screens, ...(this.stderr ? [`--- standard error\n${this.stderr}`] : [])].join("\n");
  }

  private document(file: string): Document {
    const document = this.documents.get(file);
    if (!document) throw new Error(`${file} is not open in the editor`);
    return document;
  }

  private uri(file: string): string {
    return this.documents.get(file)?.uri ?? pathToFileURL(file).href;
  }
}

/** What the server keeps stays in the test's own folder too. */
function stateBeside(runtimeDir: string | undefined): Record<string, string> {
  return runtimeDir === undefined
    ? {}
    : { SNAPPOINT_STATE_DIR: path.join(path.dirname(runtimeDir), "state") };
}
