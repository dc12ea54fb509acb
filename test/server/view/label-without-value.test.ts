/** Where there is no value, the text beside a line says why. */
import { beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { label } from "../../../server/view/label.js";
import { agent, edit, probe, stats, withProbe } from "../probes/fixture.js";
import { check, hit, NOW, report, running, SEND } from "./labelled.js";

beforeAll(loadGrammar);

describe("no value, and why", () => {
  test("only later calls are seen", () => {
    check(running(SEND, "partly armed", "a call that has already begun can't be seen"), "no later call yet");
  });

  test("no program", () => {
    const registry = withProbe(SEND);
    check(registry, "no running program");
    expect(label(probe(registry), NOW).tooltip).toBe(
      "no running program: start one with `snappoint run -- …`",
    );
  });

  test("a program that could not be reached", () => {
    const registry = withProbe(SEND);
    registry.apply({ type: "trouble", where: "process 7 (python3 -m shop)", message: "wrong token" });
    check(registry, "no running program");
    expect(label(probe(registry), NOW).tooltip).toBe(
      "no running program: process 7 (python3 -m shop): wrong token",
    );
    report(registry, 1, "armed");
    registry.apply({ type: "trouble", where: "process 7 (python3 -m shop)", message: "wrong token" });
    check(registry, "no hit yet");
  });

  test("armed and not hit", () => check(running(), "no hit yet"));

  test("hits that were all refused by the budget", () => {
    const registry = running();
    registry.apply({ type: "stats", agent: agent(1), stats: [stats(12, { overBudget: 12 })] });
    check(registry, "×12 nothing captured");
  });

  test("the agent's reason, without folders, cut at the label's end and whole in the tooltip", () => {
    const reason = "waiting for /srv/shop/orders.py to be imported by anything/at all";
    const registry = running(SEND, "pending", reason);
    check(registry, "waiting for orders.py to be imported by an…");
    expect(label(probe(registry), NOW).tooltip).toBe(reason);
  });

  test.each([
    ["stale", "file differs from the running code: save it and restart the program"],
    ["rejected", "no code here; try 1204 or 1206 (the interpreter made none for this statement)"],
  ] as const)("of a long reason the clauses that have room (%s)", (status, reason) => {
    const registry = running(SEND, status, reason);
    check(registry, `${status}: ${reason.split(/: | \(/)[0]}`);
    expect(label(probe(registry), NOW).tooltip).toBe(`${status}: ${reason}`);
  });

  test("of a long reason that begins with a short clause as much as has room", () => {
    check(
      running(SEND, "rejected", "column 1: only these can be called here: len, abs, min, max"),
      "rejected: column 1: only these can be call…",
    );
  });

  test("frames that run already are not seen before 3.12", () => {
    const reason = "a call that has already begun can't be seen, only later ones";
    const registry = withProbe(SEND);
    const old = { ...agent(1), python: "3.11.7" };
    registry.apply({ type: "agent-connected", agent: old });
    const statuses = [{ id: "p1", status: "partly armed" as const, reason, locations: 1 }];
    registry.apply({ type: "status", agent: old, revision: 1, statuses });
    check(registry, "no hit yet; running frames only on 3.12+");
  });

  test("rejected, with the reason", () =>
    check(running(SEND, "rejected", "no code there"), "rejected: no code there"));

  test("the reason of the process with the worst news", () => {
    const registry = running(SEND, "pending", "waiting");
    report(registry, 2, "stale", "file changed");
    check(registry, "stale: file changed");
  });

  test("trouble in one process is no trouble while another is armed", () => {
    const registry = running(SEND, "rejected", "no code there");
    report(registry, 2, "armed");
    check(registry, "no hit yet");
  });

  test("a program that cannot give values is said even when an ended one had given some", () => {
    const registry = running();
    hit(registry, 3, { path: "'/'" });
    registry.apply({ type: "agent-lost", agent: agent(1), reason: "it ended" });
    report(registry, 2, "stale", "file changed");
    check(registry, "stale: file changed");
  });

  test("an edited statement shows no value, and its undo does", () => {
    const registry = running();
    hit(registry, 3, { path: "'/'" });
    edit(registry, "log(path", "log(str(path)");
    check(registry, "stale: edited since");
    edit(registry, "log(str(path)", "log(path");
    check(registry, "path='/' ×3");
  });
});
