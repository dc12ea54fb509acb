/** What each agent is sent: converted once for all agents and sets that have the same probe at the same place. */
import type { AgentInfo, Probe } from "../probes/probe.js";
import type { Registry } from "../probes/registry.js";
import { toWireProbe } from "../relay/to-wire.js";
import { MAX_PROBES, type WireProbe } from "../relay/wire.js";

type PathMap = Readonly<Record<string, string>>;

const converted = new WeakMap<Probe, { pathMap: PathMap; wire: WireProbe }>();

export function wireProbesOf(registry: Registry): (agent: AgentInfo) => readonly WireProbe[] {
  const { pathMap } = registry.settings;
  const lists = new WeakMap<readonly Probe[], readonly WireProbe[]>();
  return ({ key }) => {
    const probes = registry.wanted(key);
    const list = lists.get(probes) ?? probes.slice(0, MAX_PROBES).map((probe) => wireProbe(probe, pathMap));
    lists.set(probes, list);
    return list;
  };
}

function wireProbe(probe: Probe, pathMap: PathMap): WireProbe {
  const known = converted.get(probe);
  if (known?.pathMap === pathMap) return known.wire;
  const wire = toWireProbe(probe, pathMap);
  converted.set(probe, { pathMap, wire });
  return wire;
}
