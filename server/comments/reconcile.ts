/** What has to change so that a file's probes are those that its comments ask for. */
import { isSame } from "../probes/entry.js";
import { covers } from "../probes/place.js";
import { spanOf } from "../probes/site.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import type { PlacedComment } from "./placed.js";

export interface Difference {
  /** Ids of probes that no comment asks for any more. */
  removed: string[];
  /** Comments that ask for a probe that is not there. */
  added: PlacedComment[];
}

/**
 * A probe stays as long as its comment asks for the same, on the same statement or on what became of it. While
 * something is wrong in the comment of a statement, the probe that it asked for before stays.
 */
export function difference(probes: readonly ProbeSnapshot[], comments: readonly PlacedComment[]): Difference {
  const left = new Set(probes.filter(({ probe }) => probe.comment));
  const take = (isMeant: (probe: ProbeSnapshot) => boolean): boolean => {
    const found = [...left].find(isMeant);
    return found !== undefined && left.delete(found);
  };
  const distinct = comments.filter(
    (comment, index) => !comments.slice(0, index).some((other) => areAlike(other, comment)),
  );
  const open = distinct.filter(
    (comment) => !take((probe) => isAt(probe, comment) && isAsked(probe, comment)),
  );
  const added = open.filter((comment) => {
    const isKept = take((probe) => isAbout(probe, comment) && (isAsked(probe, comment) || !comment.asked));
    return comment.asked && !isKept;
  });
  return { removed: [...left].map(({ probe }) => probe.id), added };
}

/** Two comments that ask for the same at one place have one probe. */
function areAlike(one: PlacedComment, other: PlacedComment): boolean {
  if (!one.asked || !other.asked || !one.statement || !other.statement) return false;
  const [{ start: a }, { start: b }] = [one.statement, other.statement];
  const isHere = a.line === b.line && a.column === b.column;
  return isHere && isSame({ probe: { kind: one.kind, ...one.asked } }, { kind: other.kind, ...other.asked });
}

/** The comment that asks for a probe; undefined when an action has made it. */
export function commentOf(
  probe: ProbeSnapshot,
  comments: readonly PlacedComment[],
): PlacedComment | undefined {
  if (!probe.probe.comment) return undefined;
  const asking = comments.filter((comment) => isAsked(probe, comment));
  return (
    asking.find((comment) => isAt(probe, comment)) ?? comments.find((comment) => isAbout(probe, comment))
  );
}

function isAt({ span, edited }: ProbeSnapshot, { statement, kind }: PlacedComment): boolean {
  if (!statement || edited) return false;
  const { line, column } = spanOf(kind, statement).start;
  return span.start.line === line && span.start.column === column;
}

/** While its statement is edited, it is known by its lines. */
function isAbout(probe: ProbeSnapshot, { span, asked }: PlacedComment): boolean {
  return (probe.edited || !asked) && covers(probe.span, span.start.line);
}

function isAsked({ probe }: ProbeSnapshot, { asked, kind }: PlacedComment): boolean {
  return asked !== undefined && isSame({ probe }, { kind, ...asked, comment: true });
}
