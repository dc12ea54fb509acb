/** What the user means who selects a stretch of text, be it a word, an expression or several lines. */
import type { SourceText } from "../source-map/source-text.js";
import { flawIn } from "../source-map/subset.js";
import type { Position, Span } from "./probe.js";
import { advance, before } from "./text.js";

/** Where it begins, or where its first statement does when nothing stands on its first line. */
export function placeMeant(source: SourceText, { start, end }: Span): Position {
  if (source.statementAt(start)) return start;
  const first = source.statements().find((each) => before(start, each.start) && before(each.start, end));
  return first?.start ?? start;
}

/**
 * The smallest expression of the statement that covers the selection, when it may be asked for; undefined also
 * for an empty selection, and for what stands in several lines.
 */
export function expressionMeant(source: SourceText, selected: Span): string | undefined {
  const { start, end } = trimmed(source, selected);
  if (!before(start, end)) return undefined;
  const covering = source
    .statementAt(start)
    ?.expressions.find((each) => !before(start, each.start) && !before(each.end, end));
  if (!covering || covering.kind === "constant" || covering.start.line !== covering.end.line)
    return undefined;
  const text = source.textBetween(covering.start, covering.end);
  return flawIn(text) ? undefined : text;
}

/** Without the blanks at its ends. */
function trimmed(source: SourceText, { start, end }: Span): Span {
  const text = source.textBetween(start, end);
  const from = text.length - text.trimStart().length;
  return { start: advance(start, text.slice(0, from)), end: advance(start, text.trimEnd()) };
}
