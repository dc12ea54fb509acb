/** Puts the parts of one editor's session together. */
import { pathToFileURL } from "node:url";
import type { InitializeParams } from "vscode-languageserver/node";
import { pythonProcesses } from "../attach/processes.js";
import { CaptureStore } from "../history/capture-store.js";
import { KeptProbes } from "../history/kept-probes.js";
import { capturesDir, probesDir, textsDir } from "../history/state-folder.js";
import { writeTextFile } from "../history/text-files.js";
import type { Event } from "../probes/event.js";
import { Registry } from "../probes/registry.js";
import type { FleetEvent } from "../relay/fleet.js";
import { Attachable } from "./attachable.js";
import type { Clock } from "./clock.js";
import { Comments } from "./comments.js";
import type { ClientFacts } from "./connection/client.js";
import type { Editor } from "./connection/editor.js";
import { safely } from "./connection/guard.js";
import type { Journal } from "./connection/journal.js";
import type { OpenSession } from "./connection/lifecycle.js";
import { DiagnosticsChannel } from "./display/diagnostics.js";
import { Display } from "./display/display.js";
import { clientFacts, foldersOf } from "./from-lsp.js";
import { Keeping } from "./keeping.js";
import type { LspIo } from "./lsp-io.js";
import { Programs } from "./programs.js";
import { Session } from "./session.js";
import { SettingsReader } from "./settings.js";
import { storeAll } from "./storing.js";
import { Troubles } from "./troubles.js";
import { Uris } from "./uris.js";
import { Workspace } from "./workspace.js";

/** What there is before the editor has introduced itself. */
export interface Outside {
  editor: Editor;
  clock: Clock;
  journal: Journal;
}

export function openSession(
  io: LspIo,
  { editor, clock, journal }: Outside,
  params: InitializeParams,
): OpenSession {
  const client = clientFacts(params);
  journal.setTrace(params.trace ?? "off");
  journal.note(`editor: ${JSON.stringify(client)}`);
  const registry = new Registry();
  const uris = new Uris();
  const troubles = new Troubles(editor);
  const onTrouble = (message: string) => troubles.log(message);
  const apply = (event: Event) => session.apply(event);
  const comments = new Comments(registry, clock, apply);
  const channel = new DiagnosticsChannel(registry, comments, editor, uris, clock);
  const store = captureStore(io, onTrouble);
  const programs = new Programs({
    runtimeDir: io.runtimeDir,
    host: io.host,
    client: io.client,
    registry,
    clock,
    onEvent: (event) => safely(editor.log, event.type, () => heard(event)),
    apply,
  });
  const workspace = new Workspace(foldersOf(params, uris), ({ added, removed }) => {
    keeping.leave(removed);
    void askSettings(session).then(() => safely(editor.log, "kept points", () => keeping.restore(added)));
  });
  const keeping = new Keeping({
    store: (folder) => new KeptProbes(probesDir(io.stateDir), io.host.uid, folder),
    registry,
    clock,
    apply,
    onTrouble,
    onLost: editor.showInformation,
  });
  const session: Session = new Session({
    client,
    registry,
    display: new Display(registry, client, channel, clock, editor),
    comments,
    uris,
    workspace,
    settings: (onChange) =>
      new SettingsReader(
        params.initializationOptions,
        () => workspace.folders,
        uris,
        editor,
        troubles,
        onChange,
      ),
    programs,
    onApplied: (event) => keeping.follow(event),
    clock,
    attachable: new Attachable(() => pythonProcesses(io.host.uid), clock),
    attach: io.attach,
    others: io.others,
    warn: editor.showWarning,
    begin: editor.begin,
    journal,
    showText: (name, text) => showText(io, client, editor, name, text),
  });
  const heard = (event: FleetEvent): void => {
    journal.heard(event);
    session.apply(event);
    if (event.type === "captures") storeAll(event.captures, registry, store);
    if (event.type === "trouble") tellTrouble(event, io.runtimeDir, troubles);
  };
  programs.start();
  return {
    session,
    ready: () => begin(session, keeping, editor),
    close: async () => {
      keeping.stop();
      session.stop();
      await Promise.all([programs.stop(), store.flush()]);
    },
  };
}

function captureStore({ stateDir, host, client }: LspIo, onTrouble: (message: string) => void): CaptureStore {
  return new CaptureStore({ folder: capturesDir(stateDir), uid: host.uid, name: client.id, onTrouble });
}

/** What the user's settings decide has to wait until they are known. */
function begin(session: Session, keeping: Keeping, editor: Editor): void {
  const { client, workspace, comments } = session;
  const asked = askSettings(session);
  void asked.then(() => safely(editor.log, "kept points", () => keeping.restore(workspace.folders)));
  void asked.then(() => safely(editor.log, "probe comments", () => comments.ready()));
  if (client.registersConfiguration) editor.watchConfiguration();
  if (client.watchesFiles) editor.watchFiles();
}

function askSettings({ client, settings }: Session): Promise<void> {
  return client.answersConfiguration ? settings.ask() : Promise.resolve();
}

function showText(
  { stateDir, host }: LspIo,
  client: ClientFacts,
  editor: Editor,
  name: string,
  text: string,
): string {
  const file = writeTextFile(textsDir(stateDir), host.uid, name, text);
  if (client.showsDocuments) editor.showDocument(pathToFileURL(file).href);
  else editor.showInformation(`the text is in ${file}`);
  return file;
}

/** The folder itself concerns every program, any other trouble just one. */
function tellTrouble(
  { where, message }: Extract<FleetEvent, { type: "trouble" }>,
  runtimeDir: string,
  troubles: Troubles,
): void {
  if (where === runtimeDir) troubles.warn(`no program can be found: ${message}`);
  else troubles.log(`${where}: ${message}`);
}
