/** What the user may set, under `snappoint.*`. */
import { folderOf } from "./workspace-folder.js";

/** Where values are drawn; `auto` picks what the editor really repaints. */
export type DisplaySetting = "auto" | "hints" | "diagnostics" | "both";

export interface Settings {
  display: DisplaySetting;
  /** Folders by their paths here, and what they are called where the programs run: `/home/ann/shop` is `/app`. */
  pathMap: Readonly<Record<string, string>>;
  /** Whether counts stand above functions that have probes. */
  codeLens: boolean;
  /** Whether `#? …` comments are probes. */
  comments: boolean;
  /** Whether captures are kept on the user's disk, for `snappoint captures`. */
  storeCaptures: boolean;
  /** Whether the probes of a workspace are kept on the user's disk until it is opened again. */
  keepProbes: boolean;
}

/** What holds for the editor, and what holds instead in folders of its workspace that have settings of their own. */
export interface WorkspaceSettings extends Settings {
  folders: ReadonlyMap<string, Settings>;
}

/** What holds for a document. */
export function settingsFor(uri: string, { folders, ...settings }: WorkspaceSettings): Settings {
  const folder = folders.size === 0 ? undefined : folderOf(uri, [...folders.keys()]);
  return (folder === undefined ? undefined : folders.get(folder)) ?? settings;
}

export const defaultSettings: Settings = {
  display: "auto",
  pathMap: {},
  codeLens: true,
  comments: true,
  storeCaptures: true,
  keepProbes: true,
};
