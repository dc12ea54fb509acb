import type { Probe, SiteExpression } from "../probes/probe.js";
import { type PathMap, pathThere } from "./path-map.js";
import { MAX_EXPRESSIONS, MAX_TEXT, type WireExpression, type WireProbe } from "./wire.js";

/** @param pathMap folders here, and what they are called where the programs run */
export function toWireProbe(probe: Probe, pathMap: PathMap = {}): WireProbe {
  const { id, kind, site, condition, changes, show, message, detail } = probe;
  const mapped = pathThere(site.file, pathMap);
  return {
    id,
    kind,
    file: site.file,
    hash: site.hash,
    function: site.function,
    span: site.wire,
    ...(site.calls && { calls: true }),
    ...(condition !== undefined && { condition }),
    ...(changes !== undefined && { changes }),
    ...(show !== undefined && { show }),
    ...(message !== undefined && { message }),
    ...(detail !== undefined && { detail }),
    ...(mapped !== undefined && { mapped }),
    ...(kind === "snapshot" &&
      site.expressions.length > 0 && { expressions: expressionsOf(site.expressions) }),
  };
}

/** Parts stand before their wholes, so what is left of a long list still refers to nothing outside it. */
function expressionsOf(expressions: readonly SiteExpression[]): WireExpression[] {
  return expressions.slice(0, MAX_EXPRESSIONS).map(({ wire, kind, parts, name }) => ({
    span: wire,
    kind,
    ...(parts.length > 0 && { parts }),
    ...(name !== undefined && name.length <= MAX_TEXT && { name }),
  }));
}
