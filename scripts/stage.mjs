/** Steps of the set-up: each is done once for the same inputs, and says in one line what became of it. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Generated files that may be thrown away at any time. */
export const CACHE = join(ROOT, ".cache");

/** A step that went wrong; `output` is what its program printed. */
export class StageError extends Error {
  /**
   * @param {string} message
   * @param {string} [output]
   */
  constructor(message, output = "") {
    super(message);
    this.output = output;
  }
}

/**
 * Does `work` unless it was done before for the same inputs and its outputs are still there.
 *
 * @param {string} name what the step provides; part of the printed line
 * @param {{ inputs: string[], outputs: string[], work: () => Promise<unknown> }} step `inputs` are the texts
 *   that decide what comes out (see `contents`), `outputs` the files that exist when it was done
 */
export async function stage(name, { inputs, outputs, work }) {
  const stamp = join(CACHE, "stamps", name.replaceAll(/[^\w.-]+/g, "-"));
  const wanted = createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
  const done = existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (done && outputs.every((path) => existsSync(path))) {
    console.log(`${name}: up to date`);
    return;
  }
  await announced(name, work);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/**
 * Does `work` and prints the one line that says so.
 *
 * @param {string} name
 * @param {() => Promise<unknown>} work
 */
export async function announced(name, work) {
  const began = performance.now();
  try {
    await work();
  } catch (error) {
    console.log(`${name}: FAILED`);
    throw error;
  }
  console.log(`${name}: done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/**
 * The names and contents of files, as inputs of a step.
 *
 * @param {string[]} paths
 */
export function contents(paths) {
  return paths.map((path) => `${path}\n${readFileSync(path, "utf8")}`);
}

/**
 * Every file below a folder of the repository whose name ends in `ending`, sorted; none when there is no such folder.
 *
 * @param {string} folder
 * @param {string} ending
 */
export function filesUnder(folder, ending) {
  const top = join(ROOT, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(top, name))
    .sort();
}

/** The environment for programs of ours: what a developer's shell sets for other Pythons must not decide. */
function cleanEnvironment() {
  const { PYTHONPATH: _path, PYTHONHOME: _home, PIP_TARGET: _target, ...rest } = process.env;
  return { ...rest, PIP_USER: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
}

/**
 * Runs a program and keeps what it prints.
 *
 * @param {string} command
 * @param {string[]} args
 * @throws {StageError} when it can't be started
 */
export function collected(command, args) {
  return new Promise((/** @type {(ended: { code: number, output: string }) => void} */ resolve, reject) => {
    let output = "";
    const child = spawn(command, args, {
      cwd: ROOT,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.on("error", (error) => reject(new StageError(`${command}: ${error.message}`)));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program quietly, and gives what it printed.
 *
 * @param {string} command
 * @param {string[]} args
 * @throws {StageError} with everything it printed, when it fails or can't be started
 */
export async function quietly(command, args) {
  const { code, output } = await collected(command, args);
  if (code !== 0) throw new StageError(`${command} ${args.join(" ")}: exit code ${code}`, output);
  return output;
}

/**
 * Runs a program in the foreground and gives its exit code. A Ctrl-C reaches it directly, so we only wait for it.
 *
 * @param {string} command
 * @param {string[]} args
 */
export function openly(command, args) {
  return new Promise((/** @type {(code: number) => void} */ resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env: cleanEnvironment(), stdio: "inherit" });
    const wait = () => {};
    const pass = () => child.kill("SIGTERM");
    process.on("SIGINT", wait).on("SIGTERM", pass);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", wait).off("SIGTERM", pass);
      resolve(code ?? 1);
    });
  });
}
