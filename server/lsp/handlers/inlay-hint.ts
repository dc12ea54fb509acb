import type { InlayHint, InlayHintParams } from "vscode-languageserver/node";
import { label } from "../../view/label.js";
import { fileUri } from "../from-lsp.js";
import type { Session } from "../session.js";
import { inlayHint } from "../to-lsp.js";

/** Each probe's label stands at the end of the line on which its statement begins. */
export function inlayHints(session: Session, { textDocument, range }: InlayHintParams): InlayHint[] {
  const uri = fileUri(textDocument.uri);
  const source = uri === undefined ? undefined : session.registry.source(uri);
  if (uri === undefined || !source || !session.display.showsHints(uri)) return [];
  const near = session.registry.probesOn(uri, range.start.line, range.end.line);
  const asked = near.filter(({ span }) => range.start.line <= span.start.line);
  return asked.map((probe) => {
    const { line } = probe.span.start;
    return inlayHint({ line, column: source.line(line).length }, label(probe, session.now()));
  });
}
