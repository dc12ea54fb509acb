/** One answer of two, for the methods that both servers answer. Pure functions. */
import { fields, type Json, list } from "../json.js";
import type { Answer } from "./peer.js";

/** Marks what is ours in an answer, so that a question about it later is not put to the other server. */
const OURS = "snappoint";

/** An error of theirs counts only where we have nothing to say. */
export function merged(method: string, theirs: Answer, ours: Answer): Answer {
  if (isEmpty(ours)) return theirs;
  if (isEmpty(theirs)) return { result: marked(method, ours.result) };
  return { result: joined(method, theirs.result, marked(method, ours.result)) };
}

/** What of it is ours needs no resolving: it comes whole. */
export function isOurs(element: unknown): boolean {
  return OURS in fields(fields(element).data);
}

function isEmpty({ result, error }: Answer): boolean {
  const isNothing = result === null || result === undefined;
  return error !== undefined || isNothing || (Array.isArray(result) && result.length === 0);
}

function marked(method: string, ours: unknown): unknown {
  if (method === "textDocument/hover") return ours;
  if (method !== "textDocument/completion") return list(ours).map(mark);
  return Array.isArray(ours)
    ? ours.map(mark)
    : { ...fields(ours), items: list(fields(ours).items).map(mark) };
}

function mark(element: unknown): unknown {
  return { ...fields(element), data: { [OURS]: fields(element).data ?? true } };
}

function joined(method: string, theirs: unknown, ours: unknown): unknown {
  if (method === "textDocument/hover") return joinedHovers(fields(theirs), fields(ours));
  if (method === "textDocument/completion") return joinedCompletions(theirs, ours);
  return [...list(theirs), ...list(ours)];
}

/** Ours goes first: a value is short, and a type's documentation can be long. */
function joinedHovers(theirs: Json, ours: Json): Json {
  const contents = [ours.contents, theirs.contents];
  const plain = contents.every((each) => fields(each).kind === "plaintext");
  const value = contents.map(plain ? plainText : markdown).join(plain ? "\n\n" : "\n\n---\n\n");
  return { ...ours, ...theirs, contents: { kind: plain ? "plaintext" : "markdown", value } };
}

function plainText(contents: unknown): string {
  return String(fields(contents).value ?? "");
}

/** Of all the forms that the protocol has had for a hover's contents. */
function markdown(contents: unknown): string {
  if (typeof contents === "string") return contents;
  if (Array.isArray(contents)) return contents.map(markdown).join("\n\n");
  const { language, kind, value } = fields(contents);
  const text = String(value ?? "");
  if (typeof language === "string") return `\`\`\`${language}\n${text}\n\`\`\``;
  return kind === "plaintext" ? text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&") : text;
}

function joinedCompletions(theirs: unknown, ours: unknown): Json {
  const [their, our] = [completionList(theirs), completionList(ours)];
  const isIncomplete = their.isIncomplete === true || our.isIncomplete === true;
  return { ...our, ...their, isIncomplete, items: [...list(our.items), ...list(their.items)] };
}

function completionList(completions: unknown): Json {
  return Array.isArray(completions) ? { isIncomplete: false, items: completions } : fields(completions);
}
