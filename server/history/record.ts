/** A capture as it is stored and told: by itself, without the probe that it belongs to. */
import type { Capture, NamedValue } from "../probes/capture.js";
import type { ProbeKind } from "../probes/probe.js";

export interface CaptureRecord extends Omit<Capture, "probe" | "values"> {
  /** The probe's. */
  id: string;
  kind: ProbeKind;
  file: string;
  /** From 1, in the text that ran. */
  line: number;
  /** The statement's first line. */
  text: string;
  /** What stood beside the line. */
  summary: string[];
  /** What the statement read and computed, each expression once. */
  values: NamedValue[];
  /** Captures of the probe that came since the one stored before, and were not stored. */
  omitted?: number;
}
