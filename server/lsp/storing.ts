/** Hands captures over to the disk, where the user has not said otherwise. */
import type { CaptureStore } from "../history/capture-store.js";
import type { Capture } from "../probes/capture.js";
import { idOf } from "../probes/entry.js";
import type { Registry } from "../probes/registry.js";
import { settingsFor } from "../probes/settings.js";
import { recordOf } from "../view/record-of.js";

export function storeAll(captures: readonly Capture[], registry: Registry, store: CaptureStore): void {
  for (const capture of captures) {
    const id = idOf(capture.probe);
    store.offer(id, () => {
      const probe = registry.asked(id);
      const isWanted = probe && settingsFor(probe.uri, registry.settings).storeCaptures;
      return isWanted ? recordOf(probe, capture) : undefined;
    });
  }
}
