import type { Hover, HoverParams } from "vscode-languageserver/node";
import { grammarInShort, meaningOf } from "../../comments/help.js";
import type { PlacedComment } from "../../comments/placed.js";
import { commentOf } from "../../comments/reconcile.js";
import { offersHere } from "../../probes/offers.js";
import { hover as hoverBlocks } from "../../view/hover.js";
import { SUGGESTIONS } from "../../view/ready-made.js";
import { inText } from "../comment-actions.js";
import { fileUri, position } from "../from-lsp.js";
import { actionsBlock } from "../hover-actions.js";
import type { Session } from "../session.js";
import { codeAction, hover as lspHover } from "../to-lsp.js";

/** Nothing off the probes' lines: editors that take the first answer would lose another server's hover. */
export function hover(session: Session, params: HoverParams): Hover | null {
  const { registry, client, uris } = session;
  const uri = fileUri(params.textDocument.uri);
  const source = uri && registry.source(uri);
  if (!uri || !source) return null;
  const place = position(params.position);
  const comment = session.comments.at(uri, place);
  if (comment) return commentHover(session, uri, comment);
  const here = registry.probesOn(uri, place.line, place.line);
  const [first] = here;
  if (!first) return null;
  const cursor = { place, name: source.nameAt(place) };
  const offers = offersHere(registry, uri, { start: place, end: place }, SUGGESTIONS);
  const actions = offers.map((offer) => codeAction(offer, uris.editors(uri)));
  const blocks = [
    ...here.flatMap((probe) => hoverBlocks(probe, cursor, session.now())),
    ...actionsBlock(inText(session, actions), client.linksCommands),
  ];
  return lspHover(blocks, first.span, client.showsMarkdown);
}

/** What the comment does, then what its probe has seen, then what else could be written. */
function commentHover(session: Session, uri: string, comment: PlacedComment): Hover {
  const { registry, comments, client } = session;
  const own = registry.probes(uri).find((probe) => commentOf(probe, comments.of(uri)) === comment);
  const cursor = { place: comment.span.start, name: undefined };
  const blocks = [
    meaningOf(comment),
    ...(own ? hoverBlocks(own, cursor, session.now()) : []),
    ...grammarInShort(),
  ];
  return lspHover(blocks, comment.span, client.showsMarkdown);
}
