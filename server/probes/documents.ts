/** The texts that the user has open, parsed, and for probes in closed files the text they were last followed in. */
import { SourceText } from "../source-map/source-text.js";
import { type Edit, editsBetween, trimmed } from "./edits.js";
import type { TextChange } from "./event.js";

interface Opened {
  source: SourceText;
  /** What stands on the disk, as far as the editor has told. */
  saved: string;
}

export class Documents {
  private readonly open = new Map<string, Opened>();
  private readonly closedTexts = new Map<string, string>();

  /** The parsed text of an open document; readers ask it questions and change nothing. */
  source(uri: string): SourceText | undefined {
    return this.open.get(uri)?.source;
  }

  /** The text of a document that is open or holds probes. */
  text(uri: string): string | undefined {
    return this.open.get(uri)?.source.text ?? this.closedTexts.get(uri);
  }

  /** What a program that starts now would load of it. */
  savedText(uri: string): string | undefined {
    return this.open.get(uri)?.saved ?? this.closedTexts.get(uri);
  }

  /** Takes the document over and returns the edits that lead from the text known so far to this one. */
  opened(uri: string, text: string): Edit[] {
    const known = this.text(uri) ?? text;
    this.open.get(uri)?.source.dispose();
    this.open.set(uri, { source: new SourceText(text), saved: text });
    this.closedTexts.delete(uri);
    return editsBetween(known, text);
  }

  /** Makes one change and returns it as edits that are as small as its texts show them to be. */
  edited(uri: string, { range, text }: TextChange): Edit[] {
    const source = this.source(uri);
    if (!source) return [];
    if (!range) {
      const edits = editsBetween(source.text, text);
      source.replace(text);
      return edits;
    }
    const edit = { ...range, text: withPlainBreaks(text) };
    const isInLine = range.start.line === range.end.line;
    const edits = isInLine ? [edit] : smallest(edit, source.textBetween(range.start, range.end));
    source.edit(range.start, range.end, text);
    return edits;
  }

  saved(uri: string): void {
    const opened = this.open.get(uri);
    if (opened) opened.saved = opened.source.text;
  }

  /** What was not saved is gone with the document; returns the edits that lead to what is left. */
  closed(uri: string, keepText: boolean): Edit[] {
    const opened = this.open.get(uri);
    if (!opened) return [];
    const { source, saved } = opened;
    const edits = keepText ? editsBetween(source.text, saved) : [];
    if (keepText) this.closedTexts.set(uri, saved);
    source.dispose();
    this.open.delete(uri);
    return edits;
  }

  /** Keeps the newest text of a document that is not open, and returns the edits that lead to it from the one kept so far. */
  keep(uri: string, text: string): Edit[] {
    if (this.open.has(uri)) return [];
    const known = this.closedTexts.get(uri) ?? text;
    this.closedTexts.set(uri, text);
    return editsBetween(known, text);
  }

  /** The file was written by something else than the editor. */
  changedOnDisk(uri: string, text: string): Edit[] {
    const opened = this.open.get(uri);
    if (!opened) return this.closedTexts.has(uri) ? this.keep(uri, text) : [];
    opened.saved = text;
    return [];
  }

  forget(uri: string): void {
    this.closedTexts.delete(uri);
  }
}

/** Many lines that are replaced at once often differ in few of them. */
function smallest(edit: Edit, replaced: string): Edit[] {
  const { start, end, text } = edit;
  const isOfWholeLines = start.column === 0 && end.column === 0 && (text === "" || text.endsWith("\n"));
  if (!isOfWholeLines) return [trimmed(edit, replaced)];
  return editsBetween(replaced, text).map((each) => ({
    start: { line: each.start.line + start.line, column: 0 },
    end: { line: each.end.line + start.line, column: 0 },
    text: each.text,
  }));
}

function withPlainBreaks(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
