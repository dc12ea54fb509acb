/**
 * A small editor: a real LSP client that starts the real server, keeps documents as editors do, and has
 * a screen that follows what the server sends. Tests, benchmarks and the demo drive it.
 */
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type EditorOptions, introduction, workspaceFolder } from "./introduction.js";
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
import { ServerProcess, startServer } from "./server-process.js";

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

export class FakeEditor extends ServerProcess {
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
  /** Told of each list of diagnostics, also of those for documents that are not open. */
  onDiagnostics: (uri: string, diagnostics: Diagnostic[]) => void = () => undefined;
  /** Told of each answer with hints, and of the document's version that it was asked for. */
  onHints: (hints: InlayHint[], version: number) => void = () => undefined;
  private readonly documents = new Map<string, Document>();

  private constructor(
    server: ChildProcess,
    private readonly options: EditorOptions,
  ) {
    super(server);
  }

  /** Starts a server of its own and introduces itself, or is silent as no editor should be. */
  static async start(
    options: EditorOptions = {},
    manners: "polite" | "silent" = "polite",
  ): Promise<FakeEditor> {
    const editor = new FakeEditor(startServer(options.serverArgs ?? [], options.env ?? {}), options);
    editor.listen();
    if (manners === "polite") await editor.introduceItself();
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

  /** Waits until a line's annotation is the text, or matches. */
  waitForBeside(file: string, line: number, wanted: string | RegExp): Promise<void> {
    return this.waitFor(`${wanted} beside line ${line + 1}`, () => {
      const beside = this.beside(file, line);
      return typeof wanted === "string" ? beside === wanted : wanted.test(beside);
    });
  }

  /** Opens and closes folders of the workspace. */
  changeFolders({ added = [], removed = [] }: { added?: string[]; removed?: string[] }): void {
    const event = { added: added.map(workspaceFolder), removed: removed.map(workspaceFolder) };
    this.notify("workspace/didChangeWorkspaceFolders", { event });
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
    this.connection.onRequest("workspace/configuration", ({ items }: { items: { scopeUri?: string }[] }) => {
      this.happenings.add("workspace/configuration");
      const { settings = null, folderSettings = {} } = this.options;
      return items.map(({ scopeUri }) => (scopeUri && folderSettings[fileURLToPath(scopeUri)]) || settings);
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

  private async introduceItself(): Promise<void> {
    this.initialized = await this.request("initialize", introduction(this.options));
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

  protected override seen(): string {
    const screens = [...this.documents].map(
      ([file, document]) => `--- ${path.basename(file)}\n${draw(document)}`,
    );
    return [...screens, super.seen()].filter(Boolean).join("\n");
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
