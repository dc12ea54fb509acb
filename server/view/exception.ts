import type { Value } from "../probes/probe.js";

/** An exception as the last line of a traceback has it: `ZeroDivisionError: division by zero`. */
export function exceptionText({ type, text, children = [] }: Value): string {
  const args = children.find(({ name }) => name === "args")?.value;
  if (!args) return text.startsWith(type) ? text : `${type}: ${text}`;
  const [first, ...others] = args.children ?? [];
  if (!first) return type;
  return `${type}: ${others.length > 0 ? args.text : unquoted(first.value)}`;
}

/** The text of a string without its quotes; a long one has an ellipsis for the last. */
function unquoted({ type, text }: Value): string {
  return type === "str" ? text.replace(/^['"]/, "").replace(/['"](…?)$/, "$1") : text;
}
