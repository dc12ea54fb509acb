import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";
import { marked } from "./fixture.js";

beforeAll(loadGrammar);

function check(fixture: string, name: string | undefined): void {
  const { text, cursor } = marked(fixture);
  const source = new SourceText(text);
  expect(source.nameAt(cursor ?? { line: 0, column: 0 })).toBe(name);
  source.dispose();
}

test("the name under the cursor", () => {
  check("x = to‸tal + 1", "total");
  check("‸x = 1", "x");
  check("def f(na‸me): pass", "name");
  check("x = f'{us‸er} here'", "user");
});

test("an attribute chain up to the part under the cursor", () => {
  check("x = se‸lf.path.name", "self");
  check("x = self.pa‸th.name", "self.path");
  check("x = self.path.na‸me", "self.path.name");
  check("import os.pa‸th.x", "os.path");
});

test("nothing where no name stands", () => {
  check("x = 1‸2", undefined);
  check("x ‸= y", undefined);
  check("x = 'na‸me'", undefined);
  check("# na‸me", undefined);
  check("f(key‸word=1)", undefined);
  check("x = f().na‸me", undefined);
  check("x = 1\n‸", undefined);
});
