import type { CodeAction, CodeActionParams } from "vscode-languageserver/node";
import { type Offer, offersAt, offersForMany } from "../../probes/offers.js";
import { SUGGESTIONS } from "../../view/ready-made.js";
import { pidsHere } from "../attachable.js";
import { commentActions, inText } from "../comment-actions.js";
import { filePath, fileUri, refusalOf, span, wantsKind } from "../from-lsp.js";
import type { Session } from "../session.js";
import { ACTION_KIND, attachAction, codeAction, disabledAction } from "../to-lsp.js";

/** Some editors send the cursor, some the word around it, some the whole line, and all what the user has selected. */
export function codeActions(
  session: Session,
  { textDocument, range, context }: CodeActionParams,
): CodeAction[] {
  const uri = fileUri(textDocument.uri);
  if (uri === undefined && session.client.showsDisabledActions && wantsKind(context, ACTION_KIND)) {
    return [disabledAction("add snapshot point", refusalOf(textDocument.uri))];
  }
  if (uri === undefined || !session.registry.source(uri) || !wantsKind(context, ACTION_KIND)) return [];
  const connected = pidsHere(session.registry.agents());
  const processes = session.attachable.about(filePath(uri), connected);
  const actionsOf = (offers: readonly Offer[]): CodeAction[] =>
    inText(
      session,
      offers.map((offer) => codeAction(offer, session.uris.editors(uri))),
    );
  return [
    ...actionsOf(offersAt(session.registry, uri, span(range), SUGGESTIONS)),
    ...commentActions(session, uri, range.start.line),
    ...actionsOf(offersForMany(session.registry, uri)),
    ...processes.map(({ pid, argv }) => attachAction(pid, argv)),
  ];
}
