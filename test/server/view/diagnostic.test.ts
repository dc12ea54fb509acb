/** What is told to editors that can't show hints. */
import { beforeAll, describe, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { diagnostic } from "../../../server/view/diagnostic.js";
import { probe } from "../probes/fixture.js";
import { hit, NOW, running } from "./labelled.js";

beforeAll(loadGrammar);

describe("diagnostics", () => {
  test("say the whole in one line, over the statement", () => {
    const registry = running();
    hit(registry, 3, { path: `'${"x".repeat(40)}'`, method: "'GET'" });
    expect(diagnostic(probe(registry), 21, NOW)).toEqual({
      span: { start: { line: 1, column: 4 }, end: { line: 1, column: 21 } },
      message: `path='${"x".repeat(40)}' · method='GET' ×3`,
    });
  });

  test("stand on the first line of a long statement, and are bounded", () => {
    const registry = running("def send(path):\n    «log(\n        path)»\n");
    hit(registry, 3, { path: "x".repeat(1000) });
    const { span, message } = diagnostic(probe(registry), 8, NOW);
    expect(span).toEqual({ start: { line: 1, column: 4 }, end: { line: 1, column: 8 } });
    expect(message.length).toBe(200);
  });
});
