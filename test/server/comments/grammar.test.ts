/** What a comment asks for, and what is wrong in it: `«…»` stands around that. */
import { beforeAll, describe, expect, test } from "vitest";
import { readComment } from "../../../server/comments/grammar.js";
import { loadGrammar } from "../../../server/source-map/parser.js";

beforeAll(loadGrammar);

function asked(comment: string): object {
  const { kind, wishes, flaws } = readComment(comment);
  expect(flaws).toEqual([]);
  return { ...(kind && { kind }), ...wishes };
}

describe("asked for", () => {
  test.each<[string, object]>([
    ["#?", {}],
    ["#?  ", {}],
    ["#? total", { show: ["total"] }],
    ["#?total", { show: ["total"] }],
    ["#? order.total, len(items)", { show: ["order.total", "len(items)"] }],
    ["#? if total > 100", { condition: "total > 100" }],
    ["#? order.total if total > 100", { show: ["order.total"], condition: "total > 100" }],
    ["#? a, b if c", { show: ["a", "b"], condition: "c" }],
    ["#? a if b else c", { show: ["a if b else c"] }],
    ["#? a if b else c if d", { show: ["a if b else c"], condition: "d" }],
    ["#? a if b if c else d", { show: ["a"], condition: "b if c else d" }],
    ["#? if a if b else c", { condition: "a if b else c" }],
    ["#? (a, b), [c, d], e[f, g]", { show: ["(a, b)", "[c, d]", "e[f, g]"] }],
    ["#? row['if, else'], x", { show: ["row['if, else']", "x"] }],
    ["#? elsewhere, iffy", { show: ["elsewhere", "iffy"] }],
    ["#? größe if größe", { show: ["größe"], condition: "größe" }],
    ['#? "user={user.id} total={total}"', { kind: "log", message: "user={user.id} total={total}" }],
    ["#? 'it is {x}' if x > 1", { kind: "log", message: "it is {x}", condition: "x > 1" }],
    ['#? "{row["a"]} and {{b}}" if c', { kind: "log", message: '{row["a"]} and {{b}}', condition: "c" }],
    ['#? "a" in names', { show: ['"a" in names'] }],
    ['#? "a", b', { show: ['"a"', "b"] }],
    ["#? count", { show: ["count"] }],
    ["#? @count", { kind: "count" }],
    ["#?@count if x", { kind: "count", condition: "x" }],
    ["#? @function", { kind: "function" }],
    ["#? @more order if x", { detail: "more", show: ["order"], condition: "x" }],
    ["#? @time if x", { kind: "time", condition: "x" }],
    ["#? @exception", { kind: "exception" }],
    ["#? @changes order.status", { changes: "order.status" }],
    ["#? @more @changes a, b, c if d", { detail: "more", changes: "a", show: ["b", "c"], condition: "d" }],
    ["#? @function @more", { kind: "function", detail: "more" }],
    ["#? total  # as the customer sees it", { show: ["total"] }],
    ["#? '#' in name  # if not", { show: ["'#' in name"] }],
    ['#? "no. #{n}" if n # x', { kind: "log", message: "no. #{n}", condition: "n" }],
    ["#? # later", {}],
  ])("%s", (comment, expected) => {
    expect(asked(comment)).toEqual(expected);
  });
});

/** The comment with what is wrong marked, and why. */
function faults(comment: string): string[] {
  return readComment(comment).flaws.map(({ start, end, reason }) => {
    return `${comment.slice(0, start)}«${comment.slice(start, end)}»${comment.slice(end)}: ${reason}`;
  });
}

describe("wrong", () => {
  const WORDS = "@count, @time, @exception, @function, @changes and @more";
  const callable =
    "only these can be called: abs, all, any, bool, float, int, isinstance, len, max, min, ord, ";
  test.each<[string, ...string[]]>([
    ["#? order.", "#? «order.»: this is no expression of Python"],
    ["#? a b", "#? «a» b: this is no expression of Python"],
    ["#? x, f(a)", `#? x, «f(a)»: ${callable}round, sorted, str, sum, type`],
    ["#? if lambda: x", "#? if «lambda: x»: lambda is not allowed here"],
    ["#? a if await b", "#? a if «await b»: await is not allowed here"],
    ["#? total = 1", "#? «total = 1»: an assignment is not allowed here"],
    ["#? if", "#? i«f»: an expression is missing here"],
    ["#? a,", "#? a«,»: an expression is missing here"],
    ["#? , a", "#«?» , a: an expression is missing here"],
    ["#? a if b if c", "#? a if b «if» c: a second condition: join the two by `and`"],
    ["#? len(a", "#? len«(»a: this ( is not closed"],
    ["#? 'a", "#? «'a»: this string is not closed"],
    ['#? "a={f(b)} {c}"', `#? "a={«f(b)»} {c}": ${callable}round, sorted, str, sum, type`],
    ['#? "a={b"', '#? "a=«{b»": { without }: write {{'],
    ['#? "a}"', '#? "a«}»": a single }: write }}'],
    ['#? "{x!r}"', '#? "{x«!r»}": values have one form in messages: leave this out'],
    ['#? "{x.y:%H:%M}"', '#? "{x.y«:%H:%M»}": values have one form in messages: leave this out'],
    ['#? "{z =}"', '#? "{z« =»}": values have one form in messages: leave this out'],
    ['#? "{x +}"', '#? "{«x +»}": this is no expression of Python'],
    ["#? a, b)", "#? a, b«)»: this ) closes nothing"],
    ['#? f"{a}"', '#? «f"{a}"»: a message needs no f before it'],
    ["#? @counts", `#? «@counts»: @counts is not known; there are ${WORDS}`],
    ["#? @", `#? «@»: @ is not known; there are ${WORDS}`],
    ["#? @count @function", "#? @count «@function»: one kind of point is enough"],
    ["#? @changes", "#? «@changes»: @changes wants an expression behind it"],
    [
      "#? @count @changes if x",
      "#? @count «@changes» if x: @changes wants an expression behind it",
      "#? @count «@changes» if x: every hit matters to @count",
    ],
    ["#? @count a, b", "#? @count «a, b»: a counter shows no values"],
    ['#? @count "a"', '#? @count «"a"»: only a logpoint has a message: leave out @count'],
    ["#? [a, «b» for c", "#? «[»a, «b» for c: this [ is not closed"],
  ])("%s", (comment, ...expected) => {
    expect(faults(comment)).toEqual(expected);
  });

  test("more expressions than there is room for", () => {
    const many = Array.from({ length: 22 }, (_, index) => `a${index}`).join(", ");
    expect(faults(`#? ${many}`)).toEqual([
      `#? ${many.replace("a20, a21", "«a20, a21»")}: at most 20 expressions are taken`,
    ]);
  });
});
