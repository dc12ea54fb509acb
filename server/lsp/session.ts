/** One editor's session: what every handler works on. */

import type { ProgressToken } from "vscode-languageserver/node";
import type { OtherMachines } from "../connect/connect.js";
import type { Changes, Event } from "../probes/event.js";
import type { Registry } from "../probes/registry.js";
import type { WorkspaceSettings } from "../probes/settings.js";
import { Arming } from "./arming.js";
import type { Attachable } from "./attachable.js";
import type { Clock } from "./clock.js";
import type { Comments } from "./comments.js";
import type { ClientFacts } from "./connection/client.js";
import type { Journal } from "./connection/journal.js";
import { type Ongoing, UNSEEN } from "./connection/progress.js";
import type { Display } from "./display/display.js";
import type { Programs } from "./programs.js";
import type { SettingsReader } from "./settings.js";
import { Settling } from "./settling.js";
import type { Uris } from "./uris.js";
import type { Workspace } from "./workspace.js";

/** Long enough that it never comes between two letters of a word. */
const QUIET_MS = 300;

export interface SessionParts {
  client: ClientFacts;
  registry: Registry;
  display: Display;
  comments: Comments;
  uris: Uris;
  workspace: Workspace;
  settings: (onChange: (settings: WorkspaceSettings) => void) => SettingsReader;
  programs: Pick<Programs, "tellWanted" | "askForText">;
  /** Told of every event after it has changed what it changes. */
  onApplied(event: Event): void;
  clock: Clock;
  attachable: Attachable;
  /** Rejects with `AttachError`. */
  attach(pid: number): Promise<{ already: boolean }>;
  others: OtherMachines;
  /** Tells the user. */
  warn(message: string): void;
  /** Shows that something goes on. */
  begin(title: string, token?: ProgressToken): Ongoing;
  journal: Journal;
  /** Shows a text of its own, or says where it is; returns the path of the file that has it. */
  showText(name: string, text: string): string;
}

export class Session {
  readonly client: ClientFacts;
  readonly registry: Registry;
  readonly display: Display;
  readonly comments: Comments;
  readonly uris: Uris;
  readonly workspace: Workspace;
  readonly settings: SettingsReader;
  readonly attachable: Attachable;
  readonly attach: SessionParts["attach"];
  readonly others: OtherMachines;
  readonly warn: SessionParts["warn"];
  readonly journal: Journal;
  readonly showText: SessionParts["showText"];

  private readonly arming: Arming;
  private readonly settling: Settling;

  constructor(private readonly parts: SessionParts) {
    this.settling = new Settling(parts.clock, QUIET_MS, (uri) => {
      this.apply({ type: "document-settled", uri });
    });
    this.arming = new Arming(parts.registry, parts.clock, (title) => this.begin(title));
    this.client = parts.client;
    this.registry = parts.registry;
    this.display = parts.display;
    this.comments = parts.comments;
    this.uris = parts.uris;
    this.workspace = parts.workspace;
    this.attachable = parts.attachable;
    this.attach = parts.attach;
    this.others = parts.others;
    this.warn = parts.warn;
    this.journal = parts.journal;
    this.showText = parts.showText;
    this.settings = parts.settings((settings) => this.apply({ type: "settings-changed", settings }));
  }

  /** Shows that something goes on, where the editor asked for that or lets servers do so by themselves. */
  begin(title: string, token?: ProgressToken): Ongoing {
    const isSeen = token !== undefined || this.client.showsProgress;
    return isSeen ? this.parts.begin(title, token) : UNSEEN;
  }

  stop(): void {
    this.arming.stop();
    this.settling.stop();
    this.comments.stop();
    this.display.stop();
  }

  /** Seconds since the epoch, as captures have them. */
  now(): number {
    return this.parts.clock.now() / 1000;
  }

  /** The one way in which anything changes. */
  apply(event: Event): Changes {
    const changes = this.registry.apply(event);
    if (changes.wanted) this.parts.programs.tellWanted();
    for (const unknown of changes.unknown ?? []) this.parts.programs.askForText(unknown);
    if (event.type === "document-edited") this.settling.edited(event.uri);
    if (changes.wanted || event.type === "status" || event.type === "agent-connected") this.arming.changed();
    // Editors ask for hints again after each edit without being told to.
    const isQuiet = event.type === "document-edited" || (event.type === "comments-read" && !changes.wanted);
    this.display.change(changes.uris, isQuiet ? "diagnostics" : "all");
    this.comments.follow(event);
    this.parts.onApplied(event);
    return changes;
  }
}
