/** The language server: serves one editor over two streams. */
import {
  createMessageConnection,
  type Logger,
  type ProtocolConnection,
  SetTraceNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { loadGrammar } from "../source-map/parser.js";
import { bindFeatures } from "./bind.js";
import { systemClock } from "./clock.js";
import { type Editor, editorOver } from "./connection/editor.js";
import { take } from "./connection/guard.js";
import { Journal } from "./connection/journal.js";
import { Lifecycle } from "./connection/lifecycle.js";
import { through } from "./connection/message-stream.js";
import { watchParent } from "./connection/parent.js";
import { Translation } from "./connection/translation.js";
import type { LspIo } from "./lsp-io.js";
import { openSession } from "./open-session.js";

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
  const messages = createMessageConnection(reader, writer, log);
  const connection: ProtocolConnection = messages;
  const editor = editorOver(connection);
  journal.traceTo(editor.trace);
  connection.onError(([error]) => editor.log(`a message of the editor could not be read: ${error.message}`));
  const lifecycle = new Lifecycle(connection, {
    version: io.client.version,
    open: (params) => openSession(io, { editor, clock, journal }, params),
    report: editor.log,
    watch: (pid, onGone) => watchParent(pid, io.host.isAlive, clock, onGone),
    onExit: (code) => io.onExit(code),
  });
  take(connection, SetTraceNotification.type, editor.log, ({ value }) => journal.setTrace(value));
  messages.onRequest((method) => lifecycle.refuse(method));
  bindFeatures(connection, lifecycle, editor.log);
  connection.listen();
  return { stop: () => lifecycle.leave() };
}

/** What the protocol library has to say is nothing for users to act on, so it goes to the editor's log. */
function loggerFor(editor: () => Editor): Logger {
  const log = (message: string): void => editor().log(message);
  return { error: log, warn: log, info: log, log };
}
