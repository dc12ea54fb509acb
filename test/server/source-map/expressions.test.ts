import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import type { Statement } from "../../../server/source-map/statement.js";

beforeAll(loadGrammar);

function first(text: string): { statement: Statement; spelled: string[] } {
  const source = new SourceText(text);
  const [statement] = source.statements();
  if (!statement) throw new Error("there is no statement");
  const lines = text.split("\n");
  const spelled = statement.expressions.map(({ start, end }) =>
    (lines[start.line] ?? "").slice(start.column, end.column),
  );
  source.dispose();
  return { statement, spelled };
}

/** The expressions of a statement as they are written, parts before wholes. */
function check(text: string, ...expressions: string[]): void {
  expect(first(text).spelled).toEqual(expressions);
}

/** Each expression with its kind, the parts of what has some, and what it is known by. */
function described(text: string): string[] {
  const { statement, spelled } = first(text);
  return statement.expressions.map(({ kind, parts, name = "" }, index) => {
    const of = parts.length > 0 ? ` of ${parts.map((part) => spelled[part]).join(" & ")}` : "";
    return `${spelled[index]}: ${kind}${of}${name && ` known as ${name}`}`;
  });
}

test("what is evaluated, from left to right, parts before wholes", () => {
  check("total = price + tax(order)", "price", "tax", "order", "tax(order)", "price + tax(order)");
  check("self.items[0].price", "self", "self.items", "0", "self.items[0]", "self.items[0].price");
  check("return a, -b", "a", "b", "-b", "a, -b");
  check("x = (a)", "a");
  check("f(*a, **b, c=d)", "f", "a", "b", "d", "f(*a, **b, c=d)");
  check("rows[1:n, ...]", "rows", "1", "n", "...", "1:n, ...", "rows[1:n, ...]");
});

test("of what is assigned to only the objects and indices are evaluated", () => {
  check("a = b = c", "c");
  check("a.b.c = d", "a", "a.b", "d");
  check("a.b[c] += d", "a", "a.b", "c", "d");
  check("a, (b.c, *d) = e", "b", "e");
  check("del a, b[c]", "b", "c");
  check("for a.b, c in d: pass", "a", "d");
  check("with a as b.c: pass", "a", "b");
  check("type(self).count = n", "type", "self", "type(self)", "n");
});

test("each kind reads its parts in an order of its own", () => {
  expect(described("a and b and (c or d)")).toEqual([
    "a: name known as a",
    "b: name known as b",
    "c: name known as c",
    "d: name known as d",
    "c or d: or of c & d",
    "a and b and (c or d): and of a & b & c or d",
  ]);
  expect(described("a if b else c").at(-1)).toBe("a if b else c: conditional of b & a & c");
  expect(described("a < b is not c").at(-1)).toBe("a < b is not c: compare of a & b & c known as <, is not");
  expect(described("(a := b)").at(-1)).toBe("a := b: walrus of b");
  expect(described("not a").at(-1)).toBe("not a: not of a");
  expect(described("await a").at(-1)).toBe("await a: await of a");
  expect(described("[a for a in b]")).toEqual(["b: name known as b", "[a for a in b]: comprehension of b"]);
});

test("what values can be hidden by: names, attributes, keys", () => {
  expect(described("user.token").at(-1)).toBe("user.token: other of user known as token");
  expect(described('row["token"]').at(-1)).toBe('row["token"]: other of row & "token" known as token');
  expect(described("row['to' 'ken']").at(-1)).toMatch(/known as token$/);
  expect(described("row[b'token']").at(-1)).not.toMatch(/known as/);
  expect(described("row['token',]").at(-1)).not.toMatch(/known as/);
  expect(described("vault.get_token(1)").at(-1)).toMatch(/known as get_token$/);
  expect(described("(get_token)()").at(-1)).toMatch(/known as get_token$/);
  expect(described('os.getenv("API_KEY", None)').at(-1)).toMatch(/known as API_KEY$/);
  expect(described('form.pop(  # it is\n("password"))').at(-1)).toMatch(/known as password$/);
  expect(described('print("password")').at(-1)).toMatch(/known as print$/);
  expect(described("form.get(key)").at(-1)).toMatch(/known as get$/);
  expect(described("form.get(a for a in b)").at(-1)).toMatch(/known as get$/);
  expect(described("handlers[0]()").at(-1)).not.toMatch(/known as/);
});

test("what a function, lambda or comprehension evaluates later is not the statement's", () => {
  check("f = lambda a=b, *, c=d: e", "b", "d", "lambda a=b, *, c=d: e");
  check("f(a for b in c if d)", "f", "c", "(a for b in c if d)", "f(a for b in c if d)");
  check("@a\ndef f(b: c = d, *, e=f) -> g: h = i", "a", "d", "f");
  check("class C(A, b=c): x = y", "A", "c");
  check("class C[T](A[T]): pass");
  check("type X = Y");
  check("import a.b");
  check("try: x = y\nexcept: pass", "y");
});

test("heads of compound statements, without what is in their blocks", () => {
  check("if a > b: c()", "a", "b", "a > b");
  check("while (n := f()): g()", "f", "f()", "n := f()");
  check("with (a, b() as c): d()", "a", "b", "b()");
  check("match a, b:\n  case _: pass", "a", "b", "a, b");
  const cases = new SourceText("match x:\n case C.D | E(f=1, g=h) if i: pass\n");
  const [, clause] = cases.statements();
  expect(clause?.expressions.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "name C",
    "other D",
    "name E",
    "name i",
  ]);
});

test("a name that the compiler decides", () => {
  expect(described("x = __debug__")).toEqual(["__debug__: constant known as __debug__"]);
});

test("formatted strings and the values in them", () => {
  check('f"{a!r:>{w}} {b + 1}"', "a", "w", "b", "1", "b + 1", 'f"{a!r:>{w}} {b + 1}"');
  expect(described("x = 'a' 'b'")).toEqual(["'a' 'b': constant"]);
  expect(described("x = 'a' f'b'")).toEqual(["'a' f'b': other"]);
});

test("what a statement does with its first value", () => {
  const results = ["return a", "if a: pass", "assert a, b", "f(a)", "x = a", "x += a", "for a in b: pass"];
  expect(results.map((text) => first(text).statement.result ?? "-")).toEqual(
    "returned tested tested evaluated - - -".split(" "),
  );
});

test("expressions of any depth", () => {
  const { statement } = first(`x = ${"a + ".repeat(5000)}b`);
  expect(statement.expressions).toHaveLength(10_001);
  expect(statement.expressions.at(-1)?.parts).toEqual([9_998, 9_999]);
});

test("a statement still knows its expressions when the text has changed", () => {
  const source = new SourceText("x = a + b\n");
  const [statement] = source.statements();
  source.replace("");
  expect(statement?.expressions).toHaveLength(3);
  source.dispose();
});
