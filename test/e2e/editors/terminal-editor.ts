/** What editors in a terminal have in common: the screen is what their user sees. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Driver, statesUntil } from "./scenario.js";
import type { Terminal } from "./terminal.js";
import type { WebServer } from "./web-server.js";

export abstract class TerminalEditor implements Driver {
  /** @param folder its home, which goes with it */
  protected constructor(
    protected readonly folder: string,
    readonly terminal: Terminal,
    protected readonly web: WebServer,
  ) {}

  abstract go(line: number): Promise<void>;
  abstract choose(title: string): Promise<void>;
  abstract addWhen(condition: string): Promise<void>;
  /** Types a text at the end of the cursor's line. */
  abstract append(text: string): Promise<void>;
  abstract undo(): Promise<void>;

  /** What stands behind the line's text in the row that shows it; empty also when no row does. */
  async beside(line: number): Promise<string> {
    const source = this.web.textOf(line);
    const row = (await this.terminal.screen()).find((each) => each.includes(source)) ?? "";
    return row.slice(row.indexOf(source) + source.length).trim();
  }

  record(line: number, during: Promise<unknown>): Promise<string[]> {
    return statesUntil(() => this.beside(line), during);
  }

  async close(): Promise<void> {
    await this.terminal.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function emptyHome(name: string): string {
  return mkdtempSync(join(tmpdir(), `sp-${name}-`));
}
