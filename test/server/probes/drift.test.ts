/** A value must stay on its statement while the user edits, and never be on another. */
import { beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { edit, shown, URI, withProbe } from "./fixture.js";

beforeAll(loadGrammar);

const SHOP = `\
def total(price, tax):
    rate = tax / 100
    «sum = price + price * rate»
    return sum
`;

/** Makes the edits, each a first occurrence and its replacement, and compares where the probe is then. */
function check(marked: string, edits: [from: string, to: string][], expected: string): void {
  const registry = withProbe(marked);
  for (const [from, to] of edits) edit(registry, from, to);
  expect(shown(registry)).toBe(expected);
}

describe("edits elsewhere move the statement", () => {
  test("a line above", () =>
    check(
      SHOP,
      [["    rate", "    # in percent\n    rate"]],
      SHOP.replace("    rate", "    # in percent\n    rate"),
    ));

  test("a new line directly before its line", () =>
    check(SHOP, [["    sum =", "    x = 1\n    sum ="]], SHOP.replace("    «", "    x = 1\n    «")));

  test("a line above taken away", () =>
    check(SHOP, [["    rate = tax / 100\n", ""]], SHOP.replace("    rate = tax / 100\n", "")));

  test("a line below", () =>
    check(SHOP, [["return sum", "return round(sum)"]], SHOP.replace("return sum", "return round(sum)")));

  test("its indentation", () =>
    check(SHOP, [["    sum =", "        sum ="]], SHOP.replace("    «", "        «")));

  test("a comment beside it", () =>
    check(SHOP, [["rate\n", "rate  # all in\n"]], SHOP.replace("rate»\n", "rate»  # all in\n")));

  test("columns before it on its own line", () =>
    check("a = 1; «b = 2»\n", [["a = 1", "aaa = 1"]], "aaa = 1; «b = 2»\n"));

  test("what it is joined with", () =>
    check(SHOP, [["100\n    sum", "100; sum"]], SHOP.replace("100\n    «sum", "100; «sum")));

  test("its own layout", () =>
    check(
      SHOP,
      [["price + price", "price + \\\n        price"]],
      SHOP.replace("price + price", "price + \\\n        price"),
    ));
});

describe("edits of the statement itself take the value away", () => {
  test("one name", () => check(SHOP, [["sum = price", "sum = cost"]], "edited"));
  test("something before it", () => check(SHOP, [["sum = price", "grand = sum = price"]], "edited"));
  test("something after it", () => check(SHOP, [["* rate", "* rate + 1"]], "edited"));
  test("the whole line", () => check(SHOP, [["    sum = price + price * rate\n", ""]], "edited"));
});

describe("an undo brings it back", () => {
  test("after one name", () =>
    check(
      SHOP,
      [
        ["sum = price", "sum = cost"],
        ["sum = cost", "sum = price"],
      ],
      SHOP,
    ));
  test("after typing behind it", () =>
    check(
      SHOP,
      [
        ["* rate", "* rate + 1"],
        ["* rate + 1", "* rate"],
      ],
      SHOP,
    ));
  test("after typing before it", () =>
    check(
      SHOP,
      [
        ["sum =", "not sum ="],
        ["not sum =", "sum ="],
      ],
      SHOP,
    ));

  test("after deleting its line", () =>
    check(
      SHOP,
      [
        ["    sum = price + price * rate\n", ""],
        ["    return", "    sum = price + price * rate\n    return"],
      ],
      SHOP,
    ));

  test("after deleting the function", () =>
    check(
      SHOP,
      [
        [SHOP.replace(/[«»]/g, ""), ""],
        ["", SHOP.replace(/[«»]/g, "")],
      ],
      SHOP,
    ));

  test("while lines move above it meanwhile", () =>
    check(
      SHOP,
      [
        ["sum = price", "sum = cost"],
        ["def", "import math\n\ndef"],
        ["sum = cost", "sum = price"],
      ],
      `import math\n\n${SHOP}`,
    ));
});

describe("the same statement twice", () => {
  const TWINS = "def f(x):\n    x += 1\n    «x += 1»\n    return x\n";

  test("the other one deleted", () =>
    check(TWINS, [["    x += 1\n", ""]], "def f(x):\n    «x += 1»\n    return x\n"));

  test("both deleted and written anew: the function reads as it did", () =>
    check(
      TWINS,
      [
        ["    x += 1\n    x += 1\n", ""],
        ["    return", "    x += 1\n    x += 1\n    return"],
      ],
      TWINS,
    ));

  test("both deleted and written anew elsewhere: nobody knows which it was", () =>
    check(
      TWINS,
      [
        ["    x += 1\n    x += 1\n", ""],
        ["    return x\n", "    return x\n\n\ndef g(x):\n    x += 1\n    x += 1\n"],
      ],
      "edited",
    ));
});

describe("texts that come whole", () => {
  function replaced(marked: string, text: string): string {
    const registry = withProbe(marked);
    registry.apply({ type: "document-edited", uri: URI, changes: [{ text }] });
    return shown(registry);
  }

  test("with one change above", () => {
    const marked = SHOP.replace("def", "import math\n\n\ndef");
    expect(replaced(SHOP, marked.replace(/[«»]/g, ""))).toBe(marked);
  });

  test("with changes above and below", () => {
    const marked = SHOP.replace("100", "1000").replace("return sum", "return (sum)");
    expect(replaced(SHOP, marked.replace(/[«»]/g, ""))).toBe(marked);
  });

  test("with other line ends", () => {
    const registry = withProbe(SHOP);
    registry.apply({
      type: "document-edited",
      uri: URI,
      changes: [{ text: SHOP.replace(/[«»]/g, "").replaceAll("\n", "\r\n") }],
    });
    expect(shown(registry)).toBe(SHOP);
  });

  test("with the statement gone", () => expect(replaced(SHOP, "import math\n")).toBe("edited"));
});

test("a document that was closed and changed on disk is compared when it is opened again", () => {
  const registry = withProbe(SHOP);
  registry.apply({ type: "document-closed", uri: URI });
  const marked = `import math\n\n${SHOP}`;
  registry.apply({ type: "document-opened", uri: URI, text: marked.replace(/[«»]/g, "") });
  expect(shown(registry)).toBe(marked);
});

test("a statement over several lines, with CRLF", () => {
  const marked = "def f(a):\r\n    «total = sum(\r\n        a)»\r\n";
  const registry = withProbe(marked);
  edit(registry, "def", "import x\r\ndef");
  expect(shown(registry)).toBe(`import x\n${marked.replaceAll("\r\n", "\n")}`);
  edit(registry, "        a)", "        a, 1)");
  expect(shown(registry)).toBe("edited");
});

test("many random edits and their undo in reverse order bring everything back", () => {
  const registry = withProbe(SHOP);
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const texts = [registry.source(URI)?.text ?? ""];
  for (let round = 0; round < 200; round++) {
    const text = texts.at(-1) ?? "";
    const at = random(text.length + 1);
    const length = random(Math.min(12, text.length - at + 1));
    const insert = ["", "\n", "x", "    y = 1\n", "sum", "#"][random(6)] ?? "";
    change(text, at, length, insert);
    texts.push(text.slice(0, at) + insert + text.slice(at + length));
  }
  for (let round = texts.length - 1; round > 0; round--) {
    registry.apply({ type: "document-edited", uri: URI, changes: [{ text: texts[round - 1] ?? "" }] });
    if (shown(registry) !== "edited") expect(shown(registry)).toContain("«sum = price + price * rate»");
  }
  registry.apply({ type: "document-settled", uri: URI });
  expect(shown(registry)).toBe(SHOP);

  function change(text: string, at: number, length: number, insert: string): void {
    const place = (index: number) => {
      const lines = text.slice(0, index).split("\n");
      return { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
    };
    const range = { start: place(at), end: place(at + length) };
    registry.apply({ type: "document-edited", uri: URI, changes: [{ range, text: insert }] });
    if (shown(registry) !== "edited") expect(shown(registry)).toContain("«sum = price + price * rate»");
  }
});
