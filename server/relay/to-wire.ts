import type { Probe } from "../probes/probe.js";
import type { WireProbe } from "./wire.js";

export function toWireProbe(probe: Probe): WireProbe {
  const { file, hash, wire } = probe.site;
  return { id: probe.id, kind: probe.kind, file, hash, function: probe.site.function, span: wire };
}
