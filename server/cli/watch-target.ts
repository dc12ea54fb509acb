/** From FILE:LINE to the probe that it means. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Probe } from "../probes/probe.js";
import { pythonText } from "../probes/python-text.js";
import { siteOf } from "../probes/site.js";
import { loadGrammar } from "../source-map/parser.js";
import { SourceText } from "../source-map/source-text.js";
import { type Exit, ExitCode } from "./cli.js";
import type { WatchRequest } from "./requests.js";

const NEAREST_LINES = 3;

export interface Target {
  probe: Probe;
  /** Other lines to try when a program refuses this one; from 1, nearest first. */
  nearest: number[];
}

export interface NoTarget {
  exit: Exit;
  message: string;
}

/** `line` counts from 1. */
export async function targetAt(
  cwd: string,
  { file, line, kind, wishes }: Pick<WatchRequest, "file" | "line" | "kind" | "wishes">,
): Promise<Target | NoTarget> {
  const absolute = path.resolve(cwd, file);
  const text = textOf(absolute, file);
  if (typeof text !== "string") return text;
  await loadGrammar();
  const source = new SourceText(text);
  try {
    const statement = source.statementAt({ line: line - 1, column: 0 });
    const nearest = source.nearestLines(line - 1, NEAREST_LINES + 1).map((found) => found + 1);
    if (statement === undefined)
      return { exit: ExitCode.failed, message: noCode(file, line, nearest.slice(0, NEAREST_LINES)) };
    const site = siteOf(kind, absolute, text, statement);
    const uri = pathToFileURL(absolute).href;
    const others = nearest.filter((other) => other !== statement.start.line + 1);
    return { probe: { id: "watch", uri, kind, site, ...wishes }, nearest: others.slice(0, NEAREST_LINES) };
  } finally {
    source.dispose();
  }
}

function noCode(file: string, line: number, nearest: number[]): string {
  const where = `${file}:${line} has no code that could be watched`;
  return nearest.length === 0 ? where : `${where}; nearest lines that have: ${nearest.join(", ")}`;
}

function textOf(absolute: string, file: string): string | NoTarget {
  try {
    return pythonText(readFileSync(absolute));
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: `no such file: ${file}`,
      EISDIR: `${file} is a folder`,
      EACCES: `${file} cannot be read: permission denied`,
    };
    const { code = "", message } = error as NodeJS.ErrnoException;
    return { exit: ExitCode.usage, message: reasons[code] ?? `${file} cannot be read: ${message}` };
  }
}
