/** The commands that change which probes there are. */
import { readFileSync } from "node:fs";
import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import { NoCodeError, NoFunctionError, statementFor } from "../../probes/place.js";
import type { Position, ProbeKind, Site } from "../../probes/probe.js";
import { pythonText } from "../../probes/python-text.js";
import type { Registry } from "../../probes/registry.js";
import { siteOf } from "../../probes/site.js";
import { MAX_AT_ONE_PLACE, MAX_PROBES } from "../../relay/wire.js";
import { SourceText } from "../../source-map/source-text.js";
import type { Statement } from "../../source-map/statement.js";
import { addProbeArguments } from "../command-arguments.js";
import { filePath } from "../from-lsp.js";
import type { Session } from "../session.js";
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
