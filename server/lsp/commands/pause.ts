/** The commands that take probes out of the programs for a while, and put them back. */
import type { ProbeSnapshot } from "../../probes/snapshot.js";
import type { Session } from "../session.js";
import { allMeant, idsOf, probesMeant } from "./meant.js";

type Args = readonly unknown[] | undefined;

export function pauseProbe(session: Session, args: Args): void {
  change(session, probesMeant(session, args), true);
}

export function resumeProbe(session: Session, args: Args): void {
  change(session, probesMeant(session, args), false);
}

export function pauseAllProbes(session: Session, args: Args): void {
  change(session, allMeant(session, args), true);
}

export function resumeAllProbes(session: Session, args: Args): void {
  change(session, allMeant(session, args), false);
}

function change(session: Session, probes: readonly ProbeSnapshot[], paused: boolean): void {
  session.apply({ type: "probes-paused", ids: idsOf(probes), paused });
}
