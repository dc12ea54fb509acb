/** The texts that the user has open, parsed, and for probes in closed files the text they were last followed in. */
import { SourceText } from "../source-map/source-text.js";
import { type Edit, trimmed } from "./drift.js";
import type { TextChange } from "./event.js";
import { advance, splitLines, textBetween } from "./text.js";

const START = { line: 0, column: 0 };

export class Documents {
  private readonly open = new Map<string, SourceText>();
  private readonly unsaved = new Set<string>();
  private readonly closedTexts = new Map<string, string>();

  /** The parsed text of an open document; readers ask it questions and change nothing. */
  source(uri: string): SourceText | undefined {
    return this.open.get(uri);
  }

  /** The lines of a document as it is known here; none when it was never open and holds no probe. */
  lines(uri: string): string[] {
    return splitLines(this.open.get(uri)?.text ?? this.closedTexts.get(uri) ?? "");
  }

  isSaved(uri: string): boolean {
    return this.open.has(uri) && !this.unsaved.has(uri);
  }

  /** Takes the document over and returns the edit that leads from the text known so far to this one. */
  opened(uri: string, text: string): Edit | undefined {
    const known = this.open.get(uri)?.text ?? this.closedTexts.get(uri);
    this.open.get(uri)?.dispose();
    this.open.set(uri, new SourceText(text));
    this.unsaved.delete(uri);
    this.closedTexts.delete(uri);
    return known === undefined ? undefined : replacement(splitLines(known), text);
  }

  /** Makes one change and returns it as an edit, as small as its texts show it to be. */
  edited(uri: string, change: TextChange): Edit | undefined {
    const source = this.open.get(uri);
    if (!source) return undefined;
    this.unsaved.add(uri);
    const edit = smallestEdit(change, source);
    if (change.range) source.edit(change.range.start, change.range.end, change.text);
    else source.replace(change.text);
    return edit;
  }

  saved(uri: string): void {
    this.unsaved.delete(uri);
  }

  closed(uri: string, keepText: boolean): void {
    const source = this.open.get(uri);
    if (source && keepText) this.closedTexts.set(uri, source.text);
    source?.dispose();
    this.open.delete(uri);
  }

  /** Keeps the newest text of a document that is not open, and returns the edit that leads to it from the one kept so far. */
  keep(uri: string, text: string): Edit | undefined {
    if (this.open.has(uri)) return undefined;
    const known = this.closedTexts.get(uri);
    this.closedTexts.set(uri, text);
    return known === undefined ? undefined : replacement(splitLines(known), text);
  }

  forget(uri: string): void {
    this.closedTexts.delete(uri);
  }
}

function smallestEdit({ range, text }: TextChange, source: SourceText): Edit {
  if (!range) return replacement(splitLines(source.text), text);
  const edit = { ...range, text: withPlainBreaks(text) };
  if (range.start.line === range.end.line) return edit;
  return trimmed(edit, textBetween(splitLines(source.text), range.start, range.end));
}

function replacement(known: string[], text: string): Edit {
  const replaced = known.join("\n");
  return trimmed({ start: START, end: advance(START, replaced), text: withPlainBreaks(text) }, replaced);
}

function withPlainBreaks(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
