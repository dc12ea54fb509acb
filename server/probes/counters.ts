/** A probe's counters over several armings in one process. */
import type { ProbeStats } from "./probe.js";
import { timesTogether } from "./times.js";

export const NO_STATS: ProbeStats = {
  id: "",
  hits: 0,
  captured: 0,
  rateLimited: 0,
  overBudget: 0,
  conditionFalse: 0,
  conditionFailed: 0,
  captureFailed: 0,
};

/** Everything that is counted is added up; what cannot be is that of the later. */
export function added(earlier: ProbeStats, later: ProbeStats): ProbeStats {
  const { cost = earlier.cost } = later;
  const times = timesTogether([earlier.times, later.times]);
  return {
    ...earlier,
    ...later,
    hits: earlier.hits + later.hits,
    captured: earlier.captured + later.captured,
    rateLimited: earlier.rateLimited + later.rateLimited,
    overBudget: earlier.overBudget + later.overBudget,
    conditionFalse: earlier.conditionFalse + later.conditionFalse,
    conditionFailed: earlier.conditionFailed + later.conditionFailed,
    captureFailed: earlier.captureFailed + later.captureFailed,
    dropped: (earlier.dropped ?? 0) + (later.dropped ?? 0),
    ...(times && { times }),
    ...(cost && {
      cost: later.cost ? { ...cost, seconds: (earlier.cost?.seconds ?? 0) + cost.seconds } : cost,
    }),
  };
}
