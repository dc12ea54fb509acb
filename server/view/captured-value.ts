import type { NamedValue, Value } from "../probes/probe.js";

/**
 * The captured value of a name or attribute chain (`total`, `self.path`), or undefined when it was not
 * captured. Attributes are children by their bare name; dictionary keys are written with quotes, so
 * they cannot be taken for one.
 */
export function capturedValue(path: string, locals: readonly NamedValue[]): Value | undefined {
  const [name, ...attributes] = path.split(".");
  return attributes.reduce<Value | undefined>(
    (value, attribute) => named(attribute, value?.children ?? []),
    named(name, locals),
  );
}

function named(name: string | undefined, among: readonly NamedValue[]): Value | undefined {
  return among.find((candidate) => candidate.name === name)?.value;
}
