import type { CompletionItem, CompletionParams } from "vscode-languageserver/node";
import { wantedAt } from "../../comments/cursor.js";
import { scopeOf } from "../../comments/placed.js";
import { suggestionsFor } from "../../comments/suggestions.js";
import { callsMeantBy } from "../../probes/site.js";
import type { Seen } from "../../view/seen.js";
import { fileUri, position } from "../from-lsp.js";
import type { Session } from "../session.js";
import { completionItem } from "../to-lsp.js";

/** Nothing outside of probe comments: there other servers know what can be written. */
export function completion(session: Session, params: CompletionParams): CompletionItem[] | null {
  const uri = fileUri(params.textDocument.uri);
  const source = uri && session.registry.source(uri);
  if (!uri || !source) return null;
  const place = position(params.position);
  const comment = session.comments.at(uri, place);
  if (!comment) return null;
  const { span, text, statement, kind } = comment;
  const before = text.slice(0, place.column - span.start.column);
  const wanted = wantedAt(before);
  const scope = statement && scopeOf(source, kind, statement);
  if (!wanted || !scope) return null;
  const replaced = { start: { ...place, column: span.start.column + wanted.from }, end: place };
  const gap = before === "#?" ? " " : "";
  const { function: qualname } = callsMeantBy(kind, statement) ?? statement;
  const found = suggestionsFor(wanted, scope, seenIn(session, uri, qualname));
  return found.map((suggestion, index) => completionItem(suggestion, replaced, gap, index));
}

/** What points in the same function have captured, the newest first. */
function seenIn(session: Session, uri: string, qualname: string): Seen[] {
  return session.registry
    .probes(uri)
    .filter(({ probe }) => probe.site.function === qualname)
    .flatMap(({ probe: { site }, captures: [newest] }) => (newest ? [{ site, capture: newest }] : []))
    .toSorted((one, other) => other.capture.time - one.capture.time);
}
