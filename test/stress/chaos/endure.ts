/** Many rounds of blows against one program, and what has to hold after each and in the end. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { FakeEditor } from "../../e2e/editor.js";
import { REPOSITORY } from "../../repository.js";
import { BLOWS, namesIn, type Scene } from "./blows.js";
import { Chance } from "./chance.js";
import { Enduring, type Report } from "./enduring.js";

const BUSY = join(REPOSITORY, "test", "targets", "busy.py");
const BUSY_LINES = readFileSync(BUSY, "utf8").split("\n");

/** The first statement of a function that every process calls all the time. */
const SURE_LINE = BUSY_LINES.indexOf("def loops(n):") + 1;
const MOST_POINTS = 8;
const LATEST_BLOW_MS = 400;

/** Generous: what has not come by then does not come. */
const PATIENCE_MS = 60_000;

/** The program's own, and the agent's two. */
const THREADS = 3;

/** Caches fill, and the allocator finds its size. */
const MOST_GROWTH = 24 * 1024 * 1024;

export interface Endured {
  rounds: number;
  blows: Record<string, number>;
  /** Results that were computed, and hits of points that were counted. */
  done: number;
  hits: number;
  /** Bytes that the first process has grown by between the first and the last time without any server. */
  growth: number;
  problems: string[];
}

/** Never rejects for what the program does: that is told among the problems. `tell` hears of each round. */
export async function endure(
  python: string,
  rounds: number,
  seed: number,
  tell: (line: string) => void,
): Promise<Endured> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  const runtimeDir = join(folder, "run");
  mkdirSync(runtimeDir, { mode: 0o700 });
  const program = new Enduring(python, runtimeDir);
  const siege = new Siege({ program, runtimeDir, pids: [], editor: undefined }, new Chance(seed), tell);
  try {
    await siege.run(rounds);
  } catch (error) {
    siege.endured.problems.push((error as Error).message);
  } finally {
    await siege.cleanUp();
    rmSync(folder, { recursive: true, force: true });
  }
  return siege.endured;
}

class Siege {
  readonly endured: Endured = { rounds: 0, blows: {}, done: 0, hits: 0, growth: 0, problems: [] };

  constructor(
    private readonly scene: Scene,
    private readonly chance: Chance,
    private readonly tell: (line: string) => void,
  ) {}

  async run(rounds: number): Promise<void> {
    await this.scene.program.ready();
    const before = await this.calm();
    for (let round = 1; round <= rounds; round++) {
      await this.round(round);
      this.endured.rounds = round;
    }
    await this.scene.editor?.quit();
    this.scene.editor = undefined;
    this.compare(before, await this.calm());
    await this.finish();
  }

  async cleanUp(): Promise<void> {
    this.scene.program.kill();
    await this.scene.editor?.kill();
  }

  private async round(round: number): Promise<void> {
    const { scene, chance } = this;
    scene.editor ??= await this.openEditor();
    await this.setPoints(scene.editor);
    await this.until("points in all processes", () => this.isReached());
    const names = Object.keys(BLOWS);
    const blows = Array.from({ length: chance.from(1, 3) }, () => chance.one(names));
    this.tell(`round ${round}: ${blows.join(", ")}`);
    await Promise.all(blows.map((name) => this.strike(name, chance.from(0, LATEST_BLOW_MS))));
    const [own] = await this.look();
    await this.until("work that goes on", async () => ((await this.look())[0]?.done ?? 0) > (own?.done ?? 0));
    if (scene.editor === undefined) await this.calm();
    else if (chance.from(0, 1)) await scene.editor.execute("snappoint.removeAllProbes");
  }

  private async strike(name: string, milliseconds: number): Promise<void> {
    await delay(milliseconds);
    await BLOWS[name]?.(this.scene, this.chance);
    this.endured.blows[name] = (this.endured.blows[name] ?? 0) + 1;
  }

  private async openEditor(): Promise<FakeEditor> {
    const editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: this.scene.runtimeDir } });
    editor.open(BUSY);
    return editor;
  }

  private async setPoints(editor: FakeEditor): Promise<void> {
    const uri = pathToFileURL(BUSY).href;
    const kinds = ["snapshot", "snapshot", "count", "function"];
    await editor.execute("snappoint.addProbe", { uri, line: SURE_LINE });
    for (let count = this.chance.from(2, MOST_POINTS); count > 0; count--) {
      const place = { uri, line: this.chance.from(0, BUSY_LINES.length - 1), kind: this.chance.one(kinds) };
      // Where there is no statement, or one of another kind, nothing is added.
      await editor.execute("snappoint.addProbe", place).catch(() => undefined);
    }
  }

  /** Whether there is a point that every process has in its code. */
  private async isReached(): Promise<boolean> {
    const { editor } = this.scene;
    if (!editor) return true;
    const pids = (await this.look()).map(({ pid }) => pid);
    const points =
      await editor.execute<{ hits: number; agents: { pid: number; status: string }[] }[]>(
        "snappoint.listProbes",
      );
    const isReached = points.some(({ agents }) =>
      pids.every((pid) => agents.some((it) => it.pid === pid && /armed/.test(it.status))),
    );
    if (isReached) this.endured.hits += points.reduce((sum, { hits }) => sum + hits, 0);
    return isReached;
  }

  /** Of all processes, none of which may have anything to complain of. */
  private async look(): Promise<Report[]> {
    const reports = await this.scene.program.reports();
    this.scene.pids = reports.map(({ pid }) => pid);
    for (const { pid, wrong } of reports) {
      if (wrong.length > 0) throw new Error(`process ${pid} went wrong: ${wrong.join("\n")}`);
    }
    this.endured.done = reports[0]?.done ?? 0;
    return reports;
  }

  /** Waits until all code is the original, in both workers too, and each has its agent and nothing else. */
  private async calm(): Promise<Report[]> {
    let reports: Report[] = [];
    await this.until("the original code everywhere", async () => {
      reports = await this.look();
      const cards = namesIn(this.scene.runtimeDir).filter((name) => name.endsWith(".json"));
      return (
        reports.length === 3 &&
        reports.every(
          ({ pid, changed, threads }) =>
            changed.length === 0 && threads === THREADS && cards.some((name) => name.startsWith(`${pid}-`)),
        )
      );
    });
    return reports;
  }

  private compare(before: Report[], after: Report[]): void {
    for (const [index, now] of after.entries()) {
      const then = before[index]?.files;
      if (now.files !== then) {
        this.endured.problems.push(`files of process ${index}: ${then} at first, ${now.files} at last`);
      }
    }
    this.endured.growth = (after[0]?.memory ?? 0) - (before[0]?.memory ?? 0);
    if (this.endured.growth > MOST_GROWTH)
      this.endured.problems.push(`it grew by ${this.endured.growth} bytes`);
  }

  private async finish(): Promise<void> {
    const { program, runtimeDir } = this.scene;
    const { end, said } = await program.end();
    if (end !== 0 || said !== "")
      this.endured.problems.push(`the program ended with ${end} and said: ${said}`);
    const left = namesIn(runtimeDir);
    if (left.length > 0) this.endured.problems.push(`left on the disk: ${left.join(", ")}`);
  }

  private async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !(await holds()); await delay(20)) {
      if (Date.now() > end) {
        const state = JSON.stringify(await this.scene.program.reports());
        throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}: ${state}`);
      }
    }
  }
}
