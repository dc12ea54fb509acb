/** Python processes with the harness in their path. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../repository.js";

/** Where `prepareToConform` of `scripts/prepare.mjs` puts the libraries, and pytest. They come last in the path. */
const LIBRARIES = ["packages", "pytest"].map((name) => join(REPOSITORY, ".venv", name));

const HARNESS = join(REPOSITORY, "test", "conformance");
const PATHS = JSON.stringify([HARNESS, join(REPOSITORY, "agent")]);

/** Runs code, not a file: a test's child processes would load the file again as their main module. */
export function program(libraries: boolean, module: string, call: string): string[] {
  const last = JSON.stringify(libraries ? LIBRARIES : []);
  return [
    "-c",
    `import sys; sys.path[:] = [*${PATHS}, *sys.path, *${last}]; import ${module}; ${module}.${call}`,
  ];
}

/** Runs a program with an environment that changes nothing about Python; `ending` is "" for exit code 0. */
export async function run(
  python: string,
  args: string[],
  cwd: string,
  seconds: number,
  environment: Record<string, string> = {},
): Promise<{ output: string; ending: string }> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PYTHON"));
  const env = { ...Object.fromEntries(kept), TMPDIR: cwd, ...environment };
  // Into a file: a pipe would stay open for as long as anything lives that a test has started.
  const log = `${cwd}.log`;
  const file = openSync(log, "w");
  // In a group of its own, so that what tests have started ends with them.
  const child = spawn(python, args, { cwd, env, detached: true, stdio: ["ignore", file, file] });
  closeSync(file);
  let late = "";
  const timer = setTimeout(() => {
    late = `it had not ended after ${seconds} s`;
    endGroup(child.pid);
  }, seconds * 1000);
  try {
    const [code, signal] = await once(child, "exit");
    const ending = late || (signal ? `killed by ${signal}` : code ? `exit code ${code}` : "");
    return { output: readFileSync(log, "utf8"), ending };
  } finally {
    clearTimeout(timer);
    endGroup(child.pid);
  }
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader) process.kill(-leader, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
}
