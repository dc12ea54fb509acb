/** Which names can be used where; `‸` stands in the statement that is asked about. */
import { beforeAll, expect, test } from "vitest";
import type { InScope } from "../../../server/source-map/in-scope.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import { marked } from "./fixture.js";

beforeAll(loadGrammar);

function check(fixture: string, expected: Partial<InScope>): void {
  const { text, cursor } = marked(fixture);
  const source = new SourceText(text);
  const statement = source.statementAt(cursor ?? { line: 0, column: 0 });
  expect(source.namesInScope(statement?.start ?? { line: 0, column: 0 })).toMatchObject(expected);
  source.dispose();
}

test("parameters of every kind, and all that the function binds, before and behind the statement", () => {
  const locals = [
    "a",
    "b",
    "rest",
    "c",
    "d",
    "more",
    "x",
    "y",
    "z",
    "w",
    "i",
    "j",
    "file",
    "error",
    "os",
    "p",
  ];
  check(
    `
def f(a, /, b: int, *rest, c=1, d: str = "", **more):
    x = y = 1
    z, (w, *_) = a
    a.attribute = b[0] = 1
    for i, [j] in c: pass
    with open(d) as file: ‸x
    try: pass
    except ValueError as error: pass
    import os.path, shutil as p
    from m import q as r, s
    def inner(hidden): other = 1
    class Inner: field = 1
    match a:
        case [head, *tail] | Point(x=left): pass
    if (n := len(b)): pass
    total: int
    x += 1
`,
    {
      locals: expect.arrayContaining([
        ...locals,
        ...["_", "r", "s", "inner", "Inner", "head", "tail", "left", "n", "total"],
      ]),
      globals: ["f"],
      outOfReach: [],
      isOpen: false,
    },
  );
});

test("names of inner functions, classes, lambdas and comprehensions are theirs", () => {
  check(
    "def f(a):\n    ‸x = [b for b in a]\n    y = lambda c: c\n    def g(d): e = 1\n    class C: h = 1\n",
    {
      locals: ["a", "C", "g", "y", "x"],
    },
  );
});

test("of the functions around, what the function uses", () => {
  check("def f(a, b):\n    c = 1\n    def g():\n        ‸return a + c\n    return g\n", {
    locals: ["a", "c"],
    globals: ["f"],
    outOfReach: ["b", "g"],
  });
});

test("a method has nothing of its class's body, and the body has", () => {
  const shop = (statement: string, method: string) =>
    `class Shop:\n    tax = 1\n    ${statement}price = tax\n    def sell(self):\n        ${method}return 1\n`;
  check(shop("‸", ""), { locals: ["sell", "price", "tax"], globals: ["Shop"] });
  check(shop("", "‸"), { locals: ["self"], globals: ["Shop"] });
});

test("a definition is run where it stands", () => {
  check("import a\n@a.b\n‸def f(x): y = 1\n", { locals: [], globals: ["f", "a"] });
  check("import a\n‸@a.b\ndef f(x): y = 1\n", { locals: [], globals: ["f", "a"] });
});

test("global names, those that functions make too, and those that the text does not tell", () => {
  check("def f():\n    global made\n    made = ‸1\n", { locals: [], globals: ["f", "made"], isOpen: false });
  check("from shop import *\n‸x = 1\n", { globals: ["x"], isOpen: true });
});
