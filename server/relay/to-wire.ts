import type { Probe, SiteExpression } from "../probes/probe.js";
import { MAX_EXPRESSIONS, MAX_TEXT, type WireExpression, type WireProbe } from "./wire.js";

export function toWireProbe(probe: Probe): WireProbe {
  const { id, kind, site, condition, show, message, detail } = probe;
  return {
    id,
    kind,
    file: site.file,
    hash: site.hash,
    function: site.function,
    span: site.wire,
    ...(condition !== undefined && { condition }),
    ...(show !== undefined && { show }),
    ...(message !== undefined && { message }),
    ...(detail !== undefined && { detail }),
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
