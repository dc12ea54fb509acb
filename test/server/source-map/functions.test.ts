import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";

beforeAll(loadGrammar);

/** Each line that ends in `#: NAME` has a statement that runs in the function of that name. */
function check(text: string): void {
  const source = new SourceText(text);
  const lines = text.split("\n");
  const found = lines.map((line, index) => {
    const bare = line.replace(/\s*#:.*/, "");
    const statement = source.statementAt({ line: index, column: bare.length });
    return line.includes("#:") ? `${bare}  #: ${statement?.function ?? "(no statement)"}`.trimEnd() : line;
  });
  expect(found.join("\n")).toBe(text);
  source.dispose();
}

test("the module has no name", () => {
  check(`x = 1  #:
if x:  #:
    y = 1  #:`);
});

test("functions, methods and classes inside each other", () => {
  check(`def f():  #:
    def g():  #: f
        return 1  #: f.<locals>.g
    class A:  #: f
        x = 1  #: f.<locals>.A
        def h(self):  #: f.<locals>.A
            return 2  #: f.<locals>.A.h
class A:  #:
    x = 1  #: A
    if x:  #: A
        async def f(self):  #: A
            class B:  #: A.f
                y = 1  #: A.f.<locals>.B
            return lambda: 0  #: A.f`);
});

test("decorators, defaults, annotations and bases run outside", () => {
  check(`class A(  #:
    B,  #:
):  #:
    @property  #: A
    @a(lambda x: x)  #: A
    def f(  #: A
        self,  #: A
        x: int = 1,  #: A
    ) -> None:  #: A
        pass  #: A.f`);
});

test("a function declared global is named as one of the module", () => {
  check(`def f():  #:
    global g
    def g():  #: f
        def h():  #: g
            return 1  #: g.<locals>.h
        return h  #: g
    def i():  #: f
        return 2  #: f.<locals>.i
class A:  #:
    global B, f
    class B:  #: A
        x = 1  #: B
    def f(self):  #: A
        return 3  #: f`);
});

test("a global declaration counts for its own scope only, and wherever it stands in it", () => {
  check(`def f():  #:
    if x:  #: f
        global h
    def g():  #: f
        def h():  #: f.<locals>.g
            return 1  #: f.<locals>.g.<locals>.h
    def h():  #: f
        return 2  #: h`);
});

test("type parameters add no scope to the name", () => {
  check(`class A[T]:  #:
    def f[U](self, x: U = 1):  #: A
        return x  #: A.f`);
});

test("names are in normal form KC, as CPython reads them", () => {
  check(`def ﬁle():  #:
    return 1  #: file`);
});
