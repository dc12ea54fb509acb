/** Which of the captured values a probe shows. */
import type { Capture, NamedValue, Value } from "../probes/capture.js";
import type { Probe, Site, SiteExpression } from "../probes/probe.js";
import { capturedValue } from "./captured-value.js";
import { exceptionText } from "./exception.js";
import { visible } from "./plain.js";
import { durationText } from "./times.js";

/** A value that the program itself computed. */
export interface Computed {
  expression: SiteExpression;
  value: Value;
}

/** What modules define rather than compute: of a global it is not worth a word. */
const DEFINITIONS = new Set([
  "module",
  "function",
  "builtin_function_or_method",
  "method",
  "type",
  "ABCMeta",
  "EnumType",
]);

/** In the order of the site's expressions; without those that are written out in the source. */
export function computedValues(site: Site, capture: Capture): Computed[] {
  return (capture.values ?? []).flatMap(({ expression: index, value }) => {
    const expression = site.expressions[index];
    return expression && expression.kind !== "constant" ? [{ expression, value }] : [];
  });
}

/** A name or attribute chain with the value that the statement read, or that it had before the statement ran. */
export function namedValue(name: string, site: Site, capture: Capture): NamedValue | undefined {
  const computed = computedValues(site, capture).findLast(({ expression }) => expression.text === name);
  const value = computed?.value ?? capturedValue(name, capture.locals);
  return value && { name, value };
}

/** The names that the statement reads, as far as the capture has them. */
export function readValues(site: Site, capture: Capture): NamedValue[] {
  return site.reads.flatMap((name) => namedValue(name, site, capture) ?? []);
}

/** What the statement reads and computes, each expression once. */
export function allValues(site: Site, capture: Capture): NamedValue[] {
  const read = readValues(site, capture);
  const computed = computedValues(site, capture).map(({ expression, value }): [string, Value] => [
    expression.text,
    value,
  ]);
  const others = new Map(computed.filter(([text]) => !site.reads.includes(text)));
  return [...read, ...[...others].map(([name, value]) => ({ name, value }))];
}

/** The value that the statement comes to: what it returns, tests or leaves unused. */
export function resultOf(site: Site, capture: Capture): Computed | undefined {
  if (!site.result || !capture.values) return undefined;
  const parts = new Set(site.expressions.flatMap((expression) => expression.parts));
  const whole = site.expressions.findIndex((_, index) => !parts.has(index));
  const value = capture.values.find(({ expression }) => expression === whole)?.value;
  const expression = site.expressions[whole];
  return value && expression && { expression, value };
}

/** What the hit brought, each in one line, what matters most first. */
export function produced({ kind, site }: Pick<Probe, "kind" | "site">, capture: Capture): string[] {
  const { shown = [], assigned = [], raised, returned, message, duration } = capture;
  // What the user asked for was read before the statement ran: of what it binds itself the new value matters.
  const made = [...shown.filter(({ name }) => !assigned.some((other) => other.name === name)), ...assigned];
  const result = resultOf(site, capture);
  const arrows = result && !isNothing(site, result) ? [arrow(result.value)] : [];
  const told = [
    ...(duration === undefined ? [] : [durationText(duration)]),
    ...(raised ? [`✗ ${visible(exceptionText(raised))}`] : []),
    ...(message === undefined ? [] : [visible(message)]),
    ...made.map(assignment),
    ...(returned ? [arrow(returned)] : []),
    ...(site.result === "returned" ? arrows : []),
    ...(kind === "log" ? [] : readBeside(made, result, site, capture).map(assignment)),
    ...(site.result === "returned" ? [] : arrows),
  ];
  if (kind === "function" || site.calls) return [...told, ...argumentsOf(capture).map(assignment)];
  return told.length === 0 ? capture.locals.map(assignment) : told;
}

/** What the statement read, without what is shown already and what never changes. */
function readBeside(
  made: readonly NamedValue[],
  result: Computed | undefined,
  site: Site,
  capture: Capture,
): NamedValue[] {
  const known = new Set([...made.map(({ name }) => name), result?.expression.text]);
  const locals = new Set(capture.locals.map(({ name }) => name));
  return readValues(site, capture).filter(({ name, value }) => {
    const isLocal = locals.has(name.split(".")[0] ?? "");
    return !known.has(name) && (isLocal || !DEFINITIONS.has(value.type));
  });
}

/** Every method has its `self`; it is the last that one wants to see of a call. */
function argumentsOf({ locals }: Capture): NamedValue[] {
  const isOwner = ({ name }: NamedValue) => name === "self" || name === "cls";
  return [...locals.filter((each) => !isOwner(each)), ...locals.filter(isOwner)];
}

/** `name=value` in one line. */
export function assignment({ name, value }: NamedValue): string {
  return `${visible(name)}=${visible(value.text)}`;
}

function arrow(value: Value): string {
  return `→ ${visible(value.text)}`;
}

/** A call that is a statement by itself mostly comes to None, which is not worth a word. */
function isNothing({ result }: Site, { value }: Computed): boolean {
  return result === "evaluated" && value.type === "NoneType";
}
