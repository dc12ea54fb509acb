/** A real Kate on a screen that nobody sees, read through what it tells assistive technology. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { promisify } from "node:util";
import { findProgram } from "../../../scripts/tools.mjs";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { type Area, Display } from "./display.js";
import { endGroup } from "./processes.js";
import { type Driver, statesUntil } from "./scenario.js";
import type { WebServer } from "./web-server.js";

const run = promisify(execFile);

const CLIENT = join(REPOSITORY, "clients", "kate");
const READER = join(REPOSITORY, "test", "e2e", "editors", "accessible.py");
const PREFIX = "[snappoint] ";

export class Kate implements Driver {
  private readonly answers: AsyncIterator<string>;

  private constructor(
    private readonly folder: string,
    readonly display: Display,
    private readonly session: ChildProcess,
    private readonly reader: ChildProcess,
    private readonly web: WebServer,
  ) {
    const lines: Interface = createInterface(reader.stdout as NodeJS.ReadableStream);
    this.answers = lines[Symbol.asyncIterator]();
  }

  static async open(web: WebServer): Promise<Kate> {
    const folder = mkdtempSync(join(tmpdir(), "sp-kate-"));
    configure(folder);
    const display = await Display.start("1100x700");
    const env = {
      ...web.env,
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, "config"),
      XDG_DATA_HOME: join(folder, "data"),
      XDG_RUNTIME_DIR: join(folder, "run"),
      DISPLAY: display.name,
      QT_QPA_PLATFORM: "xcb",
      QT_LINUX_ACCESSIBILITY_ALWAYS_ON: "1",
      LC_ALL: "C.UTF-8",
    };
    const script = 'echo "$DBUS_SESSION_BUS_ADDRESS" && exec "$@"';
    const command = ["sh", "-c", script, "sh", findProgram("kate") ?? "kate", web.source];
    const stdio = ["ignore", "pipe", "ignore"] as const;
    const session = spawn("dbus-run-session", ["--", ...command], { env, stdio: [...stdio], detached: true });
    const bus = { ...env, DBUS_SESSION_BUS_ADDRESS: await firstLine(session) };
    const reader = spawn("/usr/bin/python3", [READER], { env: bus, stdio: ["pipe", "pipe", "inherit"] });
    const kate = new Kate(folder, display, session, reader, web);
    await kate.settle().catch(async (error) => {
      await kate.close();
      throw error;
    });
    return kate;
  }

  async go(line: number): Promise<void> {
    await this.press("ctrl+g");
    await this.do("type", `${line + 1}`);
    await this.press("Return", "Home");
  }

  async choose(title: string): Promise<void> {
    await until(
      `the action “${title}”`,
      () => this.openMenu(title),
      (offered) => offered,
    );
    await this.click("menu item", title);
  }

  /** Kate has no place to type a condition, so it is the action that a value suggests. */
  async addWhen(): Promise<void> {
    const wanted = await until(
      "a value of two.txt",
      () => this.web.get("/two.txt").then(() => this.beside()),
      (text) => text.includes("two.txt"),
    );
    const path = /path='([^']*)'/.exec(wanted)?.[1];
    await this.choose(`Snappoint: only when path == '${path}'`);
  }

  /** Kate writes nothing beside a line: the text stands in the view of diagnostics. */
  async beside(): Promise<string> {
    const cells = await this.ask<string[]>("names", "table cell");
    const ours = cells.filter((text) => text.startsWith(PREFIX));
    return ours.map((text) => text.slice(PREFIX.length)).join("\n");
  }

  /**
   * The pictures of the text's row, as what assistive technology hears comes and goes while the screen stands still.
   * They are told apart by their digests; one of a single colour has no text.
   */
  async record(_line: number, during: Promise<unknown>): Promise<string[]> {
    const [, y = 0] = await this.placeOf("table cell", PREFIX);
    return statesUntil(() => this.digest({ x: 60, y: y - 7, width: 600, height: 14 }), during);
  }

  async close(): Promise<void> {
    this.reader.kill();
    await endGroup(this.session.pid as number);
    await this.display.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits for the window, fills the screen with it, and opens the view of diagnostics. */
  private async settle(): Promise<void> {
    const search = () => this.do("search", "--name", "server.py").then(({ stdout }) => stdout.trim());
    const window = await until("Kate's window", search, (found) => /^\d+$/.test(found));
    await this.do("windowsize", "--sync", window, "1100", "700", "windowfocus", window);
    await this.click("check box", "Diagnostics");
  }

  /** Opens the menu of code actions, and closes it again where there is no such one. */
  private async openMenu(title: string): Promise<boolean> {
    await this.press("alt+l");
    await this.click("menu item", "Code Action");
    const items = await until(
      "the menu of code actions",
      () => this.ask<string[]>("names", "menu item"),
      (names) => names.some((name) => name.includes("Snappoint: ") || name === "No Actions"),
    );
    if (items.some((name) => name.endsWith(title))) return true;
    await this.press("Escape", "Escape", "Escape");
    return false;
  }

  private async click(role: string, name: string): Promise<void> {
    const place = await this.placeOf(role, name);
    await this.do("mousemove", ...place.map(String), "click", "1");
  }

  private async placeOf(role: string, name: string): Promise<number[]> {
    const place = await until(
      `the ${role} “${name}”`,
      () => this.ask<number[] | null>("centre", [role, name]),
      (found) => found !== null,
    );
    return place ?? [];
  }

  private async digest(area: Area): Promise<string> {
    const pixels = await this.display.pixels(area);
    const first = pixels.subarray(0, 3);
    const isPlain = pixels.equals(Buffer.alloc(pixels.length, first));
    return isPlain ? "" : createHash("sha256").update(pixels).digest("hex");
  }

  private press(...keys: string[]) {
    return this.do("key", ...keys);
  }

  private do(...words: string[]) {
    return run("xdotool", words, { env: { ...process.env, DISPLAY: this.display.name } });
  }

  private async ask<Answer>(question: string, argument: unknown): Promise<Answer> {
    this.reader.stdin?.write(`${JSON.stringify({ [question]: argument })}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error("the reader of Kate's window has ended");
    return JSON.parse(value);
  }
}

/** The files of `clients/kate`, and the leave to start the server, for which Kate would ask. */
function configure(folder: string): void {
  const config = join(folder, "config");
  mkdirSync(join(config, "kate", "lspclient"), { recursive: true });
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  cpSync(join(CLIENT, "settings.json"), join(config, "kate", "lspclient", "settings.json"));
  const allowed = `AllowedServerCommandLines=${join(REPOSITORY, "bin", "snappoint")} lsp --stdio`;
  const quiet = "[General]\nShow Welcome Page for New Window=false\nStartup Session=new";
  writeFileSync(
    join(config, "katerc"),
    `${readFileSync(join(CLIENT, "katerc"), "utf8")}${allowed}\n\n${quiet}\n`,
  );
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface(child.stdout as NodeJS.ReadableStream)) return line;
  throw new Error("no session bus: scripts/install-optional.sh kate");
}
