/** What stands in the hover over a probe's line: the value under the cursor first, the whole record below it. */
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { exactAge } from "./age.js";
import { callers, context } from "./called-by.js";
import { KIND_NAMES } from "./kind-names.js";
import { lastValues } from "./last-values.js";
import type { Block } from "./markup.js";
import { clip, grouped } from "./plain.js";
import { processes } from "./processes.js";
import { obstacle, runsNowhere } from "./reason.js";
import { record } from "./record.js";
import { losses, thinning } from "./thinning.js";
import { inFull } from "./times.js";
import { isCut, tree } from "./tree.js";
import { type Cursor, valueUnder } from "./under-cursor.js";

const PARTS_UNDER_CURSOR = 12;
const VALUE_LENGTH = 500;
const CAPTURE_MORE: Block = {
  text: ["Parts were cut. The action ", { code: "Snappoint: capture more" }, " gets more of them."],
};

/** @param now seconds since the epoch */
export function hover(snapshot: ProbeSnapshot, cursor: Cursor, now: number): Block[] {
  return [
    ...valueUnderCursor(snapshot, cursor),
    { heading: `Snappoint ${KIND_NAMES[snapshot.probe.kind]} · ${hits(snapshot)}` },
    ...wishes(snapshot),
    ...(snapshot.times ? [{ text: ["Took ", inFull(snapshot.times)] }] : []),
    ...whyNot(snapshot),
    ...lastValues(snapshot, cursor, now),
    ...processes(snapshot, now),
    ...newestValues(snapshot, now),
  ];
}

/** The values are those of the statement as it was: once it reads differently they are not shown on it. */
function valueUnderCursor(snapshot: ProbeSnapshot, cursor: Cursor): Block[] {
  const [newest] = snapshot.captures;
  const found = newest && !snapshot.edited ? valueUnder(cursor, snapshot, newest) : undefined;
  if (!found) return [];
  const [, ...parts] = tree([found], { lines: PARTS_UNDER_CURSOR });
  return [
    { code: [`${found.name} = ${clip(found.value.text, VALUE_LENGTH)}`, ...parts], language: "python" },
  ];
}

function wishes({ probe: { condition, changes, message } }: ProbeSnapshot): Block[] {
  return [
    ...(condition === undefined ? [] : [{ text: ["Only when ", { code: condition }] }]),
    ...(changes === undefined ? [] : [{ text: ["Only when ", { code: changes }, " changes"] }]),
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
  const newest = snapshot.captures.at(0);
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
    ...record(snapshot.probe, newest),
    ...(isCut(newest) && snapshot.probe.detail === undefined ? [CAPTURE_MORE] : []),
  ];
}
