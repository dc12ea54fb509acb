import { expect, test } from "vitest";
import type { Capture, StackFrame } from "../../../server/probes/capture.js";
import { callers, context } from "../../../server/view/called-by.js";
import { type Inline, toPlainText } from "../../../server/view/markup.js";

const hit: Capture = {
  probe: "p",
  hit: 1,
  time: 0,
  pid: 1,
  thread: { id: 1, name: "MainThread" },
  locals: [],
  stack: [],
};

const own = (name: string): StackFrame => ({ function: name, file: `/srv/shop/${name}.py`, line: 3 });
const library = (file: string, folded: number): StackFrame => ({ function: "f", file, line: 9, folded });

function plain(inlines: Inline[]): string {
  return toPlainText([{ text: inlines }]);
}

test("the thread, and the task, greenlet and trace where there are any", () => {
  expect(plain(context(hit))).toBe(", thread MainThread");
  const busy = { ...hit, task: "Task-7", greenlet: "Greenlet at 0x7f", trace: "4bf9" };
  expect(plain(context(busy))).toBe(
    ", thread MainThread, task Task-7, greenlet Greenlet at 0x7f, trace 4bf9",
  );
});

test("what libraries did between own functions is one caller", () => {
  const flask = library("/venv/lib/python3.12/site-packages/flask/app.py", 5);
  const stack = [own("pay"), own("cart"), flask, own("main"), library("/usr/lib/python3.12/runpy.py", 1)];
  expect(plain(callers({ ...hit, stack }))).toBe(
    "called by cart (cart.py:3) ← 5 frames of flask ← main (main.py:3) ← 1 frame of runpy",
  );
});

test("no more callers than fit", () => {
  const stack = Array.from({ length: 9 }, (_, index) => own(`f${index}`));
  expect(plain(callers({ ...hit, stack }))).toMatch(/^called by f1 .* ← f6 \(f6\.py:3\) ← …$/);
});
