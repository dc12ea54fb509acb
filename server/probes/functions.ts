/** Which of a document's functions have probes. */
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import { isInside } from "./place.js";
import type { Position } from "./probe.js";
import type { ProbeSnapshot } from "./snapshot.js";
import { before } from "./text.js";

export interface ProbedFunction {
  /** Where its `def` begins. */
  start: Position;
  probes: ProbeSnapshot[];
}

type Definition = NonNullable<Statement["defines"]>;

/** In source order; each probe counts for the innermost function around it, and those at module level for none. */
export function probedFunctions(source: SourceText, probes: readonly ProbeSnapshot[]): ProbedFunction[] {
  if (probes.length === 0) return [];
  const definitions = source.statements().flatMap(({ defines }) => (defines ? [defines] : []));
  const found = new Map<Definition, ProbeSnapshot[]>();
  for (const probe of probes) {
    const around = definitions.findLast((definition) => isAround(definition, probe));
    if (around) found.set(around, [...(found.get(around) ?? []), probe]);
  }
  return definitions.flatMap((definition) => {
    const inside = found.get(definition);
    return inside ? [{ start: definition.start, probes: inside }] : [];
  });
}

/** The `def` itself is run by what is around it. */
function isAround(definition: Definition, { probe, span: { start } }: ProbeSnapshot): boolean {
  return isInside(start, definition) && (probe.kind === "function" || before(definition.start, start));
}
