/** The commands that change which probes there are. */
import { readFileSync } from "node:fs";
import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import { isSame } from "../../probes/entry.js";
import { NoCodeError, NoFunctionError, statementFor } from "../../probes/place.js";
import type { Position, ProbeKind, Site } from "../../probes/probe.js";
import { pythonText } from "../../probes/python-text.js";
import type { Registry } from "../../probes/registry.js";
import { siteOf } from "../../probes/site.js";
import type { ProbeSnapshot } from "../../probes/snapshot.js";
import { MAX_AT_ONE_PLACE, MAX_PROBES } from "../../relay/wire.js";
import { SourceText } from "../../source-map/source-text.js";
import type { Statement } from "../../source-map/statement.js";
import { addProbeArguments, changeProbeArguments } from "../command-arguments.js";
import { changeOfComment } from "../comment-actions.js";
import { filePath } from "../from-lsp.js";
import type { Session } from "../session.js";
import { asBefore } from "../to-lsp.js";
import { allMeant, idsOf, probesMeant } from "./meant.js";

/** @throws ResponseError with `data.nearest`, 0-based lines that work, when the line has no code */
export function addProbe(session: Session, args: readonly unknown[] | undefined): { id: string } {
  const { uri, line, column, kind, wishes, replaces } = addProbeArguments(args);
  return withSource(session, uri, (source) => {
    const statement = statementAt(source, kind, { line, column: column ?? 0 });
    const site = siteOf(kind, filePath(uri), source.text, statement);
    if (replaces === undefined) refuseMore(session.registry, uri, site);
    const { probe } = session.apply({
      type: "probe-added",
      uri,
      kind,
      site,
      text: source.text,
      wishes,
      ...(replaces !== undefined && { replaces }),
    });
    if (probe === undefined) throw new Error("the registry gave the new probe no id");
    return { id: probe };
  });
}

/**
 * Like `addProbe`, for the point that stands there already: it keeps what else was asked of it. Where there is
 * none, one is added. An empty condition takes away the one that it had.
 */
export function changeProbe(session: Session, args: readonly unknown[] | undefined): { id: string } {
  const { uri, line, kind, asked, show } = changeProbeArguments(args);
  const point = pointMeant(session.registry.probesOn(uri, line, line), kind);
  if (!point) return addProbe(session, args);
  const { probe, span } = point;
  const { replaces, ...before } = asBefore(probe);
  const place = { line: span.start.line, character: span.start.column };
  const expressions = [...new Set([...(probe.show ?? []), ...show])];
  const changed = {
    ...before,
    ...asked,
    ...place,
    kind: probe.kind,
    ...(show.length > 0 && { expressions }),
  };
  const { wishes } = addProbeArguments([changed]);
  const { kind: itsKind, comment } = probe;
  if (!isSame(point, { kind: itsKind, ...wishes, ...(comment && { comment }) })) {
    if (probe.comment) throw writtenInText(session, point, changed);
    return addProbe(session, [{ ...changed, replaces }]);
  }
  session.apply({ type: "probes-paused", ids: [probe.id], paused: false });
  return { id: probe.id };
}

function writtenInText(session: Session, point: ProbeSnapshot, changed: object): ResponseError<void> {
  const instead = changeOfComment(session, point, [changed]);
  const how = instead ? `write it as ${instead.text}` : "change that";
  return failed(`a comment in the text asks for the point in line ${point.span.start.line + 1}: ${how}`);
}

/** One of the kind, or the only one there: a condition can hold back what any but a counter shows. */
function pointMeant(here: readonly ProbeSnapshot[], kind: ProbeKind | undefined): ProbeSnapshot | undefined {
  const whole = here.filter(({ edited }) => !edited);
  const [only, ...others] = kind === undefined ? whole.filter(({ probe }) => probe.kind !== "count") : [];
  const one = whole.find(({ probe }) => probe.kind === (kind ?? "snapshot"));
  return one ?? (others.length === 0 ? only : undefined);
}

/** Programs refuse a set with more, and all that is in it. */
function refuseMore(registry: Registry, uri: string, { head: { start } }: Site): void {
  const here = registry.probesOn(uri, start.line, start.line).filter(({ span }) => {
    return span.start.line === start.line && span.start.column === start.column;
  });
  if (here.length >= MAX_AT_ONE_PLACE) {
    throw failed(`there are ${here.length} points at this statement: remove some before you add another`);
  }
  // What a program that nobody knows yet would get.
  const all = registry.wanted("").length;
  if (all >= MAX_PROBES) throw failed(`there are ${all} points: remove some before you add another`);
}

export function removeProbe(session: Session, args: readonly unknown[] | undefined): void {
  const meant = probesMeant(session, args);
  const removable = meant.filter(({ probe }) => !probe.comment);
  const [written] = meant;
  if (written && removable.length === 0) {
    const line = written.span.start.line + 1;
    throw failed(
      `a comment in the text asks for the probe in line ${line}: delete that, and it goes with it`,
    );
  }
  session.apply({ type: "probes-removed", ids: idsOf(removable) });
}

/** Those that comments ask for go with the comments: the action of this name deletes them. */
export function removeAllProbes(session: Session, args: readonly unknown[] | undefined): void {
  const removable = allMeant(session, args).filter(({ probe }) => !probe.comment);
  session.apply({ type: "probes-removed", ids: idsOf(removable) });
}

/** The open document, or the file as it is on disk for as long as the call lasts. */
function withSource<Result>(session: Session, uri: string, use: (source: SourceText) => Result): Result {
  const open = session.registry.source(uri);
  if (open) return use(open);
  const read = new SourceText(readText(filePath(uri)));
  try {
    return use(read);
  } finally {
    read.dispose();
  }
}

function readText(file: string): string {
  try {
    return pythonText(readFileSync(file));
  } catch (error) {
    throw failed(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function statementAt(source: SourceText, kind: ProbeKind, place: Position): Statement {
  try {
    return statementFor(source, kind, place);
  } catch (error) {
    if (error instanceof NoFunctionError) throw failed(error.message);
    if (!(error instanceof NoCodeError)) throw error;
    throw new ResponseError(LSPErrorCodes.RequestFailed, error.message, { nearest: error.nearest });
  }
}

function failed(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
