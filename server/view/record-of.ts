import type { CaptureRecord } from "../history/record.js";
import type { Capture } from "../probes/capture.js";
import type { Probe } from "../probes/probe.js";
import { allValues, produced } from "./values.js";

/** All of a capture, with what tells where it is from. */
export function recordOf(probe: Readonly<Probe>, capture: Capture): CaptureRecord {
  const { probe: _, ...told } = capture;
  const { id, kind, site } = probe;
  return {
    id,
    kind,
    file: site.file,
    line: site.wire.start.line,
    text: site.text,
    ...told,
    summary: produced(probe, capture),
    values: allValues(site, capture),
  };
}
