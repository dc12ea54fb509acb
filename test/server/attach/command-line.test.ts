import { expect, test } from "vitest";
import { programIn } from "../../../server/attach/command-line.js";

test.each([
  ["python app.py --port 8000", "app.py"],
  ["python -u -W ignore -X dev app.py", "app.py"],
  ["python -uW ignore -OO app.py", "app.py"],
  ["python -Wignore -m http.server 8000", "http.server"],
  ["python -Im pip install x", "pip"],
  ["python --check-hash-based-pycs never app.py", "app.py"],
  ["python -c print()", undefined],
  ["python -i", undefined],
  ["python", undefined],
])("%s runs %s", (line, program) => {
  expect(programIn(line.split(" "))).toBe(program);
});
