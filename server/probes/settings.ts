/** What the user may set, under `snappoint.*`. */

/** Where values are drawn; `auto` picks what the editor really repaints. */
export type DisplaySetting = "auto" | "hints" | "diagnostics" | "both";

export interface Settings {
  display: DisplaySetting;
}

export const defaultSettings: Settings = { display: "auto" };
