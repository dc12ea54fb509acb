/** A registry with one probe and what programs told of it, and the text beside its line. */
import { expect } from "vitest";
import type { ProbeStatus } from "../../../server/probes/probe.js";
import type { Registry } from "../../../server/probes/registry.js";
import { label } from "../../../server/view/label.js";
import { LABEL_LENGTH, PART_LENGTH } from "../../../server/view/plain.js";
import { agent, capture, probe, withProbe } from "../probes/fixture.js";

export const SEND = "def send(path, method):\n    «log(path, method)»\n";
export const NOW = 2010;

/** A registry with process 1 and its status for p1. */
export function running(marked = SEND, status: ProbeStatus = "armed", reason = ""): Registry {
  const registry = withProbe(marked);
  report(registry, 1, status, reason);
  return registry;
}

export function report(registry: Registry, pid: number, status: ProbeStatus, reason = ""): void {
  registry.apply({ type: "agent-connected", agent: agent(pid) });
  const statuses = [{ id: "p1", status, reason, locations: 1 }];
  registry.apply({ type: "status", agent: agent(pid), revision: 1, statuses });
}

export function hit(registry: Registry, hits: number, locals: Record<string, string>, pid = 1): void {
  registry.apply({ type: "captures", agent: agent(pid), captures: [capture(pid, hits, locals)], dropped: 0 });
}

export function check(registry: Registry, expected: string, now = NOW): void {
  const { parts } = label(probe(registry), now);
  expect(parts.join("")).toBe(expected);
  expect(parts.filter((part) => part.length > PART_LENGTH)).toEqual([]);
  expect(parts.join("").length).toBeLessThanOrEqual(LABEL_LENGTH);
}
