/** Which probes a command means. */
import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { ProbeSnapshot } from "../../probes/snapshot.js";
import { meantProbes, optionalUri } from "../command-arguments.js";
import { filePath } from "../from-lsp.js";
import type { Session } from "../session.js";

/** @throws ResponseError when there is none */
export function probesMeant(session: Session, args: readonly unknown[] | undefined): ProbeSnapshot[] {
  const meant = meantProbes(args);
  if ("id" in meant) return [probeNamed(session, meant.id)];
  const here = session.registry.probesOn(meant.uri, meant.line, meant.line);
  if (here.length === 0) throw failed(`line ${meant.line + 1} of ${filePath(meant.uri)} has no probe`);
  return here;
}

/** All of a file, or of the workspace; they may be none. */
export function allMeant(session: Session, args: readonly unknown[] | undefined): ProbeSnapshot[] {
  return session.registry.probes(optionalUri(args).uri);
}

/** @throws ResponseError when there is no such probe */
export function probeNamed(session: Session, id: string): ProbeSnapshot {
  const found = session.registry.probe(id);
  if (!found) throw failed(`there is no probe ${JSON.stringify(id)}`);
  return found;
}

export function idsOf(probes: readonly ProbeSnapshot[]): string[] {
  return probes.map(({ probe }) => probe.id);
}

function failed(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
