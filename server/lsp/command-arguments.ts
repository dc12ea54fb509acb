/** Reads the one object that a command takes, and says which field is wrong when one is. */
import { ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { ProbeKind } from "../probes/probe.js";
import { fileUri } from "./from-lsp.js";

type Fields = Readonly<Record<string, unknown>>;

const ARMED_KINDS: readonly ProbeKind[] = ["snapshot", "count"];
const LATER_KINDS = ["log", "time", "function", "exception"];

export interface AddProbeArguments {
  uri: string;
  line: number;
  column: number | undefined;
  kind: ProbeKind;
}

export function addProbeArguments(args: readonly unknown[] | undefined): AddProbeArguments {
  const fields = onlyObject(args, [
    "uri",
    "line",
    "character",
    "kind",
    "condition",
    "message",
    "expressions",
  ]);
  const parsed = {
    uri: uriIn(fields),
    line: lineIn(fields),
    column: optionalCount(fields, "character"),
    kind: kindIn(fields),
  };
  for (const later of ["condition", "message", "expressions"]) {
    if (fields[later] !== undefined) throw notYet(`${later}: this version has no probes with one yet`);
  }
  return parsed;
}

export type RemoveProbeArguments = { id: string } | { uri: string; line: number };

export function removeProbeArguments(args: readonly unknown[] | undefined): RemoveProbeArguments {
  const fields = onlyObject(args, ["id", "uri", "line"]);
  return fields.id === undefined ? { uri: uriIn(fields), line: lineIn(fields) } : { id: idIn(fields) };
}

export function removeAllArguments(args: readonly unknown[] | undefined): { uri: string | undefined } {
  const fields = onlyObject(args, ["uri"]);
  return { uri: fields.uri === undefined ? undefined : uriIn(fields) };
}

export function capturesArguments(args: readonly unknown[] | undefined): {
  id: string;
  limit: number | undefined;
} {
  const fields = onlyObject(args, ["id", "limit"]);
  return { id: idIn(fields), limit: optionalCount(fields, "limit") };
}

/** For commands without fields: nothing, or an empty object. */
export function noArguments(args: readonly unknown[] | undefined): void {
  onlyObject(args, []);
}

function onlyObject(args: readonly unknown[] | undefined, known: readonly string[]): Fields {
  const [fields = {}, ...rest] = args ?? [];
  if (rest.length > 0) throw invalid("arguments: one object is wanted, not several values");
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw invalid(`arguments: an object is wanted, not ${JSON.stringify(fields)}`);
  }
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalid(
      `${unknown}: no such field; this command knows ${known.length > 0 ? known.join(", ") : "none"}`,
    );
  }
  // Some editors cannot leave a field out and send null for it.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function uriIn({ uri }: Fields): string {
  if (typeof uri !== "string") throw invalid(`uri: a text is wanted, not ${JSON.stringify(uri)}`);
  const file = fileUri(uri);
  if (file === undefined) throw invalid(`uri: a file: URI is wanted, not ${JSON.stringify(uri)}`);
  return file;
}

function lineIn({ line }: Fields): number {
  if (!isCount(line)) throw invalid(`line: a whole number from 0 is wanted, not ${JSON.stringify(line)}`);
  return line;
}

function idIn({ id }: Fields): string {
  if (typeof id !== "string") throw invalid(`id: a probe's id is wanted, not ${JSON.stringify(id)}`);
  return id;
}

function optionalCount(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || isCount(value)) return value;
  throw invalid(`${name}: a whole number from 0 is wanted, not ${JSON.stringify(value)}`);
}

function kindIn({ kind = "snapshot" }: Fields): ProbeKind {
  const armed = ARMED_KINDS.find((known) => known === kind);
  if (armed) return armed;
  const kinds = ARMED_KINDS.map((known) => JSON.stringify(known)).join(" and ");
  if (typeof kind === "string" && LATER_KINDS.includes(kind)) {
    throw notYet(`kind: this version can set ${kinds}, and ${JSON.stringify(kind)} not yet`);
  }
  throw invalid(`kind: ${kinds} are known, not ${JSON.stringify(kind)}`);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function invalid(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}

function notYet(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
