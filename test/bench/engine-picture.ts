/**
 * Puts the figures of a run into docs/cost.md, as tables, and into docs/engine.svg, as a picture.
 *
 *   npm run bench -- engine --json FILE && npm run bench -- engine-picture FILE
 *
 * The first interpreter of the file is the one that everything was measured on.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine, refuse } from "../command-line.js";
import { REPOSITORY } from "../repository.js";
import { type Bar, type Chart, svg } from "./engine-svg.js";
import type { Arming, Hits, Nanoseconds, Quiet } from "./engine-tables.js";

const OURS = "Snappoint";

interface Result {
  quiet: Quiet;
  hits: Hits;
  arming: Arming;
}

const PAGE = join(REPOSITORY, "docs", "cost.md");
const PICTURE = join(REPOSITORY, "docs", "engine.svg");
const MARKS = ["<!-- figures: written by npm run bench -- engine-picture -->", "<!-- end of figures -->"];

function main(file: string): void {
  const [first, ...others] = JSON.parse(readFileSync(file, "utf8")) as Result[];
  if (!first) throw new Error(`${file} has no figures`);
  writeFileSync(PICTURE, svg(charts(first), "What Snappoint costs, beside other tools"));
  const [begin = "", end = ""] = MARKS;
  const text = readFileSync(PAGE, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/cost.md has no place for figures: ${MARKS.join(" … ")}`);
  writeFileSync(PAGE, text.slice(0, from + begin.length) + markdown(first, others) + text.slice(to));
}

function charts({ quiet, hits }: Result): Chart[] {
  const bare = quiet.simple_method.nothing ?? Number.NaN;
  const times = (ns: number) => `${(ns / bare).toFixed(2)}×`;
  const { nothing: _, "nothing, again": __, ...tools } = quiet.simple_method;
  const names = hits.hits["condition false, names"] ?? {};
  const capture = hits.hits["capture of 10 scalar locals"] ?? {};
  return [
    { title: "Ten assignments, nothing hit: a call takes this many times as long", bars: bars(tools, times) },
    { title: "A hit whose condition is false adds", bars: bars(names, nanoseconds) },
    { title: "A hit that captures ten variables adds", bars: bars(capture, nanoseconds) },
  ];
}

function bars(costs: Nanoseconds, text: (ns: number) => string): Bar[] {
  return Object.entries(costs)
    .flatMap(([name, value]) =>
      value === null ? [] : [{ name, value, text: text(value), ours: name.startsWith(OURS) }],
    )
    .sort((one, other) => one.value - other.value);
}

function markdown(first: Result, others: Result[]): string {
  const { quiet, hits, arming } = first;
  return [
    "",
    `Nothing is hit (Python ${quiet.python}; a call takes this many times as long as with no tool at all):`,
    "",
    ...quietTable(quiet),
    "",
    "What a hit adds:",
    "",
    ...hitsTable(hits),
    "",
    `In a process with 5,000 modules and 200,000 functions a probe is armed ${arming.armed.toFixed(0)} ms after the`,
    `request; the longest that the program's thread stood still meanwhile was ${arming.pause.toFixed(1)} ms.`,
    `Import and start take ${arming["import and start"].toFixed(0)} ms.`,
    ...(others.length > 0 ? ["", ...versionsTable([first, ...others])] : []),
    "",
  ].join("\n");
}

function quietTable({ empty_method: empty, simple_method: simple }: Quiet): string[] {
  const names = [...new Set([...Object.keys(empty), ...Object.keys(simple)])].filter(
    (name) => !name.startsWith("nothing"),
  );
  const cell = (costs: Nanoseconds, name: string) => ratio(costs[name], costs.nothing);
  return rows(
    ["", "empty_method()", "simple_method()"],
    names.map((name) => [name, cell(empty, name), cell(simple, name)]),
  );
}

function hitsTable({ hits }: Hits): string[] {
  const names = new Set(Object.values(hits).flatMap((costs) => Object.keys(costs)));
  const peers = [...names].filter((name) => !name.startsWith(OURS));
  return rows(
    ["", OURS, ...peers],
    Object.entries(hits).map(([what, costs]) => [
      what,
      ours(costs),
      ...peers.map((peer) => shown(costs[peer])),
    ]),
  );
}

/** With what it is about, where there is more than one figure. */
function ours(costs: Nanoseconds): string {
  const found = Object.entries(costs).filter(([name]) => name.startsWith(OURS));
  return found.map(([name, cost]) => shown(cost) + name.slice(OURS.length).replace(",", "")).join(", ");
}

/** Ours on every interpreter, the same things as rows. */
function versionsTable(results: Result[]): string[] {
  // The last of one key stays in a map: that is the first, which the other tables are of.
  const seen = new Map(results.toReversed().map((result) => [result.hits.python, result]));
  const versions = [...new Set(results.map(({ hits }) => hits.python))];
  const all = versions.flatMap((version) => seen.get(version) ?? []);
  const quietRow = ["simple_method(), probe on another line", ...all.map(({ quiet }) => ourRatio(quiet))];
  const kinds = Object.keys(all[0]?.hits.hits ?? {});
  const cells = (kind: string) => all.map(({ hits }) => shown(ourCost(hits.hits[kind] ?? {})));
  return rows(["Snappoint on", ...versions], [quietRow, ...kinds.map((kind) => [kind, ...cells(kind)])]);
}

function ourRatio({ simple_method: costs }: Quiet): string {
  return ratio(costs["Snappoint, probe on another line"], costs.nothing);
}

function ourCost(costs: Nanoseconds): number | null | undefined {
  return Object.entries(costs).find(([name]) => name.startsWith(OURS))?.[1];
}

function rows(head: string[], body: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? "---" : "---:"))), ...body.map(line)];
}

function ratio(cost: number | null | undefined, bare: number | null | undefined): string {
  return typeof cost === "number" && typeof bare === "number" ? `${(cost / bare).toFixed(2)}×` : "–";
}

function shown(cost: number | null | undefined): string {
  return typeof cost === "number" ? nanoseconds(cost) : "–";
}

function nanoseconds(ns: number): string {
  const plain = Math.max(0, ns);
  return plain < 1000 ? `${plain.toFixed(0)} ns` : `${(plain / 1000).toFixed(1)} µs`;
}

const [file] = commandLine(import.meta.url, {}, 1).words;
if (!file) refuse(import.meta.url, "the file with the figures is missing");
main(file);
