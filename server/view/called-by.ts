/** How a hit was reached, and in whose behalf: what stands in the hover beside its values. */
import type { Capture, StackFrame } from "../probes/capture.js";
import type { Inline } from "./markup.js";

const MOST_CALLERS = 6;

/** `thread MainThread, task Task-7, trace 4bf9…`: what the hit was made for, as far as it is known. */
export function context({ thread, task, greenlet, trace }: Capture): Inline[] {
  const known: [string, string | undefined][] = [
    ["thread", thread.name],
    ["task", task],
    ["greenlet", greenlet],
    ["trace", trace],
  ];
  return known.flatMap(([what, name]) => (name ? [`, ${what} `, { code: name }] : []));
}

/** The callers, newest first; what libraries did between two of the program's own functions is one of them. */
export function callers({ stack }: Capture): Inline[] {
  const shown = stack
    .slice(1, MOST_CALLERS + 1)
    .flatMap((frame, index): Inline[] => [index === 0 ? "called by " : " ← ", ...caller(frame)]);
  return stack.length > MOST_CALLERS + 1 ? [...shown, " ← …"] : shown;
}

function caller({ function: name, file, line, folded }: StackFrame): Inline[] {
  if (folded === undefined) return [{ code: name }, ` (${baseName(file)}:${line})`];
  const frames = folded === 1 ? "1 frame" : `${folded} frames`;
  return [{ prose: `${frames} of ${libraryOf(file)}` }];
}

/** `flask` of `…/site-packages/flask/app.py`, else the file's own name. */
function libraryOf(file: string): string {
  const inside = /[\\/](?:site|dist)-packages[\\/]([^\\/]+)/.exec(file)?.[1] ?? baseName(file);
  return inside.replace(/\.py$/, "");
}

function baseName(file: string): string {
  return file.replace(/^.*[\\/]/, "");
}
