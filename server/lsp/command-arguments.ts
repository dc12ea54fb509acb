/** Reads the one object that a command takes, and says which field is wrong when one is. */
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { ProbeKind, Wishes } from "../probes/probe.js";
import { MAX_TEXT } from "../relay/wire.js";
import { fileUri, refusalOf } from "./from-lsp.js";

type Fields = Readonly<Record<string, unknown>>;

const KINDS: readonly ProbeKind[] = ["snapshot", "count", "log", "function", "time", "exception"];

/** Kinds that are about every hit. */
const WITHOUT_CHANGES: ReadonlySet<ProbeKind> = new Set(["count", "time", "exception"]);

const MAX_SHOWN = 20;

const ADD_PROBE_FIELDS = [
  "uri",
  "line",
  "character",
  "kind",
  "condition",
  "changes",
  "message",
  "expressions",
  "detail",
  "replaces",
];

export interface AddProbeArguments {
  uri: string;
  line: number;
  column: number | undefined;
  kind: ProbeKind;
  wishes: Wishes;
  replaces: string | undefined;
}

export function addProbeArguments(args: readonly unknown[] | undefined): AddProbeArguments {
  const fields = onlyObject(args, ADD_PROBE_FIELDS);
  const place = { uri: uriIn(fields), line: lineIn(fields), column: optionalCount(fields, "character") };
  const kind = kindIn(fields);
  const wishes = wishesIn(fields, kind);
  return {
    ...place,
    kind,
    wishes,
    replaces: fields.replaces === undefined ? undefined : idIn(fields, "replaces"),
  };
}

export interface ChangeProbeArguments {
  uri: string;
  line: number;
  /** Undefined when any point will do that can be changed so. */
  kind: ProbeKind | undefined;
  /** What is asked for, with the names that `addProbe` has for it. */
  asked: Fields;
  show: readonly string[];
}

/** Those of `addProbe`, but for what only a new probe has. */
export function changeProbeArguments(args: readonly unknown[] | undefined): ChangeProbeArguments {
  const { replaces, ...fields } = onlyObject(args, ADD_PROBE_FIELDS);
  if (replaces !== undefined) throw invalid("replaces: the point that stands at the line is meant");
  const { uri, line, kind, wishes } = addProbeArguments([fields]);
  const { character: _, ...asked } = fields;
  const isOpen = fields.kind === undefined && kind === "snapshot" && isOnlyCondition(fields);
  return { uri, line, kind: isOpen ? undefined : kind, asked, show: wishes.show ?? [] };
}

function isOnlyCondition({ condition, changes, expressions }: Fields): boolean {
  return condition !== undefined && changes === undefined && expressions === undefined;
}

/** Prompts that are left empty give an empty text, which is no wish. */
function wishesIn(fields: Fields, kind: ProbeKind): Wishes {
  const condition = optionalText(fields, "condition")?.trim();
  const changes = optionalText(fields, "changes")?.trim();
  const message = optionalText(fields, "message");
  const show = expressionsIn(fields);
  const detail = detailIn(fields);
  if (kind === "log" && message === undefined) throw invalid("message: a logpoint wants one");
  if (kind !== "log" && message !== undefined) {
    throw invalid(`message: only a logpoint has one, and kind is ${JSON.stringify(kind)}`);
  }
  if (kind === "count" && show !== undefined) {
    throw invalid("expressions: a counter shows no values");
  }
  if (changes !== undefined && WITHOUT_CHANGES.has(kind)) {
    throw invalid(`changes: every hit matters where kind is ${JSON.stringify(kind)}`);
  }
  return {
    ...(condition !== undefined && { condition }),
    ...(changes !== undefined && { changes }),
    ...(message !== undefined && { message }),
    ...(show !== undefined && { show }),
    ...(detail !== undefined && { detail }),
  };
}

function detailIn({ detail }: Fields): "more" | undefined {
  if (detail !== undefined && detail !== "more") {
    throw invalid(`detail: "more" is wanted or nothing, not ${JSON.stringify(detail)}`);
  }
  return detail;
}

