import type { Hover, HoverParams } from "vscode-languageserver/node";
import { offersHere } from "../../probes/offers.js";
import { covers } from "../../probes/place.js";
import { hover as hoverBlocks } from "../../view/hover.js";
import { SUGGESTIONS } from "../../view/ready-made.js";
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
  const here = registry.probes(uri).filter(({ span }) => covers(span, place.line));
  const [first] = here;
  if (!first) return null;
  const cursor = { place, name: source.nameAt(place) };
  const offers = offersHere(registry, uri, { start: place, end: place }, SUGGESTIONS);
  const actions = offers.map((offer) => codeAction(offer, uris.editors(uri)));
  const blocks = [
    ...here.flatMap((probe) => hoverBlocks(probe, cursor, session.now())),
    ...actionsBlock(actions, client.linksCommands),
  ];
  return lspHover(blocks, first.span, client.showsMarkdown);
}
