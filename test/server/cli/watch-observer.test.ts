/** What `watch` says about events that real programs rarely bring. */
import { expect, test } from "vitest";
import { Observer } from "../../../server/cli/watch-observer.js";
import type { Capture, Value } from "../../../server/probes/capture.js";
import type { AgentInfo, ProbeStats, StatusReport, Times } from "../../../server/probes/probe.js";

const span = { start: { line: 1, column: 0 }, end: { line: 1, column: 9 } };
const site = {
  file: "/srv/a.py",
  hash: "",
  head: span,
  wire: span,
  function: "",
  normal: "",
  reads: ["x"],
  expressions: [],
  text: "y = f(x)",
};
const target = {
  probe: { id: "watch", uri: "file:///srv/a.py", kind: "snapshot" as const, site },
  nearest: [4, 7],
};

function agent(pid: number): AgentInfo {
  return {
    key: `agent-${pid}`,
    pid,
    argv: ["python3", "my app.py"],
    cwd: "/srv",
    python: "3.13.0",
    started: 0,
  };
}

function hit(number: number, value: Partial<Value> = {}): Capture {
  const locals = [{ name: "x", value: { type: "int", text: "1", ...value } }];
  return {
    probe: "watch",
    hit: number,
    time: 0,
    pid: 1,
    thread: { id: 1, name: "MainThread" },
    locals,
    stack: [],
  };
}

function status(report: Partial<StatusReport>): StatusReport {
  return { id: "watch", status: "armed", reason: "", locations: 1, ...report };
}

/** An observer that has begun and what it has written. */
function observed(request: { count?: number; json?: boolean } = {}) {
  const written = { out: "", err: "" };
  const cli = {
    out: (text: string) => {
      written.out += text;
    },
    err: (text: string) => {
      written.err += text;
    },
  };
  const place = { name: "watch", file: "a.py", line: 1 } as const;
  const asked = { ...place, kind: "snapshot", wishes: {}, ...request } as const;
  const observer = new Observer(
    cli,
    { count: undefined, seconds: undefined, json: false, ...asked },
    target,
    "/run/snappoint",
  );
  observer.begin(1);
  return { observer, written };
}

function captured(pid: number, captures: Capture[], dropped = 0) {
  return { type: "captures", agent: agent(pid), captures, dropped } as const;
}

test("every program refuses the place: the reason, other lines, exit code 1", async () => {
  const { observer, written } = observed();
  const rejected = status({ status: "rejected", reason: "no code on this line", locations: 0 });
  observer.apply({ type: "agent-connected", agent: agent(1) });
  observer.apply({ type: "agent-connected", agent: agent(2) });
  observer.apply({ type: "status", agent: agent(1), revision: 1, statuses: [rejected] });
  expect(written.err).toBe(
    "snappoint watch: process 1 (python3 'my app.py'): rejected: no code on this line\n",
  );
  observer.apply({ type: "status", agent: agent(2), revision: 1, statuses: [rejected] });
  expect(written.err).toMatch(/nearest other lines: 4, 7\n$/);
  expect(await observer.ended).toBe(1);
});

test("a runtime folder that cannot be trusted: exit code 1", async () => {
  const { observer, written } = observed();
  observer.apply({
    type: "trouble",
    where: "/run/snappoint",
    message: "folder /run/snappoint belongs to uid 7",
  });
  expect(written.err).toBe("snappoint watch: folder /run/snappoint belongs to uid 7\n");
  expect(await observer.ended).toBe(1);
});

test("trouble with one program is told, and the watching goes on", () => {
  const { observer, written } = observed();
  observer.apply({
    type: "trouble",
    where: "process 7 (python3)",
    message: "it sent a message that is not JSON",
  });
  observer.apply({
    type: "trouble",
    where: "process 7 (python3)",
    message: "it sent a message that is not JSON",
  });
  expect(written.err).toBe("snappoint watch: process 7 (python3): it sent a message that is not JSON\n");
});

test("no more than the wanted number of captures is shown", async () => {
  const { observer, written } = observed({ count: 2 });
  observer.apply({ type: "agent-connected", agent: agent(1) });
  observer.apply(captured(1, [hit(1), hit(2), hit(3)]));
  expect(await observer.ended).toBe(0);
  expect(written.out.match(/hit \d/g)).toEqual(["hit 1", "hit 2"]);
});

const STATS: ProbeStats = {
  id: "watch",
  hits: 1000,
  captured: 1,
  rateLimited: 990,
  overBudget: 5,
  conditionFalse: 0,
  conditionFailed: 0,
  captureFailed: 4,
};

test("hits of all programs are counted, and what became of those that were not shown", () => {
  const { observer, written } = observed();
  for (const pid of [1, 2]) observer.apply({ type: "agent-connected", agent: agent(pid) });
  observer.apply(captured(1, [hit(1)], 2));
  observer.apply(captured(2, [hit(17)]));
  observer.apply({ type: "stats", agent: agent(1), stats: [STATS] });
  observer.apply({ type: "agent-lost", agent: agent(2), reason: "its discovery file is gone" });
  observer.close();
  expect(written.out).toMatch(
    /\n1017 hits, 2 shown, 990 rate-limited, 5 over budget, 4 capture failed, 2 lost on the way\n$/,
  );
});

test("how long all took that a timer has measured", () => {
  const { observer, written } = observed();
  const times = {
    count: 3,
    total: 0.006,
    min: 0.001,
    max: 0.003,
    buckets: [
      [79, 1],
      [84, 2],
    ],
  } satisfies Times;
  observer.apply({ type: "agent-connected", agent: agent(1) });
  observer.apply({ type: "stats", agent: agent(1), stats: [{ ...STATS, hits: 3, rateLimited: 0, times }] });
  observer.close();
  expect(written.out).toMatch(
    /; took min 1 ms · median .* · mean 2 ms · p95 .* · max 3 ms, 6 ms in 3 times\n$/,
  );
});

test("a program cannot steer the terminal", () => {
  const { observer, written } = observed();
  observer.apply({ type: "agent-connected", agent: agent(1) });
  observer.apply(captured(1, [hit(1, { text: "<Evil\x1b]0;title\x07\n>" })]));
  observer.apply({ type: "trouble", where: "process 1", message: "it sent \x1b[2J" });
  expect(written.out).toContain("x=<Evil\\x1b]0;title\\x07\\n>\n");
  expect(written.out + written.err).not.toContain("\x1b");
});

test("without a value that the statement reads, the locals are shown", () => {
  const { observer, written } = observed();
  observer.apply({ type: "agent-connected", agent: agent(1) });
  const other = { ...hit(1), locals: [{ name: "z", value: { type: "str", text: "'tea'" } }] };
  observer.apply(captured(1, [other, { ...hit(2), locals: [] }]));
  expect(written.out).toMatch(/hit 1 {2}z='tea'\n.*hit 2 {2}no values\n$/);
});
