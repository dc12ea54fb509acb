/** No text of a foreign program may become markup, hide, or reorder what stands around it. */
import { describe, expect, test } from "vitest";
import { type Block, toMarkdown, toPlainText } from "../../../server/view/markup.js";

function check(block: Block, markdown: string, plain: string): void {
  expect(toMarkdown([block])).toBe(markdown);
  expect(toPlainText([block])).toBe(plain);
}

describe("code in a line", () => {
  test("plain", () => check({ text: ["is ", { code: "a_b" }] }, "is `a_b`", "is a_b"));
  test("backticks are fenced by more", () => check({ text: [{ code: "a`b``c" }] }, "```a`b``c```", "a`b``c"));
  test("backticks at its ends", () => check({ text: [{ code: "`" }] }, "`` ` ``", "`"));
  test("line breaks", () => check({ text: [{ code: "a\n\n# b\r" }] }, "`a\\n\\n# b\\r`", "a\\n\\n# b\\r"));
  test("controls and bidirectional marks", () =>
    check({ text: [{ code: "a\u0000\u202eb\u2066" }] }, "`a\\x00\\u202eb\\u2066`", "a\\x00\\u202eb\\u2066"));
  test("nothing", () => check({ text: ["is ", { code: "" }] }, "is ", "is "));
});

describe("blocks of code", () => {
  test("plain", () =>
    check({ code: ["x = 1", "y = 2"], language: "python" }, "```python\nx = 1\ny = 2\n```", "x = 1\ny = 2"));
  test("a fence inside cannot end it", () =>
    check({ code: ["```", "<b>"], language: "text" }, "````text\n```\n<b>\n````", "```\n<b>"));
  test("a line cannot become two", () =>
    check({ code: ["a\n```\n# b"], language: "text" }, "````text\na\\n```\\n# b\n````", "a\\n```\\n# b"));
});

describe("sentences of an agent", () => {
  test("words that could be markup are code", () =>
    check(
      { text: [{ prose: "**no** <img src=x> [a](b) #1 __init__.py" }] },
      "`**no**` `<img` `src=x>` `[a](b)` `#1` `__init__.py`",
      "**no** <img src=x> [a](b) #1 __init__.py",
    ));
  test("pairs of backticks are code", () =>
    check(
      { text: [{ prose: "use `snappoint run -- …`." }] },
      "use `snappoint run -- …`.",
      "use `snappoint run -- …`.",
    ));
  test("a single backtick is one", () => check({ text: [{ prose: "a ` b" }] }, "a `` ` `` b", "a ` b"));
});

test("links lead where they say, whatever their text", () =>
  check(
    { text: [{ link: "only when a[0] == '](x)'", to: "command:a?%22(b)%22" }] },
    "[only when a\\[0\\] == '\\](x)'](command:a?%22%28b%29%22)",
    "only when a[0] == '](x)'",
  ));

test("headings and lists", () => {
  check({ heading: "Snappoint · 3 hits" }, "**Snappoint · 3 hits**", "Snappoint · 3 hits");
  check({ list: [["a ", { code: "b" }], ["c"]] }, "- a `b`\n- c", "- a b\n- c");
});
