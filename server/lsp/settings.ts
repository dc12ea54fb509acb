/** Reads what the user set; whatever cannot be read is said and left as it was configured before. */
import { fields } from "../json.js";
import {
  type DisplaySetting,
  defaultSettings,
  type Settings,
  type WorkspaceSettings,
} from "../probes/settings.js";
import { clip } from "../view/plain.js";
import type { Editor } from "./connection/editor.js";
import { safely } from "./connection/guard.js";
import type { Troubles } from "./troubles.js";
import type { Uris } from "./uris.js";

const LONGEST_QUOTE = 60;
const DISPLAYS: readonly DisplaySetting[] = ["auto", "hints", "diagnostics", "both"];

/** The settings of one editor: those it began with, and those that it tells later. */
export class SettingsReader {
  private readonly initial: Settings;
  private newest: Promise<void> = Promise.resolve();

  /**
   * @param initial the editor's `initializationOptions`
   * @param folders those that may have settings of their own
   * @param onChange called with the settings that hold from now on
   */
  constructor(
    initial: unknown,
    private readonly folders: () => readonly string[],
    private readonly uris: Uris,
    private readonly editor: Editor,
    private readonly troubles: Troubles,
    private readonly onChange: (settings: WorkspaceSettings) => void,
  ) {
    this.initial = this.read(initial, defaultSettings);
    onChange({ ...this.initial, folders: new Map() });
  }

  /** @param raw the settings below `snappoint`, or an object around them */
  use(raw: unknown): void {
    this.useAll(raw, [], []);
  }

  /** Resolves when what the editor has now is in use. */
  ask(): Promise<void> {
    // A single folder has what holds everywhere.
    const folders = this.folders().length > 1 ? this.folders() : [];
    const answer = this.editor.configuration(folders.map((uri) => this.uris.editors(uri)));
    const used: Promise<void> = answer.then(([raw, ...each]) => {
      // What was asked later may be answered first, and is newer.
      if (used !== this.newest) return this.newest;
      return safely(this.editor.log, "workspace/configuration", () => this.useAll(raw, folders, each));
    });
    this.newest = used;
    return used;
  }

  /** All programs are told of all maps: which folder's they are about is not known. */
  private useAll(raw: unknown, folders: readonly string[], each: readonly unknown[]): void {
    const settings = this.read(raw, this.initial);
    const own = folders.map((folder, index) => [folder, this.read(each[index], settings)] as const);
    const pathMap = Object.assign({}, settings.pathMap, ...own.map(([, { pathMap }]) => pathMap));
    this.onChange({ ...settings, pathMap, folders: new Map(own) });
  }

  private read(raw: unknown, otherwise: Settings): Settings {
    this.checkWhole(raw);
    const told = settingIn(raw);
    return {
      display: this.checked("display", told, isDisplay, `one of ${DISPLAYS.join(", ")}`, otherwise.display),
      pathMap: this.checked("pathMap", told, isPathMap, "an object of absolute paths", otherwise.pathMap),
      codeLens: this.checked("codeLens", told, isYesNo, "true or false", otherwise.codeLens),
      comments: this.checked("comments", told, isYesNo, "true or false", otherwise.comments),
      keepProbes: this.checked("keepProbes", told, isYesNo, "true or false", otherwise.keepProbes),
      storeCaptures: this.checked("storeCaptures", told, isYesNo, "true or false", otherwise.storeCaptures),
    };
  }

  /** Some editors write nothing at all as an empty list. */
  private checkWhole(raw: unknown): void {
    const whole = fields(raw).snappoint ?? raw ?? {};
    if (typeof whole === "object" && !(Array.isArray(whole) && whole.length > 0)) return;
    this.troubles.warn(`snappoint: an object with settings is wanted, not ${quoted(whole)}`);
  }

  private checked<Value>(
    name: string,
    told: (name: string) => unknown,
    isRight: (value: unknown) => value is Value,
    wanted: string,
    otherwise: Value,
  ): Value {
    const value = told(name);
    if (value === undefined) return otherwise;
    if (isRight(value)) return value;
    this.troubles.warn(`snappoint.${name}: ${wanted} is wanted, not ${quoted(value)}`);
    return otherwise;
  }
}

function quoted(value: unknown): string {
  return clip(JSON.stringify(value), LONGEST_QUOTE);
}

function isDisplay(value: unknown): value is DisplaySetting {
  return DISPLAYS.some((name) => name === value);
}

function isYesNo(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isPathMap(value: unknown): value is Record<string, string> {
  const paths = Object.entries(fields(value)).flat();
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && paths.every((path) => typeof path === "string" && /^([\\/]|[A-Za-z]:)/.test(path));
}

/** `{display}`, `{snappoint: {display}}` and `{"snappoint.display"}` are all in use among editors. */
function settingIn(raw: unknown): (name: string) => unknown {
  const all = fields(raw);
  const below = fields(all.snappoint);
  return (name) => below[name] ?? all[`snappoint.${name}`] ?? all[name] ?? undefined;
}
