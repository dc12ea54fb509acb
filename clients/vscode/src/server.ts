/** What the extension asks of Snappoint's language server, which does all the work. */
import { existsSync } from "node:fs";
import { type ExtensionContext, workspace } from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  type Middleware,
  type ServerOptions,
} from "vscode-languageclient/node";

/** What links in hovers may do; the server writes them. */
const LINKED = ["addProbe", "openCapture", "pauseProbe", "resumeProbe", "removeProbe"].map(
  (name) => `snappoint.${name}`,
);

/** A point as `snappoint.listProbes` tells it. */
export interface Point {
  id: string;
  uri: string;
  /** From 0. */
  line: number;
  /** What it is and what it has come to, in one line. */
  summary: string;
  agents: { pid: number; status: string; reason?: string }[];
}

export interface Value {
  type: string;
  text: string;
  children?: NamedValue[];
}

export interface NamedValue {
  name: string;
  value: Value;
}

/** A hit as `snappoint.captures` tells it; times are seconds since the epoch. */
export interface Capture {
  hit: number;
  time: number;
  pid: number;
  thread: { name: string };
  /** What the hit brought, each in one line, what matters most first. */
  summary: string[];
  values: NamedValue[];
  shown?: NamedValue[];
  assigned?: NamedValue[];
  returned?: Value;
  raised?: Value;
  locals: NamedValue[];
  stack: { function: string; file: string; line: number }[];
}

/** A process as `snappoint.listProcesses` tells it. */
export interface Program {
  pid: number;
  argv: string[];
  cwd: string;
  attached: boolean;
}

export class Server {
  private readonly client: LanguageClient;

  /** @param onChange called when the server has told of something new, which may be often */
  constructor(context: ExtensionContext, onChange: () => void) {
    this.client = new LanguageClient("snappoint", "Snappoint", serverOptions(context), {
      documentSelector: [{ scheme: "file", language: "python" }],
      initializationOptions: { commandLinks: true },
      markdown: { isTrusted: { enabledCommands: LINKED } },
      middleware: watching(onChange),
    });
  }

  start(): Promise<void> {
    return this.client.start();
  }

  stop(): Promise<void> {
    return this.client.stop();
  }

  /** Rejects with the server's own words when it refuses. */
  ask<Answer>(command: string, argument: object = {}): Promise<Answer> {
    return this.client.sendRequest(ExecuteCommandRequest.type, {
      command: `snappoint.${command}`,
      arguments: [argument],
    });
  }
}

/** The user's own, the one that is packed into the extension, the repository's, or the one on PATH. */
function serverOptions(context: ExtensionContext): ServerOptions {
  const [command, ...args] = workspace.getConfiguration("snappoint").get<string[]>("server.command") ?? [];
  if (command !== undefined) return { command, args };
  const places = ["server/bin/snappoint", "../../bin/snappoint"].map((place) =>
    context.asAbsolutePath(place),
  );
  const module = places.find((place) => existsSync(place));
  if (module === undefined) return { command: "snappoint", args: ["lsp", "--stdio"] };
  // VS Code is a Node itself, so none has to be installed.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  return { command: process.execPath, args: [module, "lsp", "--stdio"], options: { env } };
}

/** Values come by what every editor shows, and whatever is new makes VS Code ask for it. */
function watching(onChange: () => void): Middleware {
  return {
    provideInlayHints: (document, range, token, next) => {
      onChange();
      return next(document, range, token);
    },
    handleDiagnostics: (uri, diagnostics, next) => {
      onChange();
      next(uri, diagnostics);
    },
  };
}
