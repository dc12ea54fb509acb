/** The only things that the server asks of the editor by itself. */
import {
  CodeLensRefreshRequest,
  ConfigurationRequest,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  InlayHintRefreshRequest,
  LogMessageNotification,
  type LogMessageParams,
  LogTraceNotification,
  MessageType,
  type ProgressToken,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  type ShowDocumentParams,
  ShowDocumentRequest,
  ShowMessageNotification,
  type ShowMessageParams,
} from "vscode-languageserver/node";
import { list } from "../../json.js";
import { begin, type Ongoing } from "./progress.js";

export interface Editor {
  publishDiagnostics(uri: string, diagnostics: Diagnostic[]): void;
  /** Resolves when the editor has answered, be it with a refusal; never rejects. */
  refreshHints(): Promise<void>;
  /** The same for code lenses. */
  refreshLenses(): Promise<void>;
  showWarning(message: string): void;
  showInformation(message: string): void;
  /** Opens a document, for an editor that says it can. */
  showDocument(uri: string): void;
  log(message: string): void;
  /**
   * The user's settings below `snappoint`: those that hold everywhere, then those of each of the folders. None
   * when the editor does not tell.
   */
  configuration(folders: readonly string[]): Promise<readonly unknown[]>;
  /** Asks to be told of changed settings. */
  watchConfiguration(): void;
  /** Asks to be told of Python files that others write. */
  watchFiles(): void;
  /** Shows that something goes on; without a token only for editors that let servers begin by themselves. */
  begin(title: string, token?: ProgressToken): Ongoing;
  /** A line for whoever asked to trace the server. */
  trace(message: string): void;
}

export function editorOver(connection: ProtocolConnection): Editor {
  // A connection that is closing refuses everything, and a closed one throws: nobody is there who could be told.
  const quietly = (send: () => Promise<unknown>): Promise<void> => attempt(send).then(ignore, ignore);
  const show = (type: MessageType, message: string): void => {
    const params: ShowMessageParams = { type, message };
    void quietly(() => connection.sendNotification(ShowMessageNotification.type, params));
  };
  return {
    publishDiagnostics: (uri, diagnostics) => {
      void quietly(() =>
        connection.sendNotification(PublishDiagnosticsNotification.type, { uri, diagnostics }),
      );
    },
    refreshHints: () => quietly(() => connection.sendRequest(InlayHintRefreshRequest.type)),
    refreshLenses: () => quietly(() => connection.sendRequest(CodeLensRefreshRequest.type)),
    showWarning: (message) => show(MessageType.Warning, message),
    showInformation: (message) => show(MessageType.Info, message),
    showDocument: (uri) => {
      const params: ShowDocumentParams = { uri, takeFocus: true };
      void quietly(() => connection.sendRequest(ShowDocumentRequest.type, params));
    },
    log: (message) => {
      const params: LogMessageParams = { type: MessageType.Log, message };
      void quietly(() => connection.sendNotification(LogMessageNotification.type, params));
    },
    configuration: async (folders) => {
      const section = "snappoint";
      const params = { items: [{ section }, ...folders.map((scopeUri) => ({ scopeUri, section }))] };
      return connection.sendRequest(ConfigurationRequest.type, params).then(list, () => []);
    },
    watchConfiguration: () => {
      const { method } = DidChangeConfigurationNotification.type;
      const registrations = [{ id: "settings", method, registerOptions: { section: "snappoint" } }];
      void quietly(() => connection.sendRequest(RegistrationRequest.type, { registrations }));
    },
    watchFiles: () => {
      const { method } = DidChangeWatchedFilesNotification.type;
      const registerOptions = { watchers: [{ globPattern: "**/*.{py,pyw}" }] };
      const registrations = [{ id: "files", method, registerOptions }];
      void quietly(() => connection.sendRequest(RegistrationRequest.type, { registrations }));
    },
    begin: (title, token) => begin(connection, title, token),
    trace: (message) =>
      void quietly(() => connection.sendNotification(LogTraceNotification.type, { message })),
  };
}

function ignore(): undefined {
  return undefined;
}

async function attempt(send: () => Promise<unknown>): Promise<unknown> {
  return send();
}
