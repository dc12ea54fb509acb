/** Files that something else than the editor writes: a checkout, a formatter, another editor. */
import { readFileSync } from "node:fs";
import type { DidChangeWatchedFilesParams } from "vscode-languageserver/node";
import { pythonText } from "../../probes/python-text.js";
import { filePath, fileUri } from "../from-lsp.js";
import type { Session } from "../session.js";

export function didChangeFiles(session: Session, { changes }: DidChangeWatchedFilesParams): void {
  for (const uri of new Set(changes.map((change) => fileUri(change.uri)))) {
    if (uri !== undefined) readAgain(session, uri);
  }
}

/** Where the editor tells nothing of files: those with points are looked at when the user does something with another. */
export function readClosed(session: Session): void {
  if (session.client.watchesFiles) return;
  for (const uri of session.registry.urisOfProbes())
    if (!session.registry.source(uri)) readAgain(session, uri);
}

function readAgain(session: Session, uri: string): void {
  const text = session.registry.knows(uri) ? textOf(filePath(uri)) : undefined;
  if (text !== undefined) session.apply({ type: "file-changed", uri, text });
}

function textOf(file: string): string | undefined {
  try {
    return pythonText(readFileSync(file));
  } catch {
    // It is gone, or half written: what is known of it stays until it can be read again.
    return undefined;
  }
}
