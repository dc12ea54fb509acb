/** The commands that tell what there is. */

import type { Times } from "../../probes/probe.js";
import type { ProbeSnapshot } from "../../probes/snapshot.js";
import { summary } from "../../view/summary.js";
import { quantile } from "../../view/times.js";
import { allValues, produced } from "../../view/values.js";
import { pidsHere } from "../attachable.js";
import { capturesArguments, noArguments } from "../command-arguments.js";
import type { Session } from "../session.js";
import { probeNamed } from "./meant.js";

export function listProbes(session: Session, args: readonly unknown[] | undefined): object[] {
  noArguments(args);
  return session.registry.probes().map((snapshot) => listed(session, snapshot));
}

/** Newest first. */
export function captures(session: Session, args: readonly unknown[] | undefined): object[] {
  const { id, limit } = capturesArguments(args);
  const snapshot = probeNamed(session, id);
  return [...snapshot.captures].slice(0, limit).map((capture) => {
    const { agent: _agent, probe: _probe, ...told } = capture;
    const { probe } = snapshot;
    return { ...told, summary: produced(probe, capture), values: allValues(probe.site, capture) };
  });
}

/** Those with an agent, and after them those that `snappoint.attach` may let one into. */
export function listProcesses(session: Session, args: readonly unknown[] | undefined): object[] {
  noArguments(args);
  const agents = session.registry.agents();
  const others = session.attachable.all(pidsHere(agents));
  return [
    ...agents.map(({ pid, argv, cwd, python, started }) => ({
      pid,
      argv,
      cwd,
      python,
      started,
      attached: true,
    })),
    ...others.map(({ pid, argv, cwd }) => ({ pid, argv, cwd, attached: false })),
  ];
}

function listed(session: Session, snapshot: ProbeSnapshot): object {
  const { probe, span, hits, times, agents } = snapshot;
  const reports = agents
    .filter(({ live }) => live)
    .map(({ agent, status, reason, hits }) => ({ pid: agent.pid, status, reason, hits }));
  const { id, uri, kind, site: _site, show: expressions, ...wishes } = probe;
  const asked = { ...wishes, ...(expressions && { expressions }) };
  const place = { id, uri: session.uris.editors(uri), line: span.start.line };
  const counts = { hits, ...(times && { times: inNumbers(times) }) };
  return { ...place, kind, ...asked, summary: summary(snapshot), ...counts, agents: reports };
}

/** In seconds. */
function inNumbers(times: Times): object {
  const { count, total, min, max } = times;
  return { count, total, min, max, median: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

/** What has happened so far, for a report of a bug. */
export function log(session: Session, args: readonly unknown[] | undefined): { text: string } {
  noArguments(args);
  return { text: session.journal.text() };
}
