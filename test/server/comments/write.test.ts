/** Probes as comments: what is written where, and that it is understood as it was meant. */
import { beforeAll, describe, expect, test } from "vitest";
import { placeComments } from "../../../server/comments/placed.js";
import { adding, commentFor, removing, rewriting, type TextEdit } from "../../../server/comments/write.js";
import type { ProbeKind, Wishes } from "../../../server/probes/probe.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import { marked } from "../source-map/fixture.js";

beforeAll(loadGrammar);

function edited(source: SourceText, edit: TextEdit | undefined): string | undefined {
  if (!edit) return undefined;
  source.edit(edit.span.start, edit.span.end, edit.text);
  return source.text;
}

/** The text with a comment for a probe at the statement of the cursor. */
function written(fixture: string, kind: ProbeKind, wishes: Wishes = {}): string | undefined {
  const { text, cursor } = marked(fixture);
  const source = new SourceText(text);
  const statement = cursor && source.statementAt(cursor);
  if (!statement) throw new Error("no statement is at the cursor");
  const comment = commentFor(kind, wishes, statement);
  return comment === undefined ? undefined : edited(source, adding(comment, kind, source, statement));
}

describe("what is written", () => {
  test.each<[ProbeKind, Wishes, string | undefined]>([
    ["snapshot", {}, "#?"],
    ["snapshot", { show: ["a", "b.c"], condition: "a > 1" }, "#? a, b.c if a > 1"],
    ["snapshot", { detail: "more", condition: "a" }, "#? @more if a"],
    ["snapshot", { changes: "a", show: ["b"] }, "#? @changes a, b"],
    ["count", { condition: "a" }, "#? @count if a"],
    ["time", {}, "#? @time"],
    ["exception", {}, "#? @exception"],
    ["log", { message: "a={a}" }, '#? "a={a}"'],
    ["log", { message: 'say "{a}"' }, "#? 'say \"{a}\"'"],
    ["log", { message: "both ' and \"" }, undefined],
    ["log", { message: "a\nb" }, undefined],
    ["snapshot", { show: ["a # b"] }, undefined],
    ["snapshot", { condition: "a if b else c" }, "#? if a if b else c"],
  ])("%s %j", (kind, wishes, comment) => {
    expect(written("‸a = b\n", kind, wishes)).toBe(comment && `a = b  ${comment}\n`);
  });
});

describe("where it is written", () => {
  test.each<[string, ProbeKind, string | undefined]>([
    ["f(\n  ‸a,\n)\n", "snapshot", "f(\n  a,\n)  #?\n"],
    ["‸a = 1  # note\n", "snapshot", "a = 1  #?  # note\n"],
    ["‸a = 1# note\n", "snapshot", "a = 1  #?  # note\n"],
    ["‸a = 1   \n", "snapshot", "a = 1  #?\n"],
    ["‸a = '# b'\n", "snapshot", "a = '# b'  #?\n"],
    ["‸def f(a,\n      b):\n    pass\n", "function", "def f(a,\n      b):  #?\n    pass\n"],
    ["@x\n‸def f(): pass\n", "function", "@x\ndef f(): pass  #?\n"],
    ["‸def f(): return 1\n", "function", undefined],
    ["‸if a:\n    b\n", "snapshot", "if a:  #?\n    b\n"],
    ["‸if a: b\n", "snapshot", undefined],
    ["‸a = 1; b = 2\n", "snapshot", undefined],
    ["a = 1; ‸b = 2\n", "snapshot", "a = 1; b = 2  #?\n"],
    ["‸a = 1  # type: ignore\n", "snapshot", undefined],
    ["‸a = 1  #? a\n", "snapshot", undefined],
    ["‸def f(): pass\n", "snapshot", undefined],
  ])("%s %s", (fixture, kind, expected) => {
    expect(written(fixture, kind)).toBe(expected);
  });
});

describe("taken away and changed", () => {
  test.each([
    ["a = 1  #? a\n", "a = 1\n", "a = 1  #? b\n"],
    ["a = 1  #? a  # note\n", "a = 1  # note\n", "a = 1  #? b  # note\n"],
    ["a = 1  #? a if\n", "a = 1\n", "a = 1  #? b\n"],
    ["  #? a\nb = 1\n", "\nb = 1\n", "  #? b\nb = 1\n"],
  ])("%s", (text, without, changed) => {
    const [one, other] = [new SourceText(text), new SourceText(text)];
    const [comment] = placeComments(one);
    if (!comment) throw new Error("there is no comment");
    expect(edited(one, removing(comment, one.line(comment.span.start.line)))).toBe(without);
    expect(edited(other, rewriting(comment, "#? b"))).toBe(changed);
  });
});
