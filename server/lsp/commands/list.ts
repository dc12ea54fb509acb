/** The commands that tell what there is. */
import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { ProbeSnapshot } from "../../probes/snapshot.js";
import { readValues } from "../../view/values.js";
import { capturesArguments, noArguments } from "../command-arguments.js";
import type { Session } from "../session.js";

export function listProbes(session: Session, args: readonly unknown[] | undefined): object[] {
  noArguments(args);
  return session.registry.probes().map((snapshot) => listed(session, snapshot));
}

/** Newest first. */
export function captures(session: Session, args: readonly unknown[] | undefined): object[] {
  const { id, limit } = capturesArguments(args);
  const snapshot = session.registry.probe(id);
  if (!snapshot)
    throw new ResponseError(LSPErrorCodes.RequestFailed, `there is no probe ${JSON.stringify(id)}`);
  return snapshot.captures.slice(0, limit).map((capture) => {
    const { time, pid, thread, hit, locals, stack } = capture;
    return { time, pid, thread, hit, values: readValues(snapshot.probe.site, capture), locals, stack };
  });
}

export function listProcesses(session: Session, args: readonly unknown[] | undefined): object[] {
  noArguments(args);
  return session.registry
    .agents()
    .map(({ pid, argv, cwd, python, started }) => ({ pid, argv, cwd, python, started }));
}

function listed(session: Session, { probe, span, hits, agents }: ProbeSnapshot): object {
  const reports = agents
    .filter(({ live }) => live)
    .map(({ agent, status, reason }) => ({ pid: agent.pid, status, reason }));
  const { id, uri, kind } = probe;
  return { id, uri: session.uris.editors(uri), line: span.start.line, kind, hits, agents: reports };
}
