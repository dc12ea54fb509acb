import type { DisplaySetting } from "../../probes/settings.js";
import type { ClientFacts } from "../connection/client.js";

export interface Channels {
  hints: boolean;
  diagnostics: boolean;
}

export type Facts = Pick<ClientFacts, "name" | "version" | "refreshesHints">;

/** Where to draw values: `auto` takes hints only where a refresh is known to reach the screen. */
export function channelsOf(setting: DisplaySetting, client: Facts): Channels {
  if (setting === "both") return { hints: true, diagnostics: true };
  const hints = setting === "hints" || (setting === "auto" && repaintsHints(client));
  return { hints, diagnostics: !hints };
}

/**
 * About four refreshes a second, and a few at once after a pause: a probe is set, armed and hit for the
 * first time in quick succession. Zed starts its 700 ms wait anew with every refresh, so quicker ones
 * would never be drawn there.
 */
export function refreshPace({ name }: Facts): { interval: number; burst: number } {
  return name === "Zed" ? { interval: 1000, burst: 1 } : { interval: 250, burst: 3 };
}

/**
 * Two promise to refresh and don't: Neovim before 0.11 asks again, but does not paint the new hints over the old;
 * kakoune-lsp asks again when the user has pressed a key.
 */
function repaintsHints({ refreshesHints, name, version }: Facts): boolean {
  const breaksPromise = name === "kakoune-lsp" || (name === "Neovim" && isBefore(version, 0, 11));
  return refreshesHints && !breaksPromise;
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [, itsMajor, itsMinor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  if (itsMajor === undefined) return false;
  return Number(itsMajor) < major || (Number(itsMajor) === major && Number(itsMinor) < minor);
}
