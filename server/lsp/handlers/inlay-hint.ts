import type { InlayHint, InlayHintParams } from "vscode-languageserver/node";
import { label } from "../../view/label.js";
import { fileUri } from "../from-lsp.js";
import type { Session } from "../session.js";
import { inlayHint } from "../to-lsp.js";

/** Each probe's label stands at the end of the line on which its statement begins. */
export function inlayHints(session: Session, { textDocument, range }: InlayHintParams): InlayHint[] {
  const uri = fileUri(textDocument.uri);
  if (uri === undefined || !session.display.showsHints || !session.registry.source(uri)) return [];
  const asked = session.registry.probes(uri).filter(({ span: { start } }) => {
    return range.start.line <= start.line && start.line <= range.end.line;
  });
  const lines = asked.length > 0 ? session.registry.lines(uri) : [];
  return asked.map((probe) => {
    const { line } = probe.span.start;
    return inlayHint({ line, column: lines[line]?.length ?? 0 }, label(probe, session.now()));
  });
}
