import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";

beforeAll(loadGrammar);

/** What the first statement of the text reads, or the one on the given line. */
function check(text: string, reads: string, line = 0): void {
  const source = new SourceText(text);
  expect(source.statementAt({ line, column: 1000 })?.reads.join(" ")).toBe(reads);
  source.dispose();
}

test("names and attribute chains, the longest ones only, in source order, once", () => {
  check("total = price + tax * price", "price tax");
  check("x = a.b.c + self.path", "a.b.c self.path");
  check("x = a . b", "a.b");
  check("return_ = not a or -b if c else (d, *e)", "a b c d e");
});

test("targets are not read, unless something is looked up for them", () => {
  check("a = b = c", "c");
  check("a, (b, *c), [d] = e", "e");
  check("self.x = value", "value");
  check("rows[i].x = value", "rows i value");
  check("rows[i] = rows[j]", "rows i j");
  check("f(a).x = b", "a b");
  check("type(self).x = b", "self b");
  check("x: Type = value", "value");
  check("count += 1", "count");
  check("self.count += step", "self.count step");
  check("if (n := len(items)) > limit: pass", "items limit");
  check("for i, self.j in pairs: pass", "pairs");
  check("with open(path) as file, lock as self.l: pass", "path lock");
  check("with a as (b, c): pass", "a");
  check("del cache[key]", "cache key");
});

test("of a call, its arguments and what a method belongs to", () => {
  check("foo(x)", "x");
  check("path.strip()", "path");
  check("self.queue.pop()", "self.queue");
  check("self.translate_path(self.path)", "self.path");
  check("cls.make(size=n, **options)", "n options");
  check("handlers[name](request)", "handlers name request");
  check("super().run(x)", "x");
  check("f(a)(b).c(d).e", "a b d");
  check("await self.reader.read(n)", "self.reader n");
});

test("subscripts contribute their base and their indexes", () => {
  check("x = rows[i].name[a:b.c]", "rows i a b.c");
  check("x = self.rows[-1]", "self.rows");
});

test("names that lambdas and comprehensions bind are their own", () => {
  check("x = [a + y for a in items if a.ok]", "y items");
  check("x = {k: v for k, (v, _) in pairs(z) for k in v}", "z");
  check("x = sum(x for x in x)", "x");
  check("key = lambda a, *b, c=d, **e: a + b + c + e + f", "d f");
});

test("in f-strings too", () => {
  check("x = f'{a.b!r:>{width}} {f(c)=} {{no}}' 'd'", "a.b width c");
});

test("of a compound statement only what its head reads", () => {
  check("if a:\n    b\nelif c.d:\n    e\nelse:\n    f", "a");
  check("if a:\n    b\nelif c.d:\n    e\nelse:\n    f", "c.d", 2);
  check("while a < b:\n    c", "a b");
  check("try:\n    a\nexcept errors.A as e:\n    b", "");
  check("try:\n    a\nexcept errors.A as e:\n    b", "errors.A", 2);
  check("match command.split():\n    case a: pass", "command");
  check("@app.route(path)\n@property\ndef f(a: T, b=c, *, d: U = e.f) -> V:\n    return g", "app path c e.f");
  check("class A(B, metaclass=C):\n    x = d", "B C");
});

test("a case reads the values that it compares with, and in its guard what it does not bind itself", () => {
  const text = `match a:
    case Color.RED | Point(x=b.c, y=y) if y > limit and x:
        pass
    case [first, *rest] as all if first in rest and all and d:
        pass`;
  check(text, "Color.RED b.c limit x", 1);
  check(text, "d", 3);
});

test("nothing in statements that only name things", () => {
  check("import a.b as c", "");
  check("from a import b", "");
  check("type A = B", "");
});

test("what a statement of an earlier text reads is still known", () => {
  const source = new SourceText("x = a + b\n");
  const [statement] = source.statements();
  source.edit({ line: 0, column: 4 }, { line: 0, column: 9 }, "c");
  expect(statement?.reads).toEqual(["a", "b"]);
  expect(source.statements()[0]?.reads).toEqual(["c"]);
  source.dispose();
});
