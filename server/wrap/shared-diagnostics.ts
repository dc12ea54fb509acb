/**
 * The diagnostics of both servers, joined: an editor that knows one server replaces all that it has of a
 * document by each list.
 */
import { fields, type Json, list } from "../json.js";

export type Side = "theirs" | "ours";

export class SharedDiagnostics {
  private readonly lists = new Map<string, Record<Side, unknown[]>>();

  /** Takes one server's list, and returns what the editor is to be told. */
  published(side: Side, params: Json): Json {
    const uri = String(params.uri);
    const both = this.of(uri);
    both[side] = list(params.diagnostics);
    // Without a version: editors drop lists whose version is not quite theirs, and the two differ.
    return { uri, diagnostics: [...both.theirs, ...both.ours] };
  }

  /** The server has ended: what it said is not true for ever. Returns what the editor is to be told. */
  forget(side: Side): Json[] {
    const told = [...this.lists].filter(([, both]) => both[side].length > 0);
    return told.map(([uri]) => this.published(side, { uri, diagnostics: [] }));
  }

  /** Moves what theirs has said along with an edit, since ours can be published before theirs is again. */
  edited(params: Json): void {
    const both = this.lists.get(key(String(fields(params.textDocument).uri)));
    if (!both) return;
    for (const change of list(params.contentChanges)) {
      both.theirs = both.theirs.map((each) => shifted(fields(each), fields(change)));
    }
  }

  private of(uri: string): Record<Side, unknown[]> {
    const known = this.lists.get(key(uri)) ?? { theirs: [], ours: [] };
    this.lists.set(key(uri), known);
    return known;
  }
}

/** Servers escape differently what is one document. */
function key(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** By lines: within the line that is edited, theirs is soon heard of again. */
function shifted(diagnostic: Json, change: Json): Json {
  const edited = fields(change.range);
  const [from, to] = [placeOf(edited.start), placeOf(edited.end)];
  const own = fields(diagnostic.range);
  const start = placeOf(own.start);
  if (!from || !to || !start || isBefore(start, to)) return diagnostic;
  const added = String(change.text).split(/\r\n|\r|\n/).length - 1 - (to.line - from.line);
  return { ...diagnostic, range: { start: moved(own.start, added), end: moved(own.end, added) } };
}

interface Place {
  line: number;
  character: number;
}

function placeOf(position: unknown): Place | undefined {
  const { line, character } = fields(position);
  return typeof line === "number" && typeof character === "number" ? { line, character } : undefined;
}

function isBefore(one: Place, other: Place): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}

function moved(position: unknown, lines: number): Json {
  return { ...fields(position), line: (placeOf(position)?.line ?? 0) + lines };
}
