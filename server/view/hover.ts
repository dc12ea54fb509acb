/** What stands in the hover over a probe's line: the value under the cursor first, the whole record below it. */

import type { KeptCapture } from "../history/capture-ring.js";
import type { NamedValue } from "../probes/probe.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { exactAge } from "./age.js";
import { callers, context } from "./called-by.js";
import { history } from "./history.js";
import { KIND_NAMES } from "./kind-names.js";
import type { Block, Inline } from "./markup.js";
import { clip, grouped } from "./plain.js";
import { processes } from "./processes.js";
import { obstacle, runsNowhere } from "./reason.js";
import { record } from "./record.js";
import { losses, thinning } from "./thinning.js";
import { isCut, tree } from "./tree.js";
import { type Cursor, valueUnder } from "./under-cursor.js";
import { produced, readValues } from "./values.js";

const LAST_VALUES = 5;
const PARTS_UNDER_CURSOR = 12;
const VALUE_LENGTH = 500;
const CAPTURE_MORE: Block = {
  text: ["Parts were cut. The action ", { code: "Snappoint: capture more" }, " gets more of them."],
};
const NOWHERE = { line: -1, column: -1 };

/** @param now seconds since the epoch */
export function hover(snapshot: ProbeSnapshot, cursor: Cursor, now: number): Block[] {
  return [
    ...valueUnderCursor(snapshot, cursor),
    { heading: `Snappoint ${KIND_NAMES[snapshot.probe.kind]} · ${hits(snapshot)}` },
    ...wishes(snapshot),
    ...whyNot(snapshot),
    ...lastValues(snapshot, cursor, now),
    ...processes(snapshot, now),
    ...newestValues(snapshot, now),
  ];
}

function valueUnderCursor(snapshot: ProbeSnapshot, cursor: Cursor): Block[] {
  const found = under(snapshot, snapshot.captures[0], cursor);
  if (!found) return [];
  const [, ...parts] = tree([found], { lines: PARTS_UNDER_CURSOR });
  return [
    { code: [`${found.name} = ${clip(found.value.text, VALUE_LENGTH)}`, ...parts], language: "python" },
  ];
}

/** The values are those of the statement as it was: once it reads differently they are not shown on it. */
function under(
  snapshot: ProbeSnapshot,
  capture: KeptCapture | undefined,
  cursor: Cursor,
): NamedValue | undefined {
  return snapshot.edited || !capture ? undefined : valueUnder(cursor, snapshot, capture);
}

function wishes({ probe: { condition, message } }: ProbeSnapshot): Block[] {
  return [
    ...(condition === undefined ? [] : [{ text: ["Only when ", { code: condition }] }]),
    ...(message === undefined ? [] : [{ text: ["Says ", { code: message }] }]),
  ];
}

function hits(snapshot: ProbeSnapshot): string {
  const { hits: total } = snapshot;
  const told = total === 1 ? "1 hit" : `${grouped(total)} hits`;
  return [told, thinning(snapshot), losses(snapshot)].filter((text) => text !== "").join(", ");
}

function whyNot(snapshot: ProbeSnapshot): Block[] {
  const reason = obstacle(snapshot);
  const isForAll = snapshot.edited || snapshot.probe.paused || runsNowhere(snapshot);
  return reason && isForAll ? [{ text: [{ prose: reason.full }] }] : [];
}

function newestValues(snapshot: ProbeSnapshot, now: number): Block[] {
  const newest = snapshot.captures[0];
  if (snapshot.edited || !newest) return [];
  const where = newest.stack[0]?.function;
  const heading = `Newest: hit ${newest.hit} in process ${newest.pid}, ${exactAge(now - newest.time)}`;
  return [
    {
      text: [
        heading,
        ...(where ? [", in ", { code: where }] : []),
        ...context(newest),
        newest.unfinished ? ", still running" : "",
      ],
    },
    ...(newest.stack.length > 1 ? [{ text: callers(newest) }] : []),
    ...record(snapshot.probe.site, newest),
    ...(isCut(newest) && snapshot.probe.detail === undefined ? [CAPTURE_MORE] : []),
  ];
}

function lastValues(snapshot: ProbeSnapshot, cursor: Cursor, now: number): Block[] {
  if (snapshot.edited || snapshot.captures.length < 2) return [];
  const followed = followedCursor(snapshot, cursor);
  const what = followed && under(snapshot, snapshot.captures[0], followed)?.name;
  const moments = snapshot.captures.flatMap((capture) => {
    const found = followed && under(snapshot, capture, followed);
    return found ? [{ time: capture.time, value: found.value }] : [];
  });
  const items = snapshot.captures.slice(0, LAST_VALUES).map((capture): Inline[] => {
    const value = followed && under(snapshot, capture, followed);
    const text = value ? value.value.text : produced(snapshot.probe, capture).join(" · ");
    return [
      { code: clip(text, VALUE_LENGTH / 5) },
      ` ${exactAge(now - capture.time)}, process ${capture.pid}`,
    ];
  });
  return [
    { text: what ? ["Last values of ", { code: what }, ":"] : ["Last values:"] },
    { list: items },
    ...(what === undefined ? [] : history(what, moments)),
  ];
}

/** What the user points at, or the only name that the statement binds, or else reads. */
function followedCursor(snapshot: ProbeSnapshot, cursor: Cursor): Cursor | undefined {
  const newest = snapshot.captures[0];
  if (under(snapshot, newest, cursor)) return cursor;
  const bound = newest?.assigned ?? [];
  const among = bound.length > 0 || !newest ? bound : readValues(snapshot.probe.site, newest);
  const only = among.length === 1 ? among[0]?.name : undefined;
  return only === undefined ? undefined : { place: NOWHERE, name: only };
}
