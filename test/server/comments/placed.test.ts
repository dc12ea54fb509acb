/** What only the place of a comment can tell: `«…»` stands around what is wrong. */
import { beforeAll, expect, test } from "vitest";
import { placeComments } from "../../../server/comments/placed.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";

beforeAll(loadGrammar);

/** Checks the problems of a text: where the text has marks, and what is said in this order. */
function check(marked: string, ...reasons: string[]): void {
  const text = marked.replace(/[«»]/g, "");
  const source = new SourceText(text);
  const problems = placeComments(source).flatMap((comment) => comment.problems);
  source.dispose();
  const lines = text.split("\n");
  for (const { span } of problems.toReversed()) {
    const line = lines[span.start.line] ?? "";
    const [before, inside, after] = [
      line.slice(0, span.start.column),
      line.slice(span.start.column, span.end.column),
      line.slice(span.end.column),
    ];
    lines[span.start.line] = `${before}«${inside}»${after}`;
  }
  expect(lines.join("\n")).toBe(marked);
  expect(problems.map(({ severity, reason }) => `${severity}: ${reason}`)).toEqual(reasons);
}

test("a comment where no code is, with the nearest lines that have some", () => {
  check(
    "def f(a):\n    if a:\n        return 1\n    else:  «#? a»\n        return 2\n",
    "warning: line 4 has no code of its own; the nearest lines that work are 3 and 5",
  );
  check("x = 1\n\n«#? x»\n", "warning: line 3 has no code of its own; the nearest line that works is 1");
  check("«#?»\n", "warning: line 1 has no code of its own, and neither has any other line of the file");
  check("«#? @function»\nx = 1\n", "warning: line 1 is not in a function");
});

test("what is no expression, in the exact place", () => {
  check(
    "def f(order):\n    total = order.total  #? order.total, «tax(order)» if order\n",
    "error: only these can be called: abs, all, any, bool, float, int, isinstance, len, max, min, ord, round, sorted, str, sum, type",
  );
  check("größe = 'ü'  #? größe + («lambda: 1»)\n", "error: lambda is not allowed here");
});

test("a name that is not known", () => {
  check(
    "def f(a):\n    b = a  #? a, «c».d[«e»] if «g».h\n",
    "warning: c is not known here",
    "warning: e is not known here",
    "warning: g is not known here",
  );
  check('def f(a):\n    b = a  #? "{a} {«c»}"\n', "warning: c is not known here");
});

test("names that are known: locals, globals, builtins, attributes", () => {
  check(
    "import os\ndef f(a, *rest):\n    b = a  #? a, rest, b, f, os.path, a.c, isinstance(a, ValueError)\n",
  );
  check("from shop import *\na = 1  #? b\n");
});

test("a name of the function around, which is there only when it is used", () => {
  check(
    "def f(a, b):\n    def g():\n        return a  #? a, «b»\n",
    "warning: b belongs to a function around this one, which does not use it: it is not there when this runs",
  );
});

test("at a definition the calls are meant, so its parameters are known", () => {
  check("def f(a, b=1):  #? a, b, c\n    c = 1\n    return a\n");
  check("@property  #? if self\ndef f(self):\n    return 1\n");
  check("class C:  #? «a»\n    a = 1\n", "warning: a is not known here");
  check("def f(a):  #? @count if «a»\n    return a\n", "warning: a is not known here");
});

test("in strings and other comments there is no probe comment", () => {
  check("a = '#? (' # x #? (\n# b = 1  #? (\n'''\n#? (\n'''\n");
});
