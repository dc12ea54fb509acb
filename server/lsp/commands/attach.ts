/** The command that puts the agent into a running program. */
import { LSPErrorCodes, type ProgressToken, ResponseError } from "vscode-languageserver/node";
import { AttachError } from "../../attach/attach.js";
import { attachArguments } from "../command-arguments.js";
import type { Session } from "../session.js";

/** Answers when the agent is there, and meanwhile holds nothing up. */
export async function attach(
  session: Session,
  args: readonly unknown[] | undefined,
  token: ProgressToken | undefined,
): Promise<object> {
  const { pid } = attachArguments(args);
  const ongoing = session.begin(`Snappoint: attaching to process ${pid}`, token);
  try {
    const { already } = await session.attach(pid);
    return { pid, already };
  } catch (error) {
    if (!(error instanceof AttachError)) throw error;
    session.warn(error.message);
    throw new ResponseError(LSPErrorCodes.RequestFailed, error.message);
  } finally {
    ongoing.end();
  }
}