export function connectArguments(args: readonly unknown[] | undefined): {
  address: string;
  keys: string | undefined;
} {
  const { address, keys } = onlyObject(args, ["address", "keys"]);
  if (typeof address !== "string")
    throw invalid(`address: HOST:PORT is wanted, not ${JSON.stringify(address)}`);
  if (keys !== undefined && typeof keys !== "string") {
    throw invalid(`keys: the path of a connect.pem is wanted, not ${JSON.stringify(keys)}`);
  }
  return { address, keys };
}

export function disconnectArguments(args: readonly unknown[] | undefined): string {
  const { address } = onlyObject(args, ["address"]);
  return connectArguments([{ address }]).address;
}

/** One probe, or all that stand on a line. */
export type MeantProbes = { id: string } | { uri: string; line: number };

export function meantProbes(args: readonly unknown[] | undefined): MeantProbes {
  const fields = onlyObject(args, ["id", "uri", "line"]);
  return fields.id === undefined ? { uri: uriIn(fields), line: lineIn(fields) } : { id: idIn(fields) };
}

/** `place` is where the user points, when there is a column. */
export function describeArguments(args: readonly unknown[] | undefined): {
  place: { line: number; column: number } | undefined;
  meant: readonly unknown[];
  /** Whether the text is to be shown, for editors that show no answers of commands. */
  open: boolean;
} {
  const { character, open = false, ...meant } = onlyObject(args, ["id", "uri", "line", "character", "open"]);
  const column = optionalCount({ character }, "character");
  if (typeof open !== "boolean") throw invalid(`open: true or false is wanted, not ${JSON.stringify(open)}`);
  return { place: column === undefined ? undefined : { line: lineIn(meant), column }, meant: [meant], open };
}

/** Those of a file, or all that there are. */
export function optionalUri(args: readonly unknown[] | undefined): { uri: string | undefined } {
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

export function attachArguments(args: readonly unknown[] | undefined): { pid: number } {
  const { pid } = onlyObject(args, ["pid"]);
  if (isCount(pid) && pid > 0) return { pid };
  throw invalid(`pid: a process id is wanted, not ${JSON.stringify(pid)}`);
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
  if (file === undefined) throw invalid(`uri: ${refusalOf(uri)}`);
  return file;
}

function lineIn({ line }: Fields): number {
  if (!isCount(line)) throw invalid(`line: a whole number from 0 is wanted, not ${JSON.stringify(line)}`);
  return line;
}

function idIn(fields: Fields, name = "id"): string {
  const id = fields[name];
  if (typeof id !== "string") throw invalid(`${name}: a probe's id is wanted, not ${JSON.stringify(id)}`);
  return id;
}

function optionalText(fields: Fields, name: string): string | undefined {
  const text = fields[name];
  return text === undefined ? undefined : textIn(text, name);
}

/** Undefined when it is empty. */
function textIn(text: unknown, name: string): string | undefined {
  if (typeof text !== "string") throw invalid(`${name}: a text is wanted, not ${JSON.stringify(text)}`);
  if (text.length > MAX_TEXT) throw invalid(`${name}: at most ${MAX_TEXT} characters are taken`);
  return text.trim() === "" ? undefined : text;
}

function expressionsIn({ expressions }: Fields): string[] | undefined {
  if (expressions === undefined) return undefined;
  if (!Array.isArray(expressions)) {
    throw invalid(`expressions: a list of texts is wanted, not ${JSON.stringify(expressions)}`);
  }
  if (expressions.length > MAX_SHOWN) throw invalid(`expressions: at most ${MAX_SHOWN} are taken`);
  const texts = expressions.map((each, index) => textIn(each, `expressions[${index}]`));
  const filled = texts.filter((text) => text !== undefined).map((text) => text.trim());
  return filled.length > 0 ? filled : undefined;
}

function optionalCount(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || isCount(value)) return value;
  throw invalid(`${name}: a whole number from 0 is wanted, not ${JSON.stringify(value)}`);
}

/** A message by itself says that a logpoint is meant. */
function kindIn({ kind, message }: Fields): ProbeKind {
  if (kind === undefined) return message === undefined ? "snapshot" : "log";
  const known = KINDS.find((each) => each === kind);
  if (known) return known;
  const kinds = KINDS.map((each) => JSON.stringify(each)).join(", ");
  throw invalid(`kind: ${kinds} are known, not ${JSON.stringify(kind)}`);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function invalid(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}
