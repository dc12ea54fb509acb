import {
  ErrorCodes,
  type ExecuteCommandParams,
  type ProgressToken,
  ResponseError,
} from "vscode-languageserver/node";
import { COMMANDS } from "../command-names.js";
import { attach } from "../commands/attach.js";
import { addProbe, changeProbe, removeAllProbes, removeProbe } from "../commands/change.js";
import { connect, disconnect } from "../commands/connect.js";
import { captures, listProbes, listProcesses, log } from "../commands/list.js";
import { pauseAllProbes, pauseProbe, resumeAllProbes, resumeProbe } from "../commands/pause.js";
import { describe, openCapture } from "../commands/tell.js";
import type { Session } from "../session.js";

type Command = (
  session: Session,
  args: readonly unknown[] | undefined,
  token: ProgressToken | undefined,
) => unknown;

const TABLE: ReadonlyMap<string, Command> = new Map<string, Command>([
  [COMMANDS.addProbe, addProbe],
  [COMMANDS.changeProbe, changeProbe],
  [COMMANDS.removeProbe, removeProbe],
  [COMMANDS.removeAllProbes, removeAllProbes],
  [COMMANDS.pauseProbe, pauseProbe],
  [COMMANDS.resumeProbe, resumeProbe],
  [COMMANDS.pauseAllProbes, pauseAllProbes],
  [COMMANDS.resumeAllProbes, resumeAllProbes],
  [COMMANDS.listProbes, listProbes],
  [COMMANDS.captures, captures],
  [COMMANDS.describe, describe],
  [COMMANDS.openCapture, openCapture],
  [COMMANDS.listProcesses, listProcesses],
  [COMMANDS.attach, attach],
  [COMMANDS.connect, connect],
  [COMMANDS.disconnect, disconnect],
  [COMMANDS.log, log],
]);

/** Some editors wait for the answer before they do anything else, so only what was asked to attach waits. */
export function executeCommand(
  session: Session,
  { command, arguments: args, workDoneToken }: ExecuteCommandParams,
): unknown {
  const known = TABLE.get(command);
  if (known) return known(session, args, workDoneToken) ?? null;
  const names = Object.values(COMMANDS).join(", ");
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    `no command ${JSON.stringify(command)}; there are ${names}`,
  );
}
