/** Commands whose Python the agent can't get into by the environment, as far as their words and scripts tell. */
import { accessSync, closeSync, constants, openSync, readSync } from "node:fs";
import path from "node:path";

/** Looks up a program as the system does, and gives the words of its first line if that begins with `#!`. */
export type ShebangOf = (program: string) => string[] | undefined;

const PYTHON = /^python(\d+(\.\d+)*)?t?$/;
const SWITCHES_USERS = new Set(["sudo", "doas", "su", "runuser"]);
const PASSES_ON = new Set(["nohup", "setsid"]);

/** Options of Python that close a way in, and how. */
const CLOSES: Record<string, string> = {
  I: "ignores PYTHONPATH",
  E: "ignores PYTHONPATH",
  S: "loads no sitecustomize",
};

/** A script that names another as its interpreter, and that one a third: the kernel follows few, too. */
const MOST_SCRIPTS = 4;

export interface Obstacle {
  /** The beginning of a sentence. */
  why: string;
  /** What to do other than to attach. */
  instead?: string;
}

/** What keeps the agent out; undefined when nothing is known to. */
export function whyNoAgent(
  command: readonly string[],
  shebangOf: ShebangOf,
  scripts = MOST_SCRIPTS,
): Obstacle | undefined {
  const [program = "", ...args] = command;
  const name = path.basename(program);
  if (name === "env") return ofEnv(args, shebangOf, scripts);
  if (SWITCHES_USERS.has(name)) {
    return {
      why: `${name} gives its programs an environment of their own`,
      instead: `${name} snappoint run`,
    };
  }
  if (PASSES_ON.has(name)) return whyNoAgent(args, shebangOf, scripts);
  if (PYTHON.test(name)) return ofPython(name, args);
  const shebang = scripts > 0 ? shebangOf(program) : undefined;
  return shebang && whyNoAgent([...shebang, program, ...args], shebangOf, scripts - 1);
}

function ofPython(name: string, args: readonly string[]): Obstacle | undefined {
  for (let at = 0; at < args.length; at++) {
    const [dash, ...letters] = args[at] ?? "";
    if (dash !== "-" || letters.length === 0 || letters[0] === "-") return undefined;
    for (const [position, letter] of letters.entries()) {
      const how = CLOSES[letter];
      if (how !== undefined) return { why: `${name} -${letter} ${how}` };
      if (letter === "c" || letter === "m") return undefined;
      if (letter === "W" || letter === "X") {
        if (position === letters.length - 1) at += 1;
        break;
      }
    }
  }
  return undefined;
}

function ofEnv(args: readonly string[], shebangOf: ShebangOf, scripts: number): Obstacle | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    const unset = /^(?:-u|--unset=)(.+)$/.exec(word)?.[1] ?? (/^(-u|--unset)$/.test(word) ? args[++at] : "");
    if (/^-$|^-[a-z]*i|^--ignore-environment$/.test(word)) return { why: "env -i clears the environment" };
    if (unset === "PYTHONPATH") return { why: "env takes PYTHONPATH away" };
    const split = /^(?:-S|--split-string=)(.*)$/.exec(word)?.[1];
    if (split !== undefined) {
      return ofEnv([...split.split(/\s+/).filter(Boolean), ...args.slice(at + 1)], shebangOf, scripts);
    }
    if (word.startsWith("PYTHONPATH=")) return { why: "env sets another PYTHONPATH" };
    if (!word.startsWith("-") && !word.includes("=")) return whyNoAgent(args.slice(at), shebangOf, scripts);
  }
  return undefined;
}

/** The kernel hands over all that follows the interpreter as one word. */
export function readShebang(program: string, searchPath: string): string[] | undefined {
  const file = program.includes("/") ? program : findIn(searchPath, program);
  const line = file === undefined ? "" : firstLine(file);
  const found = /^#!\s*(\S+)[ \t]*(.*?)\s*$/.exec(line);
  return found ? [found[1] as string, ...(found[2] ? [found[2]] : [])] : undefined;
}

function findIn(searchPath: string, program: string): string | undefined {
  const files = searchPath.split(path.delimiter).map((folder) => path.join(folder || ".", program));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function firstLine(file: string): string {
  try {
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(256);
      return bytes.toString("utf8", 0, readSync(descriptor, bytes)).split("\n", 1)[0] ?? "";
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
}
