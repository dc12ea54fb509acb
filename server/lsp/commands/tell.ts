/** The commands that tell in text what the editor draws, or what there is no room for. */
import path from "node:path";
import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { ProbeSnapshot } from "../../probes/snapshot.js";
import { hover } from "../../view/hover.js";
import { line } from "../../view/label.js";
import { toPlainText } from "../../view/markup.js";
import { wholeCapture } from "../../view/whole.js";
import { describeArguments } from "../command-arguments.js";
import type { Session } from "../session.js";
import { probesMeant } from "./meant.js";

const NOWHERE = { line: -1, column: -1 };

/** All that stands beside the line and in its hover, as plain text. */
export function describe(session: Session, args: readonly unknown[] | undefined): string {
  const { place, meant, open } = describeArguments(args);
  const probes = probesMeant(session, meant);
  const text = probes.map((snapshot) => described(session, snapshot, place)).join("\n\n");
  if (open) show(session, nameOf(probes[0]), `${text}\n`);
  return text;
}

/** The whole of the newest capture in a document of its own. */
export function openCapture(session: Session, args: readonly unknown[] | undefined): { path: string } {
  const probes = probesMeant(session, args);
  const captures = probes.flatMap((snapshot) => {
    const [capture] = snapshot.captures;
    return capture ? [{ snapshot, capture }] : [];
  });
  const newest = captures.toSorted((one, other) => other.capture.time - one.capture.time)[0];
  if (!newest) throw new ResponseError(LSPErrorCodes.RequestFailed, "nothing has been captured there yet");
  const name = `${nameOf(newest.snapshot)}-${newest.snapshot.probe.id}`;
  return { path: show(session, name, wholeCapture(newest.snapshot, newest.capture)) };
}

/** Of a text about a line: `orders.py-12`. */
function nameOf(snapshot: ProbeSnapshot | undefined): string {
  if (!snapshot) return "snappoint";
  const { site } = snapshot.probe;
  return `${path.basename(site.file)}-${site.wire.start.line}`;
}

function show(session: Session, name: string, text: string): string {
  try {
    return session.showText(name, text);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ResponseError(LSPErrorCodes.RequestFailed, `the text cannot be written down: ${reason}`);
  }
}

function described(
  session: Session,
  snapshot: ProbeSnapshot,
  place: { line: number; column: number } | undefined,
): string {
  const name = place && session.registry.source(snapshot.probe.uri)?.nameAt(place);
  const cursor = { place: place ?? NOWHERE, name };
  const now = session.now();
  const where = `line ${snapshot.span.start.line + 1}: ${line(snapshot, now)}`;
  return `${where}\n\n${toPlainText(hover(snapshot, cursor, now))}`;
}
