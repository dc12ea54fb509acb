import { expect, test } from "vitest";
import type { NamedValue, Value } from "../../../server/probes/capture.js";
import { capturedValue } from "../../../server/view/captured-value.js";

function object(type: string, children: NamedValue[]): Value {
  return { type, text: `${type}(…)`, children };
}

const text = (value: string): Value => ({ type: "str", text: value });

const locals: NamedValue[] = [
  { name: "path", value: text("'/local'") },
  {
    name: "self",
    value: object("Handler", [
      { name: "path", value: text("'/index'") },
      { name: "request", value: object("Request", [{ name: "method", value: text("'GET'") }]) },
      { name: "headers", value: object("dict", [{ name: "'path'", value: text("'/header'") }]) },
    ]),
  },
  { name: "handler", value: { type: "Handler", text: "Handler(…)", same: "self" } },
];

test.each([
  ["path", "'/local'"],
  ["self", "Handler(…)"],
  ["self.path", "'/index'"],
  ["self.request.method", "'GET'"],
  ["handler.request.method", "'GET'"],
  ["self.request.path", undefined],
  ["self.headers.path", undefined],
  ["path.path", undefined],
  ["request", undefined],
  ["", undefined],
])("%s is %s", (path, wanted) => {
  expect(capturedValue(path, locals)?.text).toBe(wanted);
});
