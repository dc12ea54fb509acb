/** `snappoint connect` and `disconnect`. */

import * as connecting from "../connect/connect.js";
import { AddressError, ConnectError, type ConnectOptions } from "../connect/connect.js";
import { keysFolder } from "../keys/key-files.js";
import { runtimeDirOf } from "../relay/runtime-folder.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { ConnectRequest, DisconnectRequest } from "./requests.js";
import { commandText } from "./text.js";

export async function connect(cli: Cli, request: ConnectRequest): Promise<Exit> {
  try {
    const found = await connecting.connect(request, connectOptions(cli, "connect"));
    for (const one of found) cli.out(`${one.machine}: process ${one.pid} (${commandText(one.argv)})\n`);
  } catch (error) {
    return complain(cli, "connect", error);
  }
  const disconnect = `snappoint disconnect ${request.address}`;
  cli.out(`connected: editors, \`snappoint ps\` and \`watch\` reach it until \`${disconnect}\`\n`);
  return ExitCode.ok;
}

export function disconnect(cli: Cli, { address }: DisconnectRequest): Exit {
  try {
    connecting.disconnect(address, connectOptions(cli, "disconnect"));
    return ExitCode.ok;
  } catch (error) {
    return complain(cli, "disconnect", error);
  }
}

/** @param command the one that asks, for the record of the program's owner */
export function connectOptions(cli: Cli, command: string): ConnectOptions {
  return {
    runtimeDir: runtimeDirOf(cli.env, cli.host.uid),
    uid: cli.host.uid,
    keysFolder: keysFolder(cli.env),
    cwd: cli.cwd,
    asker: { name: `snappoint ${command}`, version: cli.version },
  };
}

function complain(cli: Cli, command: string, error: unknown): Exit {
  if (!(error instanceof ConnectError)) throw error;
  cli.err(`snappoint ${command}: ${error.message}\n`);
  return error instanceof AddressError ? ExitCode.usage : ExitCode.failed;
}
