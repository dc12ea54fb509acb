/** About how much memory a capture holds. */
import type { Capture, NamedValue, Value } from "../probes/capture.js";

/** What the objects around a text take, in characters. */
const EACH = 50;

/** In characters, all values with all their parts included. */
export function weightOf(capture: Capture): number {
  const { locals, shown = [], assigned = [], values = [], stack, returned, raised, message = "" } = capture;
  const single = [returned, raised, ...values.map(({ value }) => value)];
  return (
    EACH * (2 + stack.length) +
    message.length +
    [locals, shown, assigned].reduce((sum, named) => sum + weightOfAll(named), 0) +
    single.reduce((sum, value) => sum + (value ? weightOfValue(value) : 0), 0)
  );
}

function weightOfAll(named: readonly NamedValue[]): number {
  return named.reduce((sum, { name, value }) => sum + name.length + weightOfValue(value), 0);
}

function weightOfValue({ text, children }: Value): number {
  return EACH + text.length + (children ? weightOfAll(children) : 0);
}
