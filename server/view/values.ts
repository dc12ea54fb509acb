/** Which of the captured values a probe shows. */
import type { Capture, NamedValue, Site } from "../probes/probe.js";
import { capturedValue } from "./captured-value.js";
import { visible } from "./plain.js";

/** A name or attribute chain with its value; undefined when the capture does not have it. */
export function namedValue(name: string, capture: Capture): NamedValue | undefined {
  const value = capturedValue(name, capture.locals);
  return value && { name, value };
}

/** The names that the statement reads, as far as the capture has them. */
export function readValues(site: Site, capture: Capture): NamedValue[] {
  return site.reads.flatMap((name) => namedValue(name, capture) ?? []);
}

/** What to show of a capture: the values that the statement reads, or else the function's first locals. */
export function shownValues(site: Site, capture: Capture): NamedValue[] {
  const read = readValues(site, capture);
  return read.length > 0 ? read : capture.locals;
}

/** `name=value` in one line. */
export function assignment({ name, value }: NamedValue): string {
  return `${visible(name)}=${visible(value.text)}`;
}
