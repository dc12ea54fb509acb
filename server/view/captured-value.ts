import type { NamedValue, Value } from "../probes/capture.js";

/**
 * The captured value of a name or attribute chain (`total`, `self.path`), or undefined when it was not
 * captured. Attributes are children by their bare name; dictionary keys are written with quotes, so
 * they cannot be taken for one.
 */
export function capturedValue(path: string, locals: readonly NamedValue[]): Value | undefined {
  const [name, ...attributes] = path.split(".");
  return attributes.reduce<Value | undefined>(
    (value, attribute) => named(attribute, childrenOf(value, locals)),
    named(name, locals),
  );
}

/** Those of an object that another local variable holds too stand there only. */
function childrenOf(value: Value | undefined, locals: readonly NamedValue[]): readonly NamedValue[] {
  return value?.children ?? named(value?.same, locals)?.children ?? [];
}

function named(name: string | undefined, among: readonly NamedValue[]): Value | undefined {
  return among.find((candidate) => candidate.name === name)?.value;
}
