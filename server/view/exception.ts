import type { Value } from "../probes/capture.js";

/** An exception as the last line of a traceback has it: `ZeroDivisionError: division by zero`. */
export function exceptionText({ type, text, children = [] }: Value): string {
  const [first, ...others] = children.filter(({ name }) => /^\d+$/.test(name));
  if (first && others.length === 0) return `${type}: ${unquoted(first.value)}`;
  if (!text.startsWith(type)) return `${type}: ${text}`;
  if (first) return text.replace(`${type}(`, `${type}: (`);
  return text === `${type}()` ? type : text;
}

/** The text of a string without its quotes; a long one has an ellipsis for the last. */
function unquoted({ type, text }: Value): string {
  return type === "str" ? text.replace(/^['"]/, "").replace(/['"](…?)$/, "$1") : text;
}
