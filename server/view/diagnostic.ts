/** Values for editors that repaint diagnostics and not hints. */
import type { Span } from "../probes/probe.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { line } from "./label.js";
import { clip } from "./plain.js";

const MESSAGE_LENGTH = 200;

export interface ValueDiagnostic {
  /** The statement, or its first line when it has several: the message stands beside that line. */
  span: Span;
  message: string;
}

/**
 * @param firstLineLength length of the line on which the statement begins
 * @param now seconds since the epoch
 */
export function diagnostic(snapshot: ProbeSnapshot, firstLineLength: number, now: number): ValueDiagnostic {
  const { start, end } = snapshot.span;
  const lineEnd = start.line === end.line ? end : { line: start.line, column: firstLineLength };
  return { span: { start, end: lineEnd }, message: clip(line(snapshot, now), MESSAGE_LENGTH) };
}
