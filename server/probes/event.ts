/** Everything that can change the registry's state, on one screen. */
import type { FleetEvent } from "../relay/fleet.js";
import type { Position, ProbeKind, Site, Wishes } from "./probe.js";
import type { WorkspaceSettings } from "./settings.js";

/** One edit of a document, in the coordinates that hold when its turn comes; without a range it replaces the whole text. */
export interface TextChange {
  range?: { start: Position; end: Position };
  text: string;
}

/** The registry chooses the id of the new probe and returns it in the changes. */
export interface ProbeAdded {
  type: "probe-added";
  uri: string;
  kind: ProbeKind;
  site: Site;
  /** The text that `site` was read from. */
  text: string;
  wishes?: Wishes;
  /** A probe that gives way to this one. */
  replaces?: string;
  /** A comment asks for it. */
  comment?: true;
}

export type Event =
  | ProbeAdded
  | { type: "probes-removed"; ids: string[] }
  /** The comments of a document ask for other probes than before. */
  | { type: "comments-read"; uri: string; removed: string[]; added: ProbeAdded[] }
  | { type: "probes-paused"; ids: string[]; paused: boolean }
  | { type: "document-opened"; uri: string; text: string }
  | { type: "document-edited"; uri: string; changes: TextChange[] }
  | { type: "document-saved"; uri: string }
  | { type: "document-closed"; uri: string }
  /** No edit came for a moment: time for what is too slow for every keystroke. */
  | { type: "document-settled"; uri: string }
  /** Its file was written by somebody else than the editor. */
  | { type: "file-changed"; uri: string; text: string }
  /** What a process runs of a file, and the text when there is one. */
  | { type: "text-told"; agent: string; file: string; hash: string; text: string | undefined }
  | { type: "settings-changed"; settings: WorkspaceSettings }
  /** What the relay hears of the running programs. */
  | FleetEvent;

/** Some process, by the key of its agent, runs a text of a file, and it is not known here which. */
export interface UnknownText {
  agent: string;
  file: string;
  /** Hash of the text that it probably is; that one need not be told. */
  known?: string;
}

/** What an event changed, for those who draw and those who tell the agents. */
export interface Changes {
  /** Documents whose hints, diagnostics or hovers may read differently now. */
  uris: ReadonlySet<string>;
  /** Whether the set of wanted probes is another one. */
  wanted: boolean;
  /** Texts that processes run and nobody here knows. */
  unknown?: readonly UnknownText[];
  /** The id of the probe that `probe-added` made, or of the one that was already there. */
  probe?: string;
}
