/** The commands that make programs on other machines count as running, and no more. */
import { LSPErrorCodes, type ProgressToken, ResponseError } from "vscode-languageserver/node";
import { ConnectError } from "../../connect/connect.js";
import { connectArguments, disconnectArguments } from "../command-arguments.js";
import type { Session } from "../session.js";

/** Answers with the programs that are there; all servers of this user find them from now on. */
export async function connect(
  session: Session,
  args: readonly unknown[] | undefined,
  token: ProgressToken | undefined,
): Promise<object> {
  const wanted = connectArguments(args);
  const ongoing = session.begin(`Snappoint: connecting to ${wanted.address}`, token);
  try {
    const found = await session.others.connect(wanted);
    return { processes: found.map(({ machine, pid, argv, cwd }) => ({ machine, pid, argv, cwd })) };
  } catch (error) {
    throw told(session, error);
  } finally {
    ongoing.end();
  }
}

export function disconnect(session: Session, args: readonly unknown[] | undefined): null {
  try {
    session.others.disconnect(disconnectArguments(args));
    return null;
  } catch (error) {
    throw told(session, error);
  }
}

/** Many editors show no errors of commands. */
function told(session: Session, error: unknown): unknown {
  if (!(error instanceof ConnectError)) return error;
  session.warn(error.message);
  return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
}
