/** `snappoint captures`: what language servers have stored. */
import path from "node:path";
import type { CaptureRecord } from "../history/record.js";
import { capturesDir, stateDirOf } from "../history/state-folder.js";
import { storedCaptures } from "../history/stored-captures.js";
import { visible } from "../view/plain.js";
import { type Cli, type Exit, ExitCode } from "./cli.js";
import type { CapturesRequest } from "./requests.js";
import { clockTime } from "./text.js";

export function captures(cli: Cli, { probe, json }: CapturesRequest): Exit {
  const folder = capturesDir(stateDirOf(cli.env));
  try {
    const found = storedCaptures(folder, probe);
    for (const record of found) cli.out(json ? `${JSON.stringify(record)}\n` : `${line(record)}\n`);
    if (found.length === 0) cli.err(`snappoint captures: ${nothing(probe)}\n`);
    return ExitCode.ok;
  } catch (error) {
    cli.err(`snappoint captures: ${folder} cannot be read: ${visible((error as Error).message)}\n`);
    return ExitCode.failed;
  }
}

function line({ time, id, file, line: at, pid, hit, summary, omitted }: CaptureRecord): string {
  const place = `${visible(path.basename(file))}:${at}`;
  const values = summary.map(visible).join("  ") || "no values";
  const left = omitted === undefined ? "" : `  (${omitted} before it not stored)`;
  return `${day(time)} ${clockTime(time)}  ${visible(id)}  ${place}  pid ${pid}  hit ${hit}  ${values}${left}`;
}

/** In the user's time zone. `time` in seconds since the epoch. */
function day(time: number): string {
  const date = new Date(time * 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function nothing(probe: string | undefined): string {
  const what =
    probe === undefined ? "nothing has been stored" : `nothing has been stored of ${visible(probe)}`;
  return `${what}; add a snapshot point in an editor, and let the program reach it`;
}
