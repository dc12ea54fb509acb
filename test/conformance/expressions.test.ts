/** A small part of `npm run conformance:expressions`, and statements of every form. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../server/source-map/parser.js";
import { findPythons } from "../pythons.js";
import {
  type FoundExpression,
  foundIn,
  isJudged,
  judgeExpressions,
  judgeFound,
  type Verdict,
} from "./expressions-judge.js";
import { libraryFiles } from "./judge.js";
import { sample } from "./sample.js";

const FILES = 20;

/** Forms that are read in more ways than one, or that end elsewhere than one would think. */
const FORMS = `
a, b = (c), (d, e),
x[1:2, ...], x[y,], x[*y], x[(y)] = *a, b
x.y.z[w] += (f)(*g.h(), *i or j, k=l, **m)
x: dict[int, str] = {**a, b: c, 'd' "e": -1}
del (a.b, [c[d]]), e.f
type(self).count = type(a, b).d = 1
"a" 'b', "é" + 'ü' + é.ñ
(not a) and b and (c and d) and e or f or (g)
a < b <= c is not d not in (e == f)
(a if b else c) if d else (e if f else g)
(y := f(x), [z := 1, y])
x = lambda a=b, *c, d=e, **f: (g, h)
[a for b in c.d() if e for f in g]
{a: b for c, d in e}, {a for b in (c)}, (a for b in c), f(a for b in c)
print(f"{a!r:>{b.c}} {d, e} {f=} {(g := 1)} {h:=10}" "i")
for a.b, (c[d], *e) in *f, g: pass
while (yield): pass
assert (a, b), c[d]
raise E(a) from b
if (a
    + b) > c[d](
    e): pass
elif f: pass
with a(): pass
with (a): pass
with (a, b): pass
with (a() as b.c): pass
with (a() as (b, c[d]), e): pass
with (a() as b,): pass
with (a, b) as c, d: pass
try: pass
except (A, B.c) as d: pass
except E: pass
match a, *b:
    case C.D | {E.F: g, "h": -1, **i} | J(k, l=M.n) if o.p: pass
    case [1 + 2j, *_] as q: pass
@a.b(c)
@d
def f(g: h, i: j = k, *l, m=n, **o) -> p: pass
@a
class C(A.B, metaclass=D[e], **f): pass
async def f():
    await a.b()[c]; (await d) ** -e
    async with a as b, c: pass
    async for a in b: return (yield from c), [d async for e in f]
`;

/** What is newer than the oldest Python that judges. */
const NEW_FORMS = `
def f[T: int](a: T = b) -> T: pass
class C[T](A[T], b=c): pass
type X[T] = list[T]
x = f"{a["b"]} {f'{c!r}'}"
`;

const folder = mkdtempSync(join(tmpdir(), "snappoint-expressions-"));
const pythons = findPythons();

beforeAll(loadGrammar);
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): { path: string } {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path };
}

function unexplained(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(isJudged).flatMap(({ path, findings }) =>
    findings
      .filter(({ reason }) => reason === "")
      .map(({ line, text, missing, invented }) => {
        return [`${path}:${line} ${text}`, ...missing, "/", ...invented].join("\n");
      }),
  );
}

describe.each(pythons)("Python $version", ({ path: python, version }) => {
  test("finds the same expressions in its standard library", async () => {
    const files = sample(await libraryFiles(python), FILES, 11);
    const verdicts = await judgeExpressions(python, files);
    expect(verdicts.filter(isJudged).length).toBeGreaterThan(FILES / 2);
    expect(unexplained(verdicts)).toEqual([]);
  });

  test("finds the same expressions in every form of statement", async () => {
    const files = [written("forms.py", FORMS)];
    if (!version.startsWith("3.11")) files.push(written("new_forms.py", NEW_FORMS));
    const verdicts = await judgeExpressions(python, files);
    expect(verdicts.filter((verdict) => !isJudged(verdict))).toEqual([]);
    expect(unexplained(verdicts)).toEqual([]);
  });
});

describe("the judge", () => {
  const [python] = pythons;
  const wrong: [what: string, change: (expressions: FoundExpression[]) => void, times: number][] = [
    ["nothing wrong", () => undefined, 0],
    ["a wrong place", (found) => Object.assign(found[3] ?? {}, { span: [1, 4, 1, 10] }), 1],
    ["a wrong kind", (found) => Object.assign(found[3] ?? {}, { kind: "compare" }), 1],
    ["wrong parts", (found) => Object.assign(found[3] ?? {}, { parts: [0, 2] }), 1],
    ["a wrong name", (found) => Object.assign(found[1] ?? {}, { name: "c" }), 1],
    ["a missing expression", (found) => found.pop(), 1],
    ["an invented one", (found) => found.push({ span: [1, 0, 1, 1], kind: "name", parts: [] }), 1],
  ];

  test.each(wrong)("sees %s", async (_what, change, times) => {
    const found = foundIn(written("wrong.py", "x = a.b + c\n"));
    change(found.statements[0]?.expressions ?? []);
    const verdicts = await judgeFound(python?.path ?? "", [found]);
    expect(unexplained(verdicts)).toHaveLength(times);
  });
});
