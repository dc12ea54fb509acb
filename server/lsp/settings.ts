/** Reads what the user set; whatever cannot be read is said and left as it was configured before. */
import { fields } from "../json.js";
import { type DisplaySetting, defaultSettings, type Settings } from "../probes/settings.js";
import type { Editor } from "./connection/editor.js";
import { safely } from "./connection/guard.js";
import type { Troubles } from "./troubles.js";

const DISPLAYS: readonly DisplaySetting[] = ["auto", "hints", "diagnostics", "both"];

/** The settings of one editor: those it began with, and those that it tells later. */
export class SettingsReader {
  private readonly initial: Settings;

  /**
   * @param initial the editor's `initializationOptions`
   * @param onChange called with the settings that hold from now on
   */
  constructor(
    initial: unknown,
    private readonly editor: Editor,
    private readonly troubles: Troubles,
    private readonly onChange: (settings: Settings) => void,
  ) {
    this.initial = this.read(initial, defaultSettings);
    onChange(this.initial);
  }

  /** @param raw the settings below `snappoint`, or an object around them */
  use(raw: unknown): void {
    this.onChange(this.read(raw, this.initial));
  }

  async ask(): Promise<void> {
    const raw = await this.editor.configuration();
    safely(this.editor.log, "workspace/configuration", () => this.use(raw));
  }

  private read(raw: unknown, otherwise: Settings): Settings {
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
    this.troubles.warn(`snappoint.${name}: ${wanted} is wanted, not ${JSON.stringify(value)}`);
    return otherwise;
  }
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
