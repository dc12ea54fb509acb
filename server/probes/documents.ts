/** The texts that the user has open, parsed, and for probes in closed files the text they were last followed in. */
import { SourceText } from "../source-map/source-text.js";
import { type Changed, changedBy, changedTo, UNCHANGED, withPlainBreaks } from "./edits.js";
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

  /** Those that are open. */
  uris(): Iterable<string> {
    return this.open.keys();
  }

  /** The text of a document that is open or holds probes. */
  text(uri: string): string | undefined {
    return this.open.get(uri)?.source.text ?? this.closedTexts.get(uri);
  }

  /** What a program that starts now would load of it. */
  savedText(uri: string): string | undefined {
    return this.open.get(uri)?.saved ?? this.closedTexts.get(uri);
  }

  /** Takes the document over and returns what leads from the text known so far to this one. */
  opened(uri: string, text: string): Changed {
    const known = this.text(uri) ?? text;
    this.open.get(uri)?.source.dispose();
    this.open.set(uri, { source: new SourceText(text), saved: text });
    this.closedTexts.delete(uri);
    return changedTo(known, text);
  }

  /** Makes one change and returns it as what it does to places. */
  edited(uri: string, { range, text }: TextChange): Changed {
    const source = this.source(uri);
    if (!source) return UNCHANGED;
    if (!range) {
      const changed = changedTo(source.text, text);
      source.replace(text);
      return changed;
    }
    const edit = { ...range, text: withPlainBreaks(text) };
    const changed = changedBy(edit, () => source.textBetween(range.start, range.end));
    source.edit(range.start, range.end, text);
    return changed;
  }

  saved(uri: string): void {
    const opened = this.open.get(uri);
    if (opened) opened.saved = opened.source.text;
  }

  /** What was not saved is gone with the document; returns what leads to what is left. */
  closed(uri: string, keepText: boolean): Changed {
    const opened = this.open.get(uri);
    if (!opened) return UNCHANGED;
    const { source, saved } = opened;
    const changed = keepText ? changedTo(source.text, saved) : UNCHANGED;
    if (keepText) this.closedTexts.set(uri, saved);
    source.dispose();
    this.open.delete(uri);
    return changed;
  }

  /** Keeps the newest text of a document that is not open, and returns what leads to it from the one kept so far. */
  keep(uri: string, text: string): Changed {
    if (this.open.has(uri)) return UNCHANGED;
    const known = this.closedTexts.get(uri) ?? text;
    this.closedTexts.set(uri, text);
    return changedTo(known, text);
  }

  /** The file was written by something else than the editor. */
  changedOnDisk(uri: string, text: string): Changed {
    const opened = this.open.get(uri);
    if (!opened) return this.closedTexts.has(uri) ? this.keep(uri, text) : UNCHANGED;
    opened.saved = text;
    return UNCHANGED;
  }

  forget(uri: string): void {
    this.closedTexts.delete(uri);
  }
}
