/** `snappoint run`: the environment that puts the agent into every Python, and a parent that nobody notices. */
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { type Environment, refusalOfRuntimeDir, runtimeDirOf } from "../relay/runtime-folder.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { RunRequest } from "./requests.js";
import { readShebang, whyNoAgent } from "./without-agent.js";

/** Signals that somebody sends to the program by way of us. */
const FORWARDED: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"];

/** Signals that a terminal sends to the program itself: a second one would interrupt its clean-up. */
const FROM_KEYBOARD: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT"];

export async function run(cli: Cli, request: RunRequest): Promise<Exit> {
  const dir = runtimeDirOf(cli.env, cli.host.uid);
  let env: Environment;
  try {
    env = await environmentFor(cli, request, dir);
  } catch (error) {
    cli.err(`snappoint run: ${(error as Error).message}\n`);
    return ExitCode.failed;
  }
  const [program, ...args] = request.command;
  const isDeafToHangUp = path.basename(cli.env._ ?? "") === "nohup";
  let child: ChildProcess | undefined;
  const stopForwarding = cli.onSignals(FORWARDED, (signal) => {
    if (!isNotForwarded(signal, cli, isDeafToHangUp)) child?.kill(signal);
  });
  // Node has forgotten when it started that nohup wants this signal to be ignored, and a shell tells it by `_`.
  const [first, ...rest] = isDeafToHangUp ? ["nohup", program, ...args] : [program, ...args];
  child = spawn(first, rest, { stdio: "inherit", env });
  warnIfWithoutAgent(cli, request.command, child);
  try {
    const exit = await exitOf(child);
    (await import("../relay/leftovers.js")).clearLeftovers(dir, cli.host);
    return exit;
  } catch (error) {
    return complain(cli, program, error as NodeJS.ErrnoException);
  } finally {
    stopForwarding();
  }
}

/** What a terminal sends reaches the program directly; a hang-up shall not reach one below nohup. */
function isNotForwarded(signal: NodeJS.Signals, cli: Cli, isDeafToHangUp: boolean): boolean {
  return signal === "SIGHUP" ? isDeafToHangUp : FROM_KEYBOARD.includes(signal) && cli.hasTerminal();
}

/** Rejects with what is wrong. */
async function environmentFor(cli: Cli, request: RunRequest, runtimeDir: string): Promise<Environment> {
  const refusal = refusalOfRuntimeDir(runtimeDir, cli.host.uid);
  if (refusal !== undefined) throw new Error(refusal);
  const network = await environmentForNetwork(cli, request);
  return { ...environmentForAgent(cli.env, cli.packageDir), ...network };
}

/** Every Python below finds the bootstrap first, which starts the agent and makes way for the program's own. */
function environmentForAgent(env: Environment, packageDir: string): Record<string, string | undefined> {
  const bootstrap = path.join(packageDir, "agent", "bootstrap");
  const existing = env.PYTHONPATH;
  const own: Record<string, string> = {
    PYTHONPATH: existing ? `${bootstrap}${path.delimiter}${existing}` : bootstrap,
  };
  if (env.SNAPPOINT_RUNTIME_DIR) {
    // The program may go to another folder before its agent starts.
    own.SNAPPOINT_RUNTIME_DIR = path.resolve(env.SNAPPOINT_RUNTIME_DIR);
  }
  return { ...env, ...own };
}

/** Where the agents listen, and the path of their keys: never the keys themselves. */
async function environmentForNetwork(
  cli: Cli,
  { listen, keys }: RunRequest,
): Promise<Record<string, string>> {
  if (listen === undefined) return {};
  if (keys !== undefined) return { SNAPPOINT_LISTEN: listen, SNAPPOINT_KEYS: path.resolve(cli.cwd, keys) };
  const { keysFolder, provideKeys } = await import("../keys/key-files.js");
  const { agent, connect, made } = provideKeys(keysFolder(cli.env), Date.now());
  if (made)
    cli.warn(`snappoint run: made ${connect}: whoever has a copy of it can connect to this program\n`);
  return { SNAPPOINT_LISTEN: listen, SNAPPOINT_KEYS: agent };
}

/** The program runs all the same, and can be entered once it does. */
function warnIfWithoutAgent(cli: Cli, command: readonly string[], child: ChildProcess): void {
  const obstacle = whyNoAgent(command, (program) => readShebang(program, cli.env.PATH ?? ""));
  if (obstacle === undefined || child.pid === undefined) return;
  const { why, instead = `snappoint attach ${child.pid}` } = obstacle;
  cli.warn(`snappoint run: ${why}, so the program runs without the agent. To look into it: ${instead}\n`);
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal === null ? (code ?? ExitCode.failed) : { signal }));
  });
}

function complain(cli: Cli, program: string, error: NodeJS.ErrnoException): Exit {
  const reasons: Record<string, string> = { ENOENT: "not found", EACCES: "permission denied" };
  cli.err(`snappoint run: cannot start '${program}': ${reasons[error.code ?? ""] ?? error.message}\n`);
  return error.code === "ENOENT" ? ExitCode.notFound : ExitCode.cannotRun;
}
