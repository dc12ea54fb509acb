/** `snappoint keys`: the files that a program needs to be reached by network, and those who reach it. */
import path from "node:path";
import { keysFolder, provideKeys } from "../keys/key-files.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { KeysRequest } from "./requests.js";

export function keys(cli: Cli, { folder }: KeysRequest): Exit {
  try {
    const wanted = folder === undefined ? keysFolder(cli.env) : path.resolve(cli.cwd, folder);
    const { agent, connect, made } = provideKeys(wanted, Date.now());
    cli.err(made ? "made these keys:\n" : "these keys are there:\n");
    cli.out(`${agent}\n${connect}\n`);
    cli.err("the first is for where the program runs, the second for those who connect; both are secrets\n");
    return ExitCode.ok;
  } catch (error) {
    cli.err(`snappoint keys: ${(error as Error).message}\n`);
    return ExitCode.failed;
  }
}
