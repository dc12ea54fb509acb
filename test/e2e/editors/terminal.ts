/** A terminal for programs with a screen: tmux, which a test asks over its control mode what stands there. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "../../until.js";

const CONFIGURATION = `
set -g status off
set -g escape-time 0
set -g default-terminal tmux-256color
set -as terminal-features xterm*:RGB
set -g default-size 160x50
`;

interface Asked {
  lines: string[];
  resolve(lines: string[]): void;
  reject(error: Error): void;
}

export class Terminal {
  /** Commands are answered in the order in which they were given. */
  private readonly asked: Asked[] = [];
  private answering = false;
  private errors = "";

  private constructor(
    private readonly folder: string,
    readonly process: ChildProcess,
  ) {
    if (process.stdout) createInterface(process.stdout).on("line", (line) => this.heard(line));
    process.stderr?.on("data", (data) => {
      this.errors += data;
    });
    process.once("exit", () => this.ended());
  }

  /** The command by which another terminal shows the same, in its own size. */
  get attach(): string[] {
    return ["tmux", "-u", "-S", join(this.folder, "socket"), "attach"];
  }

  /** Runs a program in a terminal of its own, 160 columns wide and 50 rows high. */
  static open(command: string[], env: NodeJS.ProcessEnv): Terminal {
    const folder = mkdtempSync(join(tmpdir(), "sp-tmux-"));
    const configuration = join(folder, "tmux.conf");
    writeFileSync(configuration, CONFIGURATION);
    const words = ["-u", "-C", "-S", join(folder, "socket"), "-f", configuration, "new-session", "--"];
    const { TMUX: _outer, ...rest } = env;
    const terminal = new Terminal(
      folder,
      spawn("tmux", [...words, ...command], { env: { ...rest, LC_ALL: "C.UTF-8" }, stdio: "pipe" }),
    );
    // tmux answers the command that started it, too.
    terminal.expectAnswer().catch(() => undefined);
    return terminal;
  }

  /** The rows of the screen, without the blanks at their ends. */
  screen(): Promise<string[]> {
    return this.ask("capture-pane -p");
  }

  /** The screen as soon as it is as wanted. */
  until(what: string, wanted: (rows: string[]) => boolean): Promise<string[]> {
    return until(what, () => this.screen(), wanted);
  }

  /** Presses keys by tmux's names for them, such as `Enter`, `Space`, `C-x`. */
  async press(...keys: string[]): Promise<void> {
    await this.ask(`send-keys -- ${keys.map(quoted).join(" ")}`);
  }

  async type(text: string): Promise<void> {
    await this.ask(`send-keys -l -- ${quoted(text)}`);
  }

  async close(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = once(this.process, "exit");
      this.process.stdin?.write("kill-server\n");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private ask(command: string): Promise<string[]> {
    if (this.process.exitCode !== null) return Promise.reject(this.gone());
    const answer = this.expectAnswer();
    this.process.stdin?.write(`${command}\n`);
    return answer;
  }

  private expectAnswer(): Promise<string[]> {
    return new Promise((resolve, reject) => this.asked.push({ lines: [], resolve, reject }));
  }

  /** An answer stands between `%begin` and `%end`; other lines that begin so are news, which nobody waits for. */
  private heard(line: string): void {
    const [first] = this.asked;
    if (line.startsWith("%end ")) this.asked.shift()?.resolve(first?.lines ?? []);
    else if (line.startsWith("%error ")) this.asked.shift()?.reject(new Error(first?.lines.join("\n")));
    else if (line.startsWith("%begin ")) this.answering = true;
    else if (this.answering && first) first.lines.push(line);
    if (line.startsWith("%end ") || line.startsWith("%error ")) this.answering = false;
  }

  private ended(): void {
    for (const { reject } of this.asked.splice(0)) reject(this.gone());
  }

  private gone(): Error {
    return new Error(`the program in the terminal has ended; tmux said: ${this.errors}`);
  }
}

/** A word for tmux's own parser. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
