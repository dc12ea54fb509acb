import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  DidSaveTextDocumentParams,
} from "vscode-languageserver/node";
import { isTooLong, TOO_LONG } from "../../probes/python-text.js";
import { filePath, fileUri, isPython, textChange } from "../from-lsp.js";
import type { Session } from "../session.js";
import { readClosed } from "./files.js";

export function didOpen(session: Session, { textDocument }: DidOpenTextDocumentParams): void {
  const uri = fileUri(textDocument.uri);
  if (uri === undefined || !isPython(textDocument.languageId, uri)) return;
  if (isTooLong(textDocument.text)) {
    session.warn(`no points can be set in ${filePath(uri)}: ${TOO_LONG}`);
    return;
  }
  session.uris.remember(uri, textDocument.uri);
  session.attachable.refresh();
  session.apply({ type: "document-opened", uri, text: textDocument.text });
  readClosed(session);
}

export function didChange(
  session: Session,
  { textDocument, contentChanges }: DidChangeTextDocumentParams,
): void {
  const uri = fileUri(textDocument.uri);
  if (uri === undefined) return;
  session.apply({ type: "document-edited", uri, changes: contentChanges.map(textChange) });
}

export function didSave(session: Session, { textDocument }: DidSaveTextDocumentParams): void {
  const uri = fileUri(textDocument.uri);
  if (uri === undefined) return;
  session.apply({ type: "document-saved", uri });
  readClosed(session);
}

export function didClose(session: Session, { textDocument }: DidCloseTextDocumentParams): void {
  const uri = fileUri(textDocument.uri);
  if (uri !== undefined) session.apply({ type: "document-closed", uri });
}
