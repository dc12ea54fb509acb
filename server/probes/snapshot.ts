/** What readers get from the registry: pictures of one moment that nobody changes any more. */
import type { PackedCaptures } from "../history/packed-capture.js";
import type { Capture } from "./capture.js";
import type { AgentInfo, Probe, ProbeStats, ProbeStatus, Span, Times } from "./probe.js";

/** One probe in one process. */
export interface AgentSnapshot {
  agent: AgentInfo;
  /** False when the process has gone: its hits still count and its values stay, marked as old. */
  live: boolean;
  /** Whether it has said what became of the probe, as it is now. */
  answered: boolean;
  status: ProbeStatus;
  /** A reason that a person can act on; "" when the status says it all. */
  reason: string;
  hits: number;
  stats: Readonly<ProbeStats> | undefined;
  /** Captures that this agent lost on the way to the server, over all its probes. */
  dropped: number;
  readonly newest: Readonly<Capture> | undefined;
}

export interface ProbeSnapshot {
  probe: Readonly<Probe>;
  /** Where the probe's statement stands in the text as the user sees it now. */
  span: Span;
  /** True while the statement itself reads differently from the one that the values belong to. */
  edited: boolean;
  agents: readonly AgentSnapshot[];
  /** Hits in all processes, ended ones included. */
  hits: number;
  /** While no program is connected: what kept the last one from being reached, if anything did. */
  trouble: string | undefined;
  /** Of a timer: what all processes have measured, ended ones included. */
  times?: Times | undefined;
  /** Newest first. */
  captures: PackedCaptures;
}
