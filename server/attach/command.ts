/** Runs a program and waits for its end. */
import { spawn } from "node:child_process";

export interface Ended {
  /** Null when it could not be started, or was ended by a signal. */
  code: number | null;
  /** Whether there is no such program here. */
  missing: boolean;
  said: string;
}

/**
 * In a session of its own: what it does to another process it finishes even if we, or our terminal, are gone.
 * `patience` milliseconds after its start it is asked to give up.
 */
export function runToEnd(
  program: string,
  args: readonly string[],
  patience: number,
  env?: NodeJS.ProcessEnv,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      ...(env && { env }),
    });
    const timer = setTimeout(() => child.kill("SIGINT"), patience);
    let said = "";
    const hear = (data: Buffer) => {
      said += data.toString();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    const end = (code: number | null, missing: boolean) => {
      clearTimeout(timer);
      resolve({ code, missing, said });
    };
    child.once("error", (error: NodeJS.ErrnoException) => end(null, error.code === "ENOENT"));
    child.once("close", (code) => end(code, false));
  });
}
