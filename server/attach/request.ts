/** The files by which a program is asked to start the agent, and by which it answers. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Host } from "../relay/runtime-folder.js";

const LOOK_EVERY_MS = 20;
const OURS = /^attach-(\d+)-/;

export interface Answer {
  /** Why the agent could not be started, or empty. */
  problem: string;
}

export class AttachRequest {
  /** Python code for the program to run, also in a file of its own. */
  readonly code: string;
  readonly codeFile: string;
  /** Taken away when the interpreter runs nothing any more. */
  readonly answerFile: string;

  /** `nonce` makes the files' names new ones. */
  constructor(
    folder: string,
    readonly packageDir: string,
    pid: number,
    nonce: string,
  ) {
    const base = path.join(folder, `attach-${pid}-${nonce}`);
    this.codeFile = `${base}.py`;
    this.answerFile = `${base}.answer`;
    const script = path.join(packageDir, "agent", "bootstrap", "attach.py");
    const names = {
      __name__: "snappoint-attach",
      __file__: script,
      REQUEST: this.codeFile,
      ANSWER: this.answerFile,
      RUNTIME: folder,
    };
    // Every text that JSON can write down Python reads as the same.
    const file = JSON.stringify(script);
    // It runs among the program's own names, which may hide those of the language (`from os import *` does `open`),
    // and leaves no open file behind, of which `python -X dev` would complain.
    const builtin = (name: string) => `__import__('builtins').${name}`;
    const text = `__import__('_frozen_importlib_external').FileLoader('', '').get_data(${file})`;
    this.code = `${builtin("exec")}(${builtin("compile")}(${text}, ${file}, 'exec'), ${JSON.stringify(names)})\n`;
    writeFileSync(this.answerFile, "", { mode: 0o600, flag: "wx" });
    writeFileSync(this.codeFile, this.code, { mode: 0o600, flag: "wx" });
  }

  /** What the program answers, or nothing within that time, or when it has ended. */
  async answer(milliseconds: number, isAlive = () => true): Promise<Answer | undefined> {
    const end = Date.now() + milliseconds;
    for (; Date.now() < end && isAlive(); await delay(LOOK_EVERY_MS)) {
      const said = contentOf(this.answerFile);
      if (said === undefined) return { problem: "it is shutting down" };
      if (said.endsWith("\n")) return JSON.parse(said) as Answer;
    }
    return undefined;
  }

  /** Whether the program has begun to run the code. */
  get isTaken(): boolean {
    return !existsSync(this.codeFile);
  }

  /** The program takes the code away itself when it runs it, be it later. */
  close(isPending: boolean): void {
    rmSync(this.answerFile, { force: true });
    if (!isPending) rmSync(this.codeFile, { force: true });
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Takes away requests to programs that have ended before they came to them, and of whoever died while asking. */
export function removeLeftovers(folder: string, host: Host): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(OURS.exec(name)?.[1]);
    if (pid && (!host.isAlive(pid) || isOld(path.join(folder, name)))) {
      rmSync(path.join(folder, name), { force: true });
    }
  }
}

const OLD_MS = 24 * 60 * 60 * 1000;

function isOld(file: string): boolean {
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > OLD_MS;
}
