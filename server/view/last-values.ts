/** How what the user looks at, or what the statement is about, went over the last captures. */
import type { Capture, NamedValue } from "../probes/capture.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { exactAge } from "./age.js";
import { history } from "./history.js";
import type { Block, Inline } from "./markup.js";
import { clip } from "./plain.js";
import { type Cursor, valueUnder } from "./under-cursor.js";
import { namedValue, produced, readValues } from "./values.js";

const MOST_LISTED = 5;
const VALUE_LENGTH = 100;

/** The same value in each capture that has it. */
type Follow = (capture: Capture) => NamedValue | undefined;

/** @param now seconds since the epoch */
export function lastValues(snapshot: ProbeSnapshot, cursor: Cursor, now: number): Block[] {
  const { probe } = snapshot;
  const captures = [...snapshot.captures];
  if (snapshot.edited || captures.length < 2) return [];
  const follow = followed(snapshot, cursor);
  const name = captures[0] && follow(captures[0])?.name;
  const moments = captures.flatMap((capture) => {
    const value = follow(capture)?.value;
    return value ? [{ time: capture.time, value }] : [];
  });
  const items = captures.slice(0, MOST_LISTED).map((capture): Inline[] => {
    const text = follow(capture)?.value.text ?? produced(probe, capture).join(" · ");
    return [{ code: clip(text, VALUE_LENGTH) }, ` ${exactAge(now - capture.time)}, process ${capture.pid}`];
  });
  return [
    { text: name === undefined ? ["Last values:"] : ["Last values of ", { code: name }, ":"] },
    { list: items },
    ...(name === undefined ? [] : history(name, moments)),
  ];
}

/** What the user points at, or what a call returned, or the only name that the statement binds, or else reads. */
function followed(snapshot: ProbeSnapshot, cursor: Cursor): Follow {
  const { site, kind } = snapshot.probe;
  const [newest] = snapshot.captures;
  if (!newest) return () => undefined;
  if (valueUnder(cursor, snapshot, newest)) return (capture) => valueUnder(cursor, snapshot, capture);
  if (kind === "function" && newest.returned) return (capture) => returnedBy(site.function, capture);
  const { assigned = [] } = newest;
  const [only, ...others] = assigned.length > 0 ? assigned : readValues(site, newest);
  if (!only || others.length > 0) return () => undefined;
  return ({ assigned: bound, ...capture }) =>
    bound?.find(({ name }) => name === only.name) ?? namedValue(only.name, site, capture);
}

function returnedBy(name: string, { returned }: Capture): NamedValue | undefined {
  return returned && { name: `${name}()`, value: returned };
}
