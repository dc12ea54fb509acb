import {
  type InitializeResult,
  PositionEncodingKind,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { COMMANDS } from "../command-names.js";
import { ACTION_KIND } from "../to-lsp.js";

/** Only what is ours alone: in editors that ask one server, more would take features away from the others. */
export function initializeResult(version: string): InitializeResult {
  return {
    serverInfo: { name: "snappoint", version },
    capabilities: {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: {
        openClose: true,
        change: TextDocumentSyncKind.Incremental,
        save: { includeText: false },
      },
      codeLensProvider: {},
      codeActionProvider: { codeActionKinds: [ACTION_KIND] },
      executeCommandProvider: { commands: Object.values(COMMANDS), workDoneProgress: true },
      // Only in probe comments is anything suggested, so editors that ask one server lose nothing elsewhere.
      completionProvider: { triggerCharacters: [".", "?", "@", "["] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      inlayHintProvider: true,
      hoverProvider: true,
    },
  };
}
