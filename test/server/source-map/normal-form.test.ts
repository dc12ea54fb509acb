/** Formatters may write a statement in another way, and it stays the same; any other change makes another one of it. */
import { beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";

beforeAll(loadGrammar);

function forms(text: string): string[] {
  const source = new SourceText(text);
  const found = source.statements().map(({ normal }) => normal);
  source.dispose();
  return found;
}

describe.each([
  ["white space", "x=f( a,b )", "x = f(a, b)"],
  ["line breaks", "x = f(\n    a,\n    b\n)", "x = f(a, b)"],
  ["a backslash", "x = a + \\\n    b", "x = a + b"],
  ["a trailing comma", "x = f(\n    a,\n    b,\n)", "x = f(a, b)"],
  ["comments in it", "x = [\n    1,  # one\n]", "x = [1]"],
  ["parentheses around a value", "x = (\n    a + b\n)", "x = a + b"],
  ["parentheses behind a keyword", "assert(x), (y)", "assert x, y"],
  ["a tuple's parentheses", "for (a, b) in c: pass", "for a, b in c: pass"],
  ["parentheses in del", "del (a, b)", "del a, b"],
  ["an import in several lines", "from m import (\n    a,\n    b,\n)", "from m import a, b"],
  ["a with in several lines", "with (\n    a as b,\n    c as d,\n): pass", "with a as b, c as d: pass"],
  ["a with without names", "with (a, b): pass", "with a, b: pass"],
  ["quotes", "x = 'it is'", 'x = "it is"'],
  ["escaped quotes", "x = 'it\\'s'", 'x = "it\'s"'],
  ["a prefix", 'x = u"a" + F"{b}" + RB"c"', 'x = "a" + f"{b}" + rb"c"'],
  ["literals side by side", 'x = "a" "b"', 'x = "ab"'],
  ["an f-string's own layout", "x = f'{ a+b !r:>{ w }}'", 'x = f"{a + b!r:>{w}}"'],
  ["numbers", "x = 0XABCD + 1E5 + 2J", "x = 0xabcd + 1e5 + 2j"],
  ["empty bases", "class A(): x = 1", "class A: x = 1"],
  ["decorators", "@ d( 1 )\ndef f(a,b,)->(int): return a", "@d(1)\ndef f(a, b) -> int: return a"],
])("%s", (_, one, other) => {
  test("is layout", () => expect(forms(one)).toEqual(forms(other)));
});

describe.each([
  ["a name", "x = a", "x = b"],
  ["a tuple of one", "x = (a,)", "x = (a)"],
  ["an index that is a tuple", "x = a[b,]", "x = a[b]"],
  ["what binds stronger", "x = (a + b) * c", "x = a + b * c"],
  ["what is compared", "x = (a < b) < c", "x = a < b < c"],
  ["a list for a tuple", "x = [a]", "x = (a,)"],
  ["a keyword argument", "f(a=1)", "f(b=1)"],
  ["a string's case", 'x = "A"', 'x = "a"'],
  ["a raw string", 'x = r"\\n"', 'x = "\\n"'],
  ["bytes for text", 'x = b"a"', 'x = "a"'],
  ["an f-string for a string", 'x = f"{a}"', 'x = "{a}"'],
  ["braces that are no interpolation", 'x = f"{{a}}"', 'x = f"{a}"'],
  ["the text that an f-string shows", 'x = f"{a = }"', 'x = f"{a=}"'],
  ["a conversion", 'x = f"{a!r}"', 'x = f"{a!s}"'],
  ["a number", "x = 10", "x = 1_0 + 0"],
  ["a function's name", "def f(): return 1", "def g(): return 1"],
])("%s", (_, one, other) => {
  test("is code", () => expect(forms(one)[0]).not.toBe(forms(other)[0]));
});

test("a compound statement is its head alone", () =>
  expect(forms("if a:\n    b()\nelse:\n    c()\n")[0]).toBe(forms("if a: pass\n")[0]));
