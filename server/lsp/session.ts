/** One editor's session: what every handler works on. */
import type { Changes, Event } from "../probes/event.js";
import type { Probe } from "../probes/probe.js";
import type { Registry } from "../probes/registry.js";
import type { Settings } from "../probes/settings.js";
import type { Attachable } from "./attachable.js";
import type { ClientFacts } from "./client.js";
import type { Clock } from "./clock.js";
import type { Display } from "./display.js";
import type { SettingsReader } from "./settings.js";
import type { Uris } from "./uris.js";

export interface SessionParts {
  client: ClientFacts;
  registry: Registry;
  display: Display;
  uris: Uris;
  settings: (onChange: (settings: Settings) => void) => SettingsReader;
  /** Tells the agents what they are to have. */
  setWanted(probes: readonly Probe[]): void;
  clock: Clock;
  attachable: Attachable;
  /** Rejects with `AttachError`. */
  attach(pid: number): Promise<{ already: boolean }>;
  /** Tells the user. */
  warn(message: string): void;
}

export class Session {
  readonly client: ClientFacts;
  readonly registry: Registry;
  readonly display: Display;
  readonly uris: Uris;
  readonly settings: SettingsReader;
  readonly attachable: Attachable;
  readonly attach: SessionParts["attach"];
  readonly warn: SessionParts["warn"];

  constructor(private readonly parts: SessionParts) {
    this.client = parts.client;
    this.registry = parts.registry;
    this.display = parts.display;
    this.uris = parts.uris;
    this.attachable = parts.attachable;
    this.attach = parts.attach;
    this.warn = parts.warn;
    this.settings = parts.settings((settings) => this.apply({ type: "settings-changed", settings }));
  }

  /** Seconds since the epoch, as captures have them. */
  now(): number {
    return this.parts.clock.now() / 1000;
  }

  /** The one way in which anything changes. */
  apply(event: Event): Changes {
    const changes = this.registry.apply(event);
    if (changes.wanted) this.parts.setWanted(this.registry.wanted());
    // Editors ask for hints again after each edit without being told to.
    this.display.change(changes.uris, event.type === "document-edited" ? "diagnostics" : "all");
    return changes;
  }
}
