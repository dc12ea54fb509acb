/** The language server: puts an editor, the registry and the running programs together. */
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type InitializeParams,
  type Logger,
  SetTraceNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { pythonProcesses } from "../attach/processes.js";
import { CaptureStore } from "../history/capture-store.js";
import { KeptProbes } from "../history/kept-probes.js";
import { capturesDir, probesDir, textsDir } from "../history/state-folder.js";
import { writeTextFile } from "../history/text-files.js";
import { Registry } from "../probes/registry.js";
import { Fleet, type FleetEvent } from "../relay/fleet.js";
import type { Host } from "../relay/runtime-folder.js";
import type { SourceTextResult } from "../relay/wire.js";
import { loadGrammar } from "../source-map/parser.js";
import { Attachable } from "./attachable.js";
import { bindFeatures } from "./bind.js";
import { type Clock, systemClock } from "./clock.js";
import { Comments } from "./comments.js";
import { DiagnosticsChannel } from "./diagnostics.js";
import { Display } from "./display.js";
import { type Editor, editorOver } from "./editor.js";
import { clientFacts, foldersOf } from "./from-lsp.js";
import { safely } from "./guard.js";
import { Journal } from "./journal.js";
import { Keeping } from "./keeping.js";
import { Lifecycle, type OpenSession } from "./lifecycle.js";
import { through } from "./message-stream.js";
import { Pacer } from "./pacer.js";
import { Session } from "./session.js";
import { SettingsReader } from "./settings.js";
import { storeAll } from "./storing.js";
import { Translation } from "./translation.js";
import { Troubles } from "./troubles.js";
import { Uris } from "./uris.js";
import { wireProbesOf } from "./wire-probes.js";

export interface LspIo {
  input: Readable;
  output: Writable;
  /** The folder in which agents are found. */
  runtimeDir: string;
  host: Host;
  /** The folder for what outlives this server. */
  stateDir: string;
  /** How this server introduces itself to agents; no two running servers have the same id. */
  client: { id: string; name: string; version: string };
  /** What it runs on, for reports of bugs: Node's version and the system's. */
  system: string;
  /** Puts the agent into a running program. Rejects with `AttachError`. */
  attach(pid: number): Promise<{ already: boolean }>;
  /** Called once, when the editor has gone and the probes are taken away: 0 after a proper shutdown, else 1. */
  onExit(code: number): void;
}

/** Serves one editor until it leaves; `stop` leaves earlier. */
export async function startLsp(io: LspIo): Promise<{ stop(): Promise<void> }> {
  await loadGrammar();
  const clock = systemClock((message) => editor.log(message));
  const journal = new Journal([`Snappoint ${io.client.version}, ${io.system}`], clock);
  const stream = {
    reader: new StreamMessageReader(io.input),
    writer: new StreamMessageWriter(io.output),
  };
  const { reader, writer } = through(new Translation(), through(journal, stream));
  const log = loggerFor(() => editor);
  const connection = createProtocolConnection(reader, writer, log);
  const editor = editorOver(connection);
  journal.traceTo(editor.trace);
  connection.onError(([error]) => editor.log(`a message of the editor could not be read: ${error.message}`));
  const lifecycle = new Lifecycle(connection, {
    version: io.client.version,
    open: (params) => openSession(io, { editor, clock, journal }, params),
    report: editor.log,
    onExit: (code) => io.onExit(code),
  });
  connection.onNotification(SetTraceNotification.type, ({ value }) => journal.setTrace(value));
  bindFeatures(connection, lifecycle, editor.log);
  connection.listen();
  return { stop: () => lifecycle.leave() };
}

/** What there is before the editor has introduced itself. */
interface Outside {
  editor: Editor;
  clock: Clock;
  journal: Journal;
}

function openSession(io: LspIo, { editor, clock, journal }: Outside, params: InitializeParams): OpenSession {
  const client = clientFacts(params);
  journal.setTrace(params.trace ?? "off");
  journal.note(`editor: ${JSON.stringify(client)}`);
  const registry = new Registry();
  const uris = new Uris();
  const troubles = new Troubles(editor);
  const comments = new Comments(registry, clock, (event) => session.apply(event));
  const channel = new DiagnosticsChannel(registry, comments, editor, uris, clock);
  const display = new Display(registry, client, channel, clock, editor);
  const { runtimeDir, host } = io;
  const store = new CaptureStore({
    folder: capturesDir(io.stateDir),
    uid: host.uid,
    name: io.client.id,
    onTrouble: (message) => troubles.log(message),
  });
  const fleet = new Fleet({
    runtimeDir,
    host,
    client: io.client,
    onEvent: (event) => safely(editor.log, event.type, () => heard(event)),
    pathMap: () => registry.settings.pathMap,
  });
  // Who sets many points at once sends each by itself, and every set that goes out is a whole one.
  const tell = () => fleet.setWanted(wireProbesOf(registry));
  const telling = new Pacer(tell, clock, { interval: 250, burst: 2, patience: 2000 });
  const folders = foldersOf(params);
  const keeping = new Keeping({
    store: folders.length > 0 ? new KeptProbes(probesDir(io.stateDir), host.uid, folders) : undefined,
    registry,
    clock,
    apply: (event) => session.apply(event),
    onTrouble: (message) => troubles.log(message),
  });
  const session: Session = new Session({
    client,
    registry,
    display,
    comments,
    uris,
    settings: (onChange) => new SettingsReader(params.initializationOptions, editor, troubles, onChange),
    tellWanted: () => telling.change(),
    askForText: ({ agent, ...asked }) => {
      const told = ({ hash, text }: SourceTextResult) => {
        if (hash === null) return;
        session.apply({ type: "text-told", agent, file: asked.file, hash, text: text ?? undefined });
      };
      // An agent that cannot tell, or is gone by now, has said itself what is wrong with the file.
      void fleet.sourceText(agent, asked).then(told, () => undefined);
    },
    onApplied: (event) => keeping.follow(event),
    clock,
    attachable: new Attachable(() => pythonProcesses(host.uid), clock),
    attach: io.attach,
    warn: editor.showWarning,
    begin: editor.begin,
    journal,
    showText: (name, text) => {
      const file = writeTextFile(textsDir(io.stateDir), host.uid, name, text);
      if (client.showsDocuments) editor.showDocument(pathToFileURL(file).href);
      else editor.showInformation(`the text is in ${file}`);
      return file;
    },
  });
  const heard = (event: FleetEvent): void => {
    journal.heard(event);
    session.apply(event);
    if (event.type === "captures") storeAll(event.captures, registry, store);
    if (event.type !== "trouble") return;
    if (event.where === runtimeDir) troubles.warn(`no program can be found: ${event.message}`);
    else troubles.log(`${event.where}: ${event.message}`);
  };
  fleet.start();
  return {
    session,
    ready: () => {
      const asked = client.answersConfiguration ? session.settings.ask() : Promise.resolve();
      void asked.then(() => safely(editor.log, "kept points", () => keeping.restore()));
      void asked.then(() => safely(editor.log, "probe comments", () => comments.ready()));
      if (client.registersConfiguration) editor.watchConfiguration();
      if (client.watchesFiles) editor.watchFiles();
    },
    close: () => {
      keeping.stop();
      session.stop();
      telling.stop();
      return Promise.all([fleet.stop(), store.flush()]).then(() => undefined);
    },
  };
}

/** What the protocol library has to say is nothing for users to act on, so it goes to the editor's log. */
function loggerFor(editor: () => Editor): Logger {
  const log = (message: string): void => editor().log(message);
  return { error: log, warn: log, info: log, log };
}
