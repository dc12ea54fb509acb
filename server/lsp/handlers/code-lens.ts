import type { CodeLens, CodeLensParams } from "vscode-languageserver/node";
import { probedFunctions } from "../../probes/functions.js";
import { settingsFor } from "../../probes/settings.js";
import { fileUri } from "../from-lsp.js";
import type { Session } from "../session.js";
import { codeLens } from "../to-lsp.js";

/** One above each function that has probes. */
export function codeLenses(session: Session, { textDocument }: CodeLensParams): CodeLens[] {
  const { registry, display } = session;
  display.lensesWanted();
  const uri = fileUri(textDocument.uri);
  const source = uri && registry.source(uri);
  if (!source || !settingsFor(uri, registry.settings).codeLens) return [];
  return probedFunctions(source, registry.probes(uri)).map(codeLens);
}
