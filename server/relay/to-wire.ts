import type { Probe, SiteExpression } from "../probes/probe.js";
import { MAX_EXPRESSIONS, MAX_TEXT, type WireExpression, type WireProbe } from "./wire.js";

/** @param pathMap folders here, and what they are called where the programs run */
export function toWireProbe(probe: Probe, pathMap: Readonly<Record<string, string>> = {}): WireProbe {
  const { id, kind, site, condition, changes, show, message, detail } = probe;
  const mapped = mappedPath(site.file, pathMap);
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

/** By the longest folder that leads to the file. */
function mappedPath(file: string, pathMap: Readonly<Record<string, string>>): string | undefined {
  const bare = (folder: string) => folder.replace(/[\\/]+$/, "");
  const folders = Object.entries(pathMap).map(([here, there]) => [bare(here), bare(there)] as const);
  const found = folders
    .filter(([here]) => file.startsWith(here) && /^[\\/]/.test(file.slice(here.length)))
    .sort(([one], [other]) => other.length - one.length)[0];
  return found && found[1] + file.slice(found[0].length).replaceAll("\\", "/");
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
