/** What befalls a program and all around it. */
import { chmodSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FakeEditor } from "../../e2e/editor.js";
import type { Chance } from "./chance.js";
import type { Enduring } from "./enduring.js";

export interface Scene {
  program: Enduring;
  runtimeDir: string;
  /** Of the program and its workers, as last known. */
  pids: number[];
  /** Undefined when it, or its server, is gone. */
  editor: FakeEditor | undefined;
}

type Blow = (scene: Scene, chance: Chance) => Promise<void> | void;

const EXCEPTIONS = ["SystemExit", "KeyboardInterrupt", "MemoryError", "RuntimeError"];
const A_WHILE_MS = 300;

export const BLOWS: Record<string, Blow> = {
  "the server is killed": async (scene) => {
    const { editor } = scene;
    scene.editor = undefined;
    await editor?.kill();
  },
  "the editor is gone": async (scene) => {
    const { editor } = scene;
    scene.editor = undefined;
    await editor?.vanish();
  },
  "a worker is killed": ({ pids }, chance) => {
    const workers = pids.slice(1);
    signal(chance.one(workers), "SIGKILL");
  },
  "an exception is thrown into the agent's threads": ({ program }, chance) =>
    program.hurt(chance.one(EXCEPTIONS)),
  "a socket is removed": ({ runtimeDir }, chance) => remove(runtimeDir, ".sock", chance),
  "a discovery file is removed": ({ runtimeDir }, chance) => remove(runtimeDir, ".json", chance),
  "the runtime folder is removed": ({ runtimeDir }) => rmSync(runtimeDir, { recursive: true, force: true }),
  "the runtime folder is open to others for a while": async ({ runtimeDir }) => {
    change(runtimeDir, 0o755);
    await delay(A_WHILE_MS);
    change(runtimeDir, 0o700);
  },
  "a process stands still for a while": async ({ pids }, chance) => {
    const pid = chance.one(pids);
    signal(pid, "SIGSTOP");
    await delay(A_WHILE_MS);
    signal(pid, "SIGCONT");
  },
};

function remove(folder: string, ending: string, chance: Chance): void {
  const names = namesIn(folder).filter((name) => name.endsWith(ending));
  if (names.length > 0) rmSync(join(folder, chance.one(names)), { force: true });
}

/** Nothing where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Another blow may have hit it before. */
function change(folder: string, mode: number): void {
  try {
    chmodSync(folder, mode);
  } catch {
    return;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
}
