import type { CodeAction, CodeActionParams, Command } from "vscode-languageserver/node";
import { type Offer, offersAt, offersForMany } from "../../probes/offers.js";
import { noCodeAt } from "../../probes/place.js";
import { placeMeant } from "../../probes/selection.js";
import { SUGGESTIONS } from "../../view/ready-made.js";
import { pidsHere } from "../attachable.js";
import { commentActions, inText } from "../comment-actions.js";
import { filePath, fileUri, refusalOf, span, wantsKind } from "../from-lsp.js";
import type { Session } from "../session.js";
import { ACTION_KIND, attachAction, codeAction, commandsOf, disabledAction } from "../to-lsp.js";

/** Some editors send the cursor, some the word around it, some the whole line, and all what the user has selected. */
export function codeActions(session: Session, params: CodeActionParams): (CodeAction | Command)[] {
  const actions = wantsKind(params.context, ACTION_KIND) ? actionsFor(session, params) : [];
  return session.client.takesActions ? actions : commandsOf(actions);
}

function actionsFor(session: Session, { textDocument, range }: CodeActionParams): CodeAction[] {
  const uri = fileUri(textDocument.uri);
  if (uri === undefined) return whyNot(session, refusalOf(textDocument.uri));
  const source = session.registry.source(uri);
  if (!source) return [];
  const selected = span(range);
  const { line } = placeMeant(source, selected);
  const actionsOf = (offers: readonly Offer[]): CodeAction[] =>
    inText(
      session,
      offers.map((offer) => codeAction(offer, session.uris.editors(uri))),
    );
  const here = [
    ...actionsOf(offersAt(session.registry, uri, selected, SUGGESTIONS)),
    ...commentActions(session, uri, range.start.line),
  ];
  return [
    ...(here.length > 0 ? here : whyNot(session, noCodeAt(source, line).message)),
    ...actionsOf(offersForMany(session.registry, uri)),
    ...attaching(session, uri),
  ];
}

function whyNot(session: Session, reason: string): CodeAction[] {
  return session.client.showsDisabledActions ? [disabledAction("add snapshot point", reason)] : [];
}

function attaching(session: Session, uri: string): CodeAction[] {
  const connected = pidsHere(session.registry.agents());
  const processes = session.attachable.about(filePath(uri), connected);
  return processes.map(({ pid, argv }) => attachAction(pid, argv));
}
