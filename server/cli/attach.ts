/** `snappoint attach`: the agent into a program that runs already. */
import { randomUUID } from "node:crypto";
import { AttachError, type AttachOptions, attach as attachTo } from "../attach/attach.js";
import { runtimeDirOf } from "../relay/runtime-folder.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { AttachRequest } from "./requests.js";

export async function attach(cli: Cli, { pid }: AttachRequest): Promise<Exit> {
  try {
    const { already } = await attachTo(pid, attachOptions(cli));
    cli.out(already ? `process ${pid} has an agent already\n` : `attached to process ${pid}\n`);
    return ExitCode.ok;
  } catch (error) {
    if (!(error instanceof AttachError)) throw error;
    cli.err(`snappoint attach: ${error.message}\n`);
    return ExitCode.failed;
  }
}

export function attachOptions({ env, host, packageDir, platform, killGroup }: Cli): AttachOptions {
  const runtimeDir = runtimeDirOf(env, host.uid);
  return { runtimeDir, packageDir, host, platform, killGroup, nonce: () => randomUUID().slice(0, 8) };
}
