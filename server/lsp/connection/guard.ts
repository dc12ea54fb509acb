/** Keeps a fault in one handler, or in what the editor sends, from being more than one failed answer. */
import {
  type CancellationToken,
  ErrorCodes,
  LSPErrorCodes,
  type NotificationType,
  type ProtocolConnection,
  type ProtocolRequestType,
  ResponseError,
} from "vscode-languageserver/node";
import { whatIsWrong } from "./params.js";

/** Tells of a fault of ours; the text goes to the editor's log. */
export type ReportFault = (message: string) => void;

/** Answers a request; an exception becomes an error answer and a line in the log. */
export function answer<Params, Result, Progress, ErrorData, Options>(
  connection: ProtocolConnection,
  type: ProtocolRequestType<Params, Result, Progress, ErrorData, Options>,
  report: ReportFault,
  handler: (params: Params) => Result,
): void {
  connection.onRequest<unknown, unknown>(type.method, (params: Params, token?: CancellationToken) => {
    const wrong = whatIsWrong(type.method, params);
    if (token?.isCancellationRequested) return cancelled("before it began");
    if (wrong !== undefined) return new ResponseError(ErrorCodes.InvalidParams, wrong);
    try {
      const result = handler(params);
      return result instanceof Promise ? unlessCancelled(result, token) : result;
    } catch (error) {
      if (error instanceof ResponseError) return error;
      report(faultIn(type.method, error));
      return new ResponseError(
        ErrorCodes.InternalError,
        `snappoint failed in ${type.method}: ${messageOf(error)}`,
      );
    }
  });
}

/** What was begun goes on all the same, but nobody waits for it any more. */
function unlessCancelled<Result>(
  result: Promise<Result>,
  token: CancellationToken | undefined,
): Promise<unknown> {
  const given = new Promise((resolve) => {
    token?.onCancellationRequested(() => resolve(cancelled("and what was begun goes on")));
  });
  return Promise.race([result, given]);
}

function cancelled(how: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, `cancelled, ${how}`);
}

/** Takes a notification; there is nobody to answer, so what is wrong goes to the log. */
export function take<Params>(
  connection: ProtocolConnection,
  type: NotificationType<Params>,
  report: ReportFault,
  handler: (params: Params) => void,
): void {
  connection.onNotification(type.method, (params: Params) => {
    const wrong = whatIsWrong(type.method, params);
    if (wrong === undefined) safely(report, type.method, () => handler(params));
    else report(`a message of the editor is not as it should be: ${wrong}`);
  });
}

/** For what nobody waits for, timers and events: an exception there would end the server. */
export function safely(report: ReportFault, where: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    report(faultIn(where, error));
  }
}

function faultIn(where: string, error: unknown): string {
  const trace = error instanceof Error ? error.stack : undefined;
  return `a fault in snappoint, in ${where}: ${trace ?? messageOf(error)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
