/** One line for each method that the server knows. */
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  ExecuteCommandRequest,
  HoverRequest,
  InlayHintRequest,
  type ProtocolConnection,
  type ProtocolNotificationType,
  type ProtocolRequestType,
} from "vscode-languageserver/node";
import { answer, type ReportFault, take } from "./connection/guard.js";
import type { Lifecycle } from "./connection/lifecycle.js";
import { codeActions } from "./handlers/code-action.js";
import { codeLenses } from "./handlers/code-lens.js";
import { completion } from "./handlers/completion.js";
import { didChangeConfiguration } from "./handlers/configuration.js";
import { didChange, didClose, didOpen, didSave } from "./handlers/documents.js";
import { executeCommand } from "./handlers/execute-command.js";
import { didChangeFiles } from "./handlers/files.js";
import { hover } from "./handlers/hover.js";
import { inlayHints } from "./handlers/inlay-hint.js";
import { didChangeWorkspaceFolders } from "./handlers/workspace-folders.js";
import type { Session } from "./session.js";

export function bindFeatures(
  connection: ProtocolConnection,
  lifecycle: Lifecycle,
  report: ReportFault,
): void {
  const on = <Params, Result, Progress, ErrorData, Options>(
    type: ProtocolRequestType<Params, Result, Progress, ErrorData, Options>,
    handler: (session: Session, params: Params) => Result,
  ) => answer(connection, type, report, (params) => handler(lifecycle.session(), params));
  const onNote = <Params, Options>(
    type: ProtocolNotificationType<Params, Options>,
    handler: (session: Session, params: Params) => void,
  ) =>
    take(connection, type, report, (params) => {
      const session = lifecycle.sessionIfOpen();
      if (session) handler(session, params);
    });

  onNote(DidOpenTextDocumentNotification.type, didOpen);
  onNote(DidChangeTextDocumentNotification.type, didChange);
  onNote(DidSaveTextDocumentNotification.type, didSave);
  onNote(DidCloseTextDocumentNotification.type, didClose);
  onNote(DidChangeWatchedFilesNotification.type, didChangeFiles);
  onNote(DidChangeConfigurationNotification.type, didChangeConfiguration);
  onNote(DidChangeWorkspaceFoldersNotification.type, didChangeWorkspaceFolders);
  on(CodeActionRequest.type, codeActions);
  on(CompletionRequest.type, completion);
  on(CodeLensRequest.type, codeLenses);
  on(ExecuteCommandRequest.type, executeCommand);
  on(InlayHintRequest.type, inlayHints);
  on(HoverRequest.type, hover);
}
