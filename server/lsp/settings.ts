/** Reads what the user set; whatever cannot be read is said and left as it was configured before. */
import { type DisplaySetting, defaultSettings, type Settings } from "../probes/settings.js";
import type { Editor } from "./editor.js";
import { safely } from "./guard.js";
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
    const display = displayIn(raw);
    if (display === undefined) return otherwise;
    const known = DISPLAYS.find((name) => name === display);
    if (known) return { display: known };
    this.troubles.warn(`snappoint.display: ${DISPLAYS.join(", ")} are known, not ${JSON.stringify(display)}`);
    return otherwise;
  }
}

/** `{display}`, `{snappoint: {display}}` and `{"snappoint.display"}` are all in use among editors. */
function displayIn(raw: unknown): unknown {
  const all = fieldsOf(raw);
  return fieldsOf(all.snappoint).display ?? all["snappoint.display"] ?? all.display ?? undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
