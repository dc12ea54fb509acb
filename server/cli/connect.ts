/** `snappoint connect` and `disconnect`: which programs on other machines count as running, for all servers of this user. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { keyFilesIn, keysFolder } from "../keys/key-files.js";
import { type Pass, passIn } from "../keys/keys.js";
import { type Address, addressIn, addressText } from "../relay/address.js";
import { endpointsOf, type Remote, remoteFile } from "../relay/remote.js";
import { refusalOfRuntimeDir, runtimeDirOf } from "../relay/runtime-folder.js";
import { visible } from "../view/plain.js";
import { askWho, type Running } from "./ask.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { ConnectRequest, DisconnectRequest } from "./requests.js";
import { commandText } from "./text.js";

const WANTED = "HOST:PORT or HOST:FIRST-LAST is wanted, with up to 100 ports";

export async function connect(cli: Cli, { address, keys }: ConnectRequest): Promise<Exit> {
  const where = addressIn(address);
  if (where === undefined) return complain(cli, "connect", `${address}: ${WANTED}`, ExitCode.usage);
  const dir = runtimeDirOf(cli.env, cli.host.uid);
  const refusal = refusalOfRuntimeDir(dir, cli.host.uid);
  if (refusal !== undefined) return complain(cli, "connect", refusal);
  const file = keys === undefined ? keyFilesIn(keysFolder(cli.env)).connect : path.resolve(cli.cwd, keys);
  const pass = passOf(file);
  if (typeof pass === "string") return complain(cli, "connect", pass);
  const remote = { ...where, ...pass };
  const { found, problem } = await ask(cli, remote);
  if (problem !== undefined) return complain(cli, "connect", `${addressText(where)}: ${problem}`);
  keep(remoteFile(dir, where), remote);
  for (const one of found) cli.out(`${one.machine}: process ${one.pid} (${commandText(one.argv)})\n`);
  cli.out(
    `connected: editors, \`snappoint ps\` and \`watch\` reach it until \`snappoint disconnect ${address}\`\n`,
  );
  return ExitCode.ok;
}

export function disconnect(cli: Cli, { address }: DisconnectRequest): Exit {
  const where = addressIn(address);
  if (where === undefined) return complain(cli, "disconnect", `${address}: ${WANTED}`, ExitCode.usage);
  try {
    rmSync(remoteFile(runtimeDirOf(cli.env, cli.host.uid), where));
    return ExitCode.ok;
  } catch {
    return complain(cli, "disconnect", `${addressText(where)} is not connected`);
  }
}

function passOf(file: string): Pass | string {
  try {
    const wrong = `${file} is no connect.pem of \`snappoint keys\` or \`snappoint run --listen\``;
    return passIn(readFileSync(file, "utf8")) ?? wrong;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${file} can't be read (${code}): copy connect.pem from where the program was started, and name it with --keys`;
  }
}

/** Those that answer; when nobody does, what the first port has to say. */
async function ask(cli: Cli, remote: Remote): Promise<{ found: Running[]; problem?: string }> {
  const answers = await Promise.allSettled(endpointsOf(remote).map((one) => askWho(cli, "connect", one)));
  const found = answers.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const [first] = answers;
  if (found.length > 0 || first?.status !== "rejected") return { found };
  return { found, problem: visible((first.reason as Error).message) };
}

/** All of it or nothing: servers may look at any moment. */
function keep(file: string, remote: Address & Pass): void {
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  writeFileSync(partial, JSON.stringify(remote), { mode: 0o600, flag: "wx" });
  renameSync(partial, file);
}

function complain(cli: Cli, command: string, message: string, exit: Exit = ExitCode.failed): Exit {
  cli.err(`snappoint ${command}: ${message}\n`);
  return exit;
}
