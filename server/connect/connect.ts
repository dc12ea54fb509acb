/** Which programs on other machines count as running, for all servers of this user. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { keyFilesIn } from "../keys/key-files.js";
import { type Pass, passIn } from "../keys/keys.js";
import { type Address, addressIn, addressText } from "../relay/address.js";
import { endpointsOf, type Remote, remoteFile } from "../relay/remote.js";
import { refusalOfRuntimeDir } from "../relay/runtime-folder.js";
import { visible } from "../view/plain.js";
import { type Asker, askWho, type Running } from "./ask.js";

/** Its message is a sentence for the user. */
export class ConnectError extends Error {}

/** What was given as an address is none. */
export class AddressError extends ConnectError {
  constructor(address: string) {
    super(
      `${address}: HOST:PORT or HOST:FIRST-LAST is wanted, with up to 100 ports; an IPv6 address stands in brackets`,
    );
  }
}

export interface ConnectOptions {
  runtimeDir: string;
  uid: number;
  /** Where the user's own keys are, and what the paths of others begin at. */
  keysFolder: string;
  cwd: string;
  asker: Asker;
}

/** What the user names. */
export interface Wanted {
  address: string;
  /** Path of a `connect.pem`; by default the user's own. */
  keys?: string | undefined;
}

/** What an editor's user may do about them. Both fail with `ConnectError`. */
export interface OtherMachines {
  connect(wanted: Wanted): Promise<Running[]>;
  disconnect(address: string): void;
}

/** Resolves with those that answer. Rejects with `ConnectError`, and then nothing is other than it was. */
export async function connect({ address, keys }: Wanted, options: ConnectOptions): Promise<Running[]> {
  const where = meant(address);
  const refusal = refusalOfRuntimeDir(options.runtimeDir, options.uid);
  if (refusal !== undefined) throw new ConnectError(refusal);
  const { connect: own } = keyFilesIn(options.keysFolder);
  const remote = { ...where, ...passOf(keys === undefined ? own : path.resolve(options.cwd, keys)) };
  const found = await ask(options.asker, remote);
  keep(remoteFile(options.runtimeDir, where), remote);
  return found;
}

/** @throws ConnectError when it is not connected */
export function disconnect(address: string, { runtimeDir }: Pick<ConnectOptions, "runtimeDir">): void {
  const where = meant(address);
  try {
    rmSync(remoteFile(runtimeDir, where));
  } catch {
    throw new ConnectError(`${addressText(where)} is not connected`);
  }
}

function meant(address: string): Address {
  const where = addressIn(address);
  if (where === undefined) throw new AddressError(address);
  return where;
}

function passOf(file: string): Pass {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { message } = error as Error;
    throw new ConnectError(
      `${message}: copy connect.pem from where the program was started, and name it with --keys`,
    );
  }
  const pass = passIn(text);
  if (pass === undefined) {
    throw new ConnectError(`${file} is no connect.pem of \`snappoint keys\` or \`snappoint run --listen\``);
  }
  return pass;
}

/** Of those that do not answer only the first port's problem is told, and only when nobody answers. */
async function ask(asker: Asker, remote: Remote): Promise<Running[]> {
  const answers = await Promise.allSettled(endpointsOf(remote).map((one) => askWho(asker, one)));
  const found = answers.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const [first] = answers;
  if (found.length === 0 && first?.status === "rejected") {
    throw new ConnectError(`${addressText(remote)}: ${visible((first.reason as Error).message)}`);
  }
  return found;
}

/** All of it or nothing: servers may look at any moment. */
function keep(file: string, remote: Remote): void {
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  writeFileSync(partial, JSON.stringify(remote), { mode: 0o600, flag: "wx" });
  renameSync(partial, file);
}
