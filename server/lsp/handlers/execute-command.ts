import {
  ErrorCodes,
  type ExecuteCommandParams,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";
import { COMMANDS } from "../command-names.js";
import { addProbe, removeAllProbes, removeProbe } from "../commands/change.js";
import { captures, listProbes, listProcesses } from "../commands/list.js";
import type { Session } from "../session.js";

type Command = (session: Session, args: readonly unknown[] | undefined) => unknown;

const TABLE: ReadonlyMap<string, Command> = new Map<string, Command>([
  [COMMANDS.addProbe, addProbe],
  [COMMANDS.removeProbe, removeProbe],
  [COMMANDS.removeAllProbes, removeAllProbes],
  [COMMANDS.listProbes, listProbes],
  [COMMANDS.captures, captures],
  [COMMANDS.listProcesses, listProcesses],
  ["snappoint.attach", attach],
]);

/** Some editors wait for the answer before they do anything else, so no command waits for an agent. */
export function executeCommand(
  session: Session,
  { command, arguments: args }: ExecuteCommandParams,
): unknown {
  const known = TABLE.get(command);
  if (known) return known(session, args) ?? null;
  const names = Object.values(COMMANDS).join(", ");
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    `no command ${JSON.stringify(command)}; there are ${names}`,
  );
}

function attach(): never {
  const message = "attaching to a running process comes later; start the program with `snappoint run -- …`";
  throw new ResponseError(LSPErrorCodes.RequestFailed, message);
}
