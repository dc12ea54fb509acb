/** Runs a program and waits for its end. */
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

export interface Ended {
  /** Null when it could not be started, or was ended by a signal. */
  code: number | null;
  /** Whether there is no such program here. */
  missing: boolean;
  said: string;
}

/** How a program and all that it has started are ended when it is led by nobody any more. */
export type KillGroup = (leader: number) => void;

/** What a program has said has arrived by then, unless another that it has started holds its output open. */
const LAST_WORDS_MS = 200;

/**
 * In a session of its own: what it does to another process it finishes even if we, or our terminal, are gone.
 * `patience` milliseconds after its start it is asked to give up, and after as many again it is ended.
 */
export async function runToEnd(
  program: string,
  args: readonly string[],
  patience: number,
  killGroup: KillGroup,
): Promise<Ended> {
  const child = spawn(program, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const timers = [
    setTimeout(() => child.kill("SIGINT"), patience),
    setTimeout(() => child.kill("SIGKILL"), 2 * patience),
  ];
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      said += data.toString();
    });
  }
  const closed = new Promise((resolve) => child.once("close", resolve));
  const end = await new Promise<Omit<Ended, "said">>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve({ code: null, missing: error.code === "ENOENT" }),
    );
    child.once("exit", (code) => resolve({ code, missing: false }));
  });
  for (const timer of timers) clearTimeout(timer);
  if (child.pid !== undefined) {
    // A debugger that was killed leaves a helper behind, stopped for ever.
    if (end.code === null) killGroup(child.pid);
    await Promise.race([closed, delay(LAST_WORDS_MS)]);
    child.stdout.destroy();
    child.stderr.destroy();
  }
  return { ...end, said };
}
