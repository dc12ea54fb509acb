import type { Hover, HoverParams } from "vscode-languageserver/node";
import { covers } from "../../probes/place.js";
import { hover as hoverBlocks } from "../../view/hover.js";
import { fileUri, position } from "../from-lsp.js";
import type { Session } from "../session.js";
import { hover as lspHover } from "../to-lsp.js";

/** Nothing off the probes' lines: editors that take the first answer would lose another server's hover. */
export function hover(session: Session, params: HoverParams): Hover | null {
  const uri = fileUri(params.textDocument.uri);
  const source = uri && session.registry.source(uri);
  if (!uri || !source) return null;
  const place = position(params.position);
  const here = session.registry.probes(uri).filter(({ span }) => covers(span, place.line));
  const [first] = here;
  if (!first) return null;
  const cursor = { place, name: source.nameAt(place) };
  const blocks = here.flatMap((probe) => hoverBlocks(probe, cursor, session.now()));
  return lspHover(blocks, first.span, session.client.showsMarkdown);
}
