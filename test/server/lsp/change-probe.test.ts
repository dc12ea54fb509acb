/** What is typed into a prompt changes the point that stands at the line. */
import { expect, test } from "vitest";
import { type Fixture, lineOf, withEditor } from "./fixture.js";

const LINE = lineOf("return total");
const DEF = lineOf("def total");

interface Case {
  line?: number;
  /** Points that are there. */
  before?: object[];
  asked: object;
  /** The points after it, in words. */
  after: string[];
}

const CASES: Record<string, Case> = {
  "where there is no point, one is added": {
    asked: { condition: "total > 5" },
    after: ["snapshot · if total > 5 · ×0"],
  },
  "a condition keeps what else was asked": {
    before: [{ expressions: ["len(items)"], changes: "total", detail: "more" }],
    asked: { condition: "total > 5" },
    after: ["snapshot · if total > 5 · when total changes · shows len(items) · more · ×0"],
  },
  "a condition gives way to another": {
    before: [{ condition: "total > 5" }],
    asked: { condition: "total > 9" },
    after: ["snapshot · if total > 9 · ×0"],
  },
  "an empty condition takes it away": {
    before: [{ condition: "total > 5" }],
    asked: { condition: " " },
    after: ["snapshot · ×0"],
  },
  "expressions come to those that are there": {
    before: [{ expressions: ["items"], condition: "total > 5" }],
    asked: { expressions: ["len(items)", "items"] },
    after: ["snapshot · if total > 5 · shows items, len(items) · ×0"],
  },
  "a message is another point than one of values": {
    before: [{ condition: "total > 5" }],
    asked: { message: "it is {total}" },
    after: ["snapshot · if total > 5 · ×0", "log · it is {total} · ×0"],
  },
  "a message gives way to another": {
    before: [{ message: "it is {total}", condition: "total > 5" }],
    asked: { message: "now {total}" },
    after: ["log · if total > 5 · now {total} · ×0"],
  },
  "a condition is for the only point there, whatever its kind": {
    line: DEF,
    before: [{ kind: "function" }],
    asked: { condition: "len(items) > 5" },
    after: ["function · if len(items) > 5 · ×0"],
  },
  "a condition is for the snapshot point among several": {
    before: [{ kind: "time" }, {}],
    asked: { condition: "total > 5" },
    after: ["time · ×0", "snapshot · if total > 5 · ×0"],
  },
  "a counter has no values that a condition could hold back": {
    before: [{ kind: "count" }],
    asked: { condition: "total > 5" },
    after: ["count · ×0", "snapshot · if total > 5 · ×0"],
  },
  "a kind that is said is meant": {
    before: [{ kind: "time" }],
    asked: { kind: "snapshot" },
    after: ["time · ×0", "snapshot · ×0"],
  },
  "another line of the same statement will do": {
    line: lineOf("total * 0.9"),
    before: [{}],
    asked: { condition: "total > 5" },
    after: ["snapshot · if total > 5 · ×0"],
  },
};

test("each wish changes the point that it is about", () =>
  withEditor({}, async (fixture) => {
    const { editor, uri } = fixture;
    for (const [title, { line = LINE, before = [], asked, after }] of Object.entries(CASES)) {
      for (const wishes of before) await editor.execute("snappoint.addProbe", { uri, line, ...wishes });
      await editor.execute("snappoint.changeProbe", { uri, line, ...asked });
      expect(await summaries(fixture), title).toEqual(after);
      await editor.execute("snappoint.removeAllProbes");
    }
  }));

test("what is asked for already leaves the point as it is, and resumes it", () =>
  withEditor({}, async (fixture) => {
    const { editor, uri } = fixture;
    const asked = { uri, line: LINE, condition: "total > 5" };
    await editor.execute("snappoint.addProbe", asked);
    await editor.execute("snappoint.pauseProbe", { id: "p1" });
    expect(await summaries(fixture)).toEqual(["snapshot · if total > 5 · ×0 · paused"]);
    expect(await editor.execute("snappoint.changeProbe", asked)).toEqual({ id: "p1" });
    expect(await editor.execute("snappoint.changeProbe", { uri, line: LINE, kind: "snapshot" })).toEqual({
      id: "p1",
    });
    expect(await summaries(fixture)).toEqual(["snapshot · if total > 5 · ×0"]);
  }));

test("the point of a comment is changed in the text, which the refusal has", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop, uri } = fixture;
    editor.edit(shop, "return total", "return total  #? items");
    editor.save(shop);
    await editor.waitForBeside(shop, LINE, "no running program");
    const change = (asked: object) => editor.execute("snappoint.changeProbe", { uri, line: LINE, ...asked });
    await expect(change({ condition: "total > 5" })).rejects.toThrow(
      `a comment in the text asks for the point in line ${LINE + 1}: write it as #? items if total > 5`,
    );
    await change({ expressions: ["items"] });
    expect(await summaries(fixture)).toEqual(["snapshot · shows items · ×0"]);
  }));

async function summaries({ editor }: Fixture): Promise<string[]> {
  const points = await editor.execute<{ summary: string }[]>("snappoint.listProbes");
  return points.map(({ summary }) => summary);
}
