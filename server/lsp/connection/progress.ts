/** Tells the editor of what takes a while, where it shows such things. */
import {
  type ProgressToken,
  type ProtocolConnection,
  WorkDoneProgress,
  WorkDoneProgressCreateRequest,
} from "vscode-languageserver/node";

/** One thing that goes on. */
export interface Ongoing {
  /** @param percentage how much of it is done; left out where nobody knows */
  report(message: string, percentage?: number): void;
  end(message?: string): void;
}

/** Where nobody looks. */
export const UNSEEN: Ongoing = { report: () => undefined, end: () => undefined };

let numbers = 0;

/** @param token the editor's own, when a request brought one; else it is asked to show one of ours */
export function begin(connection: ProtocolConnection, title: string, token?: ProgressToken): Ongoing {
  const ours = `snappoint-${numbers++}`;
  const send = (value: WorkDone): Promise<void> =>
    connection.sendProgress(WorkDoneProgress.type, token ?? ours, value).catch(() => undefined);
  // One of the editor's own is over with the answer to its request, so nothing may be late.
  if (token !== undefined) return ongoing(title, (value) => void send(value));
  let told: Promise<unknown> = connection.sendRequest(WorkDoneProgressCreateRequest.type, { token: ours });
  return ongoing(title, (value) => {
    told = told.then(() => send(value));
    // An editor that refuses the token is told nothing more.
    told.catch(() => undefined);
  });
}

function ongoing(title: string, send: (value: WorkDone) => void): Ongoing {
  send({ kind: "begin", title });
  return {
    report: (message, percentage) =>
      send({ kind: "report", message, ...(percentage !== undefined && { percentage }) }),
    end: (message) => send({ kind: "end", ...(message !== undefined && { message }) }),
  };
}

type WorkDone =
  | { kind: "begin"; title: string }
  | { kind: "report"; message: string; percentage?: number }
  | { kind: "end"; message?: string };
