/** Brings what changed to the screen, through the channels that this editor repaints. */
import type { Registry } from "../../probes/registry.js";
import { settingsFor } from "../../probes/settings.js";
import { ageChangesIn } from "../../view/age.js";
import type { Clock } from "../clock.js";
import type { ClientFacts } from "../connection/client.js";
import type { Editor } from "../connection/editor.js";
import { safely } from "../connection/guard.js";
import type { DiagnosticsChannel } from "./diagnostics.js";
import { type Channels, channelsOf, refreshPace } from "./display-choice.js";
import { Pacer } from "./pacer.js";

/** Some editors ask several servers at once and draw what came last: one more refresh in the quiet corrects that. */
const TRAILING_MS = 400;
const PATIENCE_MS = 2000;

/** Lenses only count, and editors lay out their lines anew for them. */
const LENS_PACE = { interval: 1000, burst: 1, patience: PATIENCE_MS, trailing: TRAILING_MS };

export class Display {
  private readonly hints: Pacer;
  private readonly diagnostics: Pacer;
  private readonly lenses: Pacer;
  private hasLenses = false;
  private readonly changed = new Set<string>();
  private cancelAging = () => {};
  /** The open documents whose values are drawn as hints. */
  private readonly drawn = new Set<string>();
  private stopped = false;

  constructor(
    private readonly registry: Registry,
    private readonly client: ClientFacts,
    private readonly channel: DiagnosticsChannel,
    private readonly clock: Clock,
    editor: Editor,
  ) {
    const pace = { ...refreshPace(client), patience: PATIENCE_MS };
    this.hints = new Pacer(() => editor.refreshHints(), clock, { ...pace, trailing: TRAILING_MS });
    this.lenses = new Pacer(() => editor.refreshLenses(), clock, LENS_PACE);
    const publish = async () => safely(editor.log, "diagnostics", () => this.publish());
    this.diagnostics = new Pacer(publish, clock, pace);
  }

  showsHints(uri: string): boolean {
    return this.channelsFor(uri).hints;
  }

  /** The editor has asked for lenses; those that never do are not bothered with them. */
  lensesWanted(): void {
    this.hasLenses = this.client.refreshesLenses;
  }

  /** These documents read differently now. */
  change(uris: ReadonlySet<string>, what: "all" | "diagnostics"): void {
    if (uris.size === 0 || this.stopped) return;
    for (const uri of uris) this.changed.add(uri);
    this.diagnostics.change();
    if (what === "all" && this.mustRefresh(uris)) this.hints.change();
    if (what === "all" && this.hasLenses) this.lenses.change();
  }

  stop(): void {
    this.stopped = true;
    this.hints.stop();
    this.diagnostics.stop();
    this.lenses.stop();
    this.cancelAging();
  }

  /** Only for documents that the editor shows; and once more when hints are not to be drawn any longer. */
  private mustRefresh(uris: ReadonlySet<string>): boolean {
    const open = [...uris].filter((uri) => this.registry.source(uri));
    const wereDrawn = open.some((uri) => this.drawn.has(uri));
    for (const uri of uris) this.drawn.delete(uri);
    const shown = open.filter((uri) => this.showsHints(uri));
    for (const uri of shown) this.drawn.add(uri);
    return this.client.refreshesHints && (wereDrawn || shown.length > 0);
  }

  private channelsFor(uri: string): Channels {
    return channelsOf(settingsFor(uri, this.registry.settings).display, this.client);
  }

  private publish(): void {
    const uris = [...this.changed];
    this.changed.clear();
    for (const uri of uris) this.channel.publish(uri, this.channelsFor(uri).diagnostics);
    this.watchAge();
  }

  /** A value that nothing replaces says after a while how old it is. Looks at all probes, so not at each change. */
  private watchAge(): void {
    this.cancelAging();
    const now = this.clock.now() / 1000;
    const waits = this.registry.newest().flatMap(({ uri, time }) => {
      const seconds = this.registry.source(uri) && ageChangesIn(now - time);
      return seconds === undefined ? [] : [{ seconds, uri }];
    });
    if (waits.length === 0) return;
    const soonest = Math.min(...waits.map(({ seconds }) => seconds));
    const uris = new Set(waits.map(({ uri }) => uri));
    this.cancelAging = this.clock.after(Math.max(1, soonest) * 1000, () => this.change(uris, "all"));
  }
}
