import type { DidChangeWorkspaceFoldersParams } from "vscode-languageserver/node";
import { knownFolders } from "../from-lsp.js";
import type { Session } from "../session.js";

export function didChangeWorkspaceFolders(
  session: Session,
  { event }: DidChangeWorkspaceFoldersParams,
): void {
  const { uris, workspace } = session;
  workspace.change({
    added: knownFolders(event.added, uris),
    removed: knownFolders(event.removed, uris),
  });
}
