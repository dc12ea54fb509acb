/** Registry fixtures: a text with the probe's statement between « and », and what programs report about it. */
import { pathToFileURL } from "node:url";
import type { Capture, NamedValue, Value } from "../../../server/probes/capture.js";
import { NO_STATS } from "../../../server/probes/counters.js";
import type { Changes, ProbeAdded } from "../../../server/probes/event.js";
import { statementFor } from "../../../server/probes/place.js";
import type { AgentInfo, Position, ProbeKind, ProbeStats, Wishes } from "../../../server/probes/probe.js";
import { Registry } from "../../../server/probes/registry.js";
import { siteOf } from "../../../server/probes/site.js";
import type { ProbeSnapshot } from "../../../server/probes/snapshot.js";
import { advance, splitLines, textBetween } from "../../../server/probes/text.js";
import { SourceText } from "../../../server/source-map/source-text.js";

export const FILE = "/srv/shop/orders.py";
export const URI = pathToFileURL(FILE).href;

const START = { line: 0, column: 0 };

/** The text without its marks, and where the marked statement begins. */
export function unmarked(marked: string): { text: string; place: Position } {
  if (!marked.includes("«")) throw new Error("the text has no « mark");
  return { text: marked.replace(/[«»]/g, ""), place: advance(START, marked.slice(0, marked.indexOf("«"))) };
}

/** Adds a snapshot point at the marked statement of a document that is or is not open. */
export function addProbe(
  registry: Registry,
  marked: string,
  kind: ProbeKind = "snapshot",
  asked: Pick<ProbeAdded, "wishes" | "replaces"> = {},
): Changes {
  const { text, place } = unmarked(marked);
  const source = new SourceText(text);
  const site = siteOf(kind, FILE, text, statementFor(source, kind, place));
  source.dispose();
  return registry.apply({ type: "probe-added", uri: URI, kind, site, text, ...asked });
}

/** A registry in which the marked text is open and has one probe, p1. */
export function withProbe(marked: string, kind: ProbeKind = "snapshot", wishes: Wishes = {}): Registry {
  const registry = new Registry();
  registry.apply({ type: "document-opened", uri: URI, text: unmarked(marked).text });
  addProbe(registry, marked, kind, { wishes });
  return registry;
}

/** Replaces the first occurrence of a text in the open document, as one ranged edit. */
export function edit(registry: Registry, from: string, to: string): Changes {
  const text = registry.source(URI)?.text ?? "";
  const at = text.indexOf(from);
  if (at < 0) throw new Error(`the document does not contain ${JSON.stringify(from)}:\n${text}`);
  const start = advance(START, text.slice(0, at));
  const range = { start, end: advance(start, from) };
  return registry.apply({ type: "document-edited", uri: URI, changes: [{ range, text: to }] });
}

/** The document with the probe's statement marked, or "edited" while it does not read as it did. */
export function shown(registry: Registry, id = "p1"): string {
  const { span, edited } = probe(registry, id);
  if (edited) return "edited";
  const lines = splitLines(registry.source(URI)?.text ?? "");
  const last = { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
  const before = textBetween(lines, START, span.start);
  return `${before}«${textBetween(lines, span.start, span.end)}»${textBetween(lines, span.end, last)}`;
}

export function probe(registry: Registry, id = "p1"): ProbeSnapshot {
  const found = registry.probe(id);
  if (!found) throw new Error(`there is no probe ${id}`);
  return found;
}

export function agent(pid: number): AgentInfo {
  const argv = ["python3", "-m", "shop"];
  return { key: `agent-${pid}`, pid, argv, cwd: "/srv/shop", python: "3.13.0", started: 1000 };
}

/** Values by name; a text alone is the value of a string. */
export type Values = Record<string, string | Value>;

export function named(values: Values): NamedValue[] {
  return Object.entries(values).map(([name, value]) => {
    return { name, value: typeof value === "string" ? { type: "str", text: value } : value };
  });
}

export function capture(pid: number, hit: number, locals: Values = {}, more: Partial<Capture> = {}): Capture {
  const stack = [{ function: "Cart.total", file: FILE, line: 3 }];
  return {
    probe: "p1",
    hit,
    time: 2000 + hit,
    pid,
    thread: { id: 1, name: "MainThread" },
    locals: named(locals),
    stack,
    ...more,
  };
}

/** What the program computed, by the text of the statement's expressions. */
export function computed({ probe: { site } }: ProbeSnapshot, values: Values): Pick<Capture, "values"> {
  const found = named(values).map(({ name, value }) => {
    const expression = site.expressions.findIndex(({ text }) => text === name);
    if (expression < 0) throw new Error(`${site.text} has no expression ${name}`);
    return { expression, value };
  });
  return { values: found };
}

export function stats(hits: number, others: Partial<ProbeStats> = {}): ProbeStats {
  return { ...NO_STATS, id: "p1", hits, ...others };
}
