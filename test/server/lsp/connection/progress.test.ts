/** What takes a while is shown where the editor shows such things, and can be left alone. */
import { expect, test } from "vitest";
import { Arming } from "../../../../server/lsp/arming.js";
import type { Registry } from "../../../../server/probes/registry.js";
import { withEditor } from "../fixture.js";

/** No process has this id: attaching fails, after it has begun. */
const NOBODY = 999_999_999;

test("attaching, under the token that the request brings", () =>
  withEditor({}, async ({ editor }) => {
    const asked = editor.request("workspace/executeCommand", {
      command: "snappoint.attach",
      arguments: [{ pid: NOBODY }],
      workDoneToken: "mine",
    });
    await expect(asked).rejects.toThrow();
    expect(editor.progress).toEqual([
      ["mine", { kind: "begin", title: `Snappoint: attaching to process ${NOBODY}` }],
      ["mine", { kind: "end" }],
    ]);
  }));

test("attaching, by the server itself", () =>
  withEditor({ showsProgress: true }, async ({ editor }) => {
    await expect(editor.execute("snappoint.attach", { pid: NOBODY })).rejects.toThrow();
    await editor.waitFor("the end of it", () => editor.progress.length === 2);
    expect(editor.progress.map(([token, { kind }]) => [token, kind])).toEqual([
      ["snappoint-0", "begin"],
      ["snappoint-0", "end"],
    ]);
  }));

test("an editor that shows none is told of none", () =>
  withEditor({}, async ({ editor }) => {
    await expect(editor.execute("snappoint.attach", { pid: NOBODY })).rejects.toThrow();
    expect(editor.progress).toEqual([]);
  }));

test("a large set of points, as the programs answer", () => {
  const waits: (() => void)[] = [];
  const shown: string[] = [];
  let answered = 0;
  const registry = {
    probes: () =>
      Array.from({ length: 100 }, (_, at) => ({
        probe: { paused: at === 0 ? true : undefined },
        agents: [
          { live: true, answered: at < answered },
          { live: false, answered: false },
        ],
      })),
  } as unknown as Registry;
  const clock = {
    now: () => 0,
    ticks: () => 0,
    after: (_: number, callback: () => void) => {
      waits.push(callback);
      return () => undefined;
    },
  };
  const arming = new Arming(registry, clock, (title) => {
    shown.push(title);
    return {
      report: (message, percentage) => shown.push(`${percentage} %: ${message}`),
      end: (message) => shown.push(`end: ${message}`),
    };
  });
  arming.changed();
  arming.changed();
  expect(waits).toHaveLength(1);
  waits.shift()?.();
  answered = 67;
  waits.shift()?.();
  answered = 100;
  waits.shift()?.();
  expect(waits).toEqual([]);
  expect(shown).toEqual([
    "Snappoint: putting points into programs",
    "0 %: 0 of 99",
    "66 %: 66 of 99",
    "end: 99 answers",
  ]);
});
