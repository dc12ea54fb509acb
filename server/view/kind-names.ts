import type { ProbeKind } from "../probes/probe.js";

export const KIND_NAMES: Record<ProbeKind, string> = {
  snapshot: "snapshot point",
  count: "counter",
  log: "logpoint",
  function: "function watch",
  time: "timer",
  exception: "exception watch",
};
