/** All probes there are, in the order in which they were added. */
import type { KeptProbe } from "../history/kept-probes.js";
import { type Entry, idOf, keptOf, setPaused, wireId } from "./entry.js";

export class Entries {
  private readonly byId = new Map<string, Entry>();

  add(entry: Entry): void {
    this.byId.set(entry.probe.id, entry);
  }

  /** Returns the one that was there. */
  remove(id: string): Entry | undefined {
    const entry = this.byId.get(id);
    this.byId.delete(id);
    return entry;
  }

  get(id: string): Entry | undefined {
    return this.byId.get(id);
  }

  get count(): number {
    return this.byId.size;
  }

  all(): Entry[] {
    return [...this.byId.values()];
  }

  at(uri: string): Entry[] {
    return this.all().filter(({ probe }) => probe.uri === uri);
  }

  /** Those whose statements stand on lines from the first to the last. */
  on(uri: string, first: number, last: number): Entry[] {
    return this.at(uri).filter(({ followed: { span } }) => span.start.line <= last && first <= span.end.line);
  }

  /** Those without a comment that would bring them back. */
  kept(isRepeated: (entry: Entry) => boolean): KeptProbe[] {
    return this.all().flatMap((entry) => (entry.probe.comment ? [] : keptOf(entry, isRepeated(entry))));
  }

  newest(): { uri: string; time: number }[] {
    return this.all().flatMap(({ probe: { uri }, captures }) => {
      const { newestTime: time } = captures;
      return time === undefined ? [] : [{ uri, time }];
    });
  }

  /** Pauses or resumes them; returns those for which that is a change. */
  pause(ids: readonly string[], paused: boolean): Entry[] {
    return ids.flatMap((id) => this.byId.get(id) ?? []).filter((entry) => setPaused(entry, paused));
  }

  uris(): Set<string> {
    return new Set(this.all().map(({ probe }) => probe.uri));
  }

  /** The probe that a program means. Reports about one that was removed, paused or renewed are still on their way for a moment. */
  meant(id: string): Entry | undefined {
    const entry = this.byId.get(id) ?? this.byId.get(idOf(id));
    return entry && !entry.probe.paused && wireId(entry) === id ? entry : undefined;
  }
}
