/** The statement marked in one text, and where it is found in another. */
import { beforeAll, describe, expect, test } from "vitest";
import { Counterparts } from "../../../server/source-map/counterparts.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import { mark, marked } from "./fixture.js";

beforeAll(loadGrammar);

/** `expected` is the other text with the statement that is found marked, or what is said when none is. */
function check(fixture: string, other: string, expected: string): void {
  const { text, heads } = marked(fixture);
  const [from, to] = [new SourceText(text), new SourceText(marked(other).text)];
  const start = heads[0]?.start;
  const statement = from
    .statements()
    .find((one) => one.start.line === start?.line && one.start.column === start.column);
  if (!statement) throw new Error(`no statement is marked in\n${fixture}`);
  const found = new Counterparts(from, to).of(statement);
  expect(typeof found === "string" ? found : mark(to.text, [found])).toBe(expected);
}

/** Where the other text says itself which one is to be found. */
function finds(fixture: string, other: string): void {
  check(fixture, other, other);
}

const SHOP = `\
def total(price, tax):
    rate = tax / 100
    ⟦sum = price + price * rate⟧
    return sum
`;

describe("is found", () => {
  test("where all is the same", () => finds(SHOP, SHOP));
  test("below other code", () => finds(SHOP, `import math\n\n\n${SHOP}`));
  test("beside changed code", () => finds(SHOP, SHOP.replace("tax / 100", "tax / 1000")));
  test("behind new comments", () => finds(SHOP, SHOP.replace("    rate", "    # in percent\n    rate")));
  test("formatted", () => finds(SHOP, SHOP.replace("price * rate", "(price\n        * rate)")));
  test("in a renamed function", () => finds(SHOP, SHOP.replace("total", "total_of")));
  test("in a renamed and changed function", () =>
    finds(
      SHOP,
      SHOP.replace("total", "total_of")
        .replace("tax)", "tax, more)")
        .replace("100\n", "100\n    log(rate)\n"),
    ));
  test("in a function behind another", () => {
    const other = "def other():\n    return 1\n\n\n";
    finds(`${other}${SHOP}`, `${SHOP}\n\n${other}`);
  });
  test("in a method that another class has now", () => {
    const method = "    def total(self):\n        ⟦return self.items⟧\n";
    finds(
      `class A:\n${method}\nclass B:\n    x = 1\n`,
      `class A:\n    y = 2\n\nclass B:\n    x = 1\n\n${method}`,
    );
  });
  test("in a renamed class", () => {
    const methods =
      "    def a(self):\n        return 1\n    def b(self):\n        ⟦return 1⟧\n    def c(self): pass\n";
    finds(`class A:\n${methods}`, `class B:\n${methods.replace("pass", "return 2")}`);
  });
  test("though it is repeated, where its neighbours tell", () =>
    finds(
      "def f(x):\n    x += 1\n    a()\n    ⟦x += 1⟧\n    b()\n",
      "def f(x):\n    log()\n    x += 1\n    a()\n    ⟦x += 1⟧\n    b()\n",
    ));
  test("at its place in a function that reads the same", () =>
    finds("y = 1\ndef f(x):\n    x += 1\n    ⟦x += 1⟧\n", "y = 2\ndef f(x):\n    x += 1\n    ⟦x += 1⟧\n"));
  test("in the module itself", () => finds("a = 1\n⟦b = 2⟧\n", "import c\na = 1\n⟦b = 2⟧\n"));
});

describe("is gone", () => {
  test("with its line", () => check(SHOP, SHOP.replace("    ⟦sum = price + price * rate⟧\n", ""), "gone"));
  test("when it reads differently", () => check(SHOP, SHOP.replace("* rate", "* 2"), "gone"));
  test("with its function", () => check(SHOP, "def other(price):\n    return price\n", "gone"));
  test("when only another function has the like", () =>
    check(
      SHOP,
      `${SHOP.replace("    ⟦sum = price + price * rate⟧\n", "")}def g(price, rate):\n    sum = price + price * rate\n`,
      "gone",
    ));
  test("when a function of another kind has the like", () =>
    check("def f(a):\n    ⟦return None⟧\n", "def g(b, c):\n    return None\n", "gone"));
});

describe("is ambiguous", () => {
  const TWINS = "def f(x):\n    a()\n    ⟦x += 1⟧\n    x += 1\n    return x\n";
  test("when one of two is missing", () =>
    check(TWINS, "def f(x):\n    a()\n    x += 1\n    return x\n", "ambiguous"));
  test("when there is one more", () =>
    check(
      "def f(x):\n    ⟦x += 1⟧\n    return x\n",
      "def f(x):\n    x += 1\n    x += 1\n    return x\n",
      "ambiguous",
    ));
  test("when the neighbours are others", () =>
    check(TWINS, "def f(x):\n    x += 1\n    x += 1\n    a()\n    return x\n", "ambiguous"));
  test("when its neighbours and its order say different things", () =>
    check(
      "def f(a):\n    log(a)\n    ⟦if a:⟧\n        b = 1\n    if a:\n        b = 1\n",
      "def f(a):\n    if a:\n        b = 1\n    log(a)\n    if a:\n        b = 1\n",
      "ambiguous",
    ));
  test("when only its own body is the neighbour that is the same", () =>
    check(
      "def f(a):\n    if a:\n        b = 1\n    ⟦if a:⟧\n        b = 1\n    log(a)\n",
      "def f(a):\n    if a:\n        b = 1\n    if a:\n        b = 1\n    total(a)\n",
      "ambiguous",
    ));
  test("when it stands elsewhere in the function", () =>
    check(
      "def f(x):\n    if x:\n        ⟦return None⟧\n    a()\n    b()\n",
      "def f(x):\n    if x:\n        pass\n    a()\n    b()\n    return None\n",
      "ambiguous",
    ));
});
