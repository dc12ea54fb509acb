/** Probes a real program by the editor's command, and shows that it did not notice. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { until } from "../../until.js";
import { FakeEditor } from "../editor.js";
import { type Answer, type Ask, type Ended, Program, withAgent } from "./program.js";
import { FOLDER, type Target } from "./targets.js";

export const WORK = join(FOLDER, "work.py");
export const LINE = readFileSync(WORK, "utf8")
  .split("\n")
  .findIndex((text) => text.endsWith("# @price"));

/** How many pieces of work are asked for at the same time, so that every worker gets some. */
const AT_ONCE = 8;

export interface Listed {
  hits: number;
  agents: { pid: number; status: string; hits: number }[];
}

interface Captured {
  pid: number;
  values: { name: string; value: { text: string } }[];
}

/** A program and the way to have it work. */
export interface Running {
  program: Program;
  ask: Ask;
}

/** One program, started without the agent and with it in a folder of its own, and the editors that look at it. */
export class Probing {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  readonly runtimeDir = join(this.folder, "run");
  private readonly started: Program[] = [];
  private readonly editors: FakeEditor[] = [];
  private lastNumber = 0;

  constructor(
    private readonly target: Target,
    private readonly python: string,
  ) {
    mkdirSync(this.runtimeDir, { mode: 0o700 });
  }

  /** What the program prints and how it ends when nobody looks. */
  async plainly(): Promise<Ended> {
    const running = this.run((command) => command);
    await this.work(running, (answers) => pidsOf(answers).size === this.target.workers);
    return running.program.end(this.target.end);
  }

  /** Starts the program as a user does who wants to look into it. */
  run(prepare = withAgent): Running {
    const program = this.start(prepare(this.target.command(this.python, this.folder)));
    const helper = (command: readonly string[]) => this.start(command);
    return { program, ask: this.target.ask(program, this.folder, helper) };
  }

  async editor(): Promise<FakeEditor> {
    const editor = await FakeEditor.start({ env: { SNAPPOINT_RUNTIME_DIR: this.runtimeDir } });
    this.editors.push(editor);
    editor.open(WORK);
    return editor;
  }

  /** Asks for work, some at a time, until enough was done; gives what was answered. */
  async work(
    { ask }: Running,
    isEnough: (answers: readonly Answer[]) => boolean | Promise<boolean>,
  ): Promise<Answer[]> {
    const answers: Answer[] = [];
    const some = async (count: number) => {
      const numbers = Array.from({ length: count }, () => ++this.lastNumber);
      answers.push(...(await Promise.all(numbers.map(ask))));
      return isEnough(answers);
    };
    // One alone, as long as the program does not listen yet.
    await until(
      `${this.target.name} to work`,
      () => some(1),
      () => true,
    );
    await until(`enough work of ${this.target.name}`, () => some(AT_ONCE), Boolean);
    return answers;
  }

  /** Ends all that was started. */
  async cleanUp(): Promise<void> {
    for (const editor of this.editors) await editor.kill();
    for (const program of this.started) await program.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private start(command: readonly string[]): Program {
    const ours = { PYTHONUNBUFFERED: "1", SNAPPOINT_RUNTIME_DIR: this.runtimeDir };
    const env = { ...process.env, ...ours, ...this.target.env?.(this.folder) };
    const program = Program.start(command, env, this.folder);
    this.started.push(program);
    return program;
  }
}

/** From the editor's command to the program's end. */
export async function check(target: Target, python: string): Promise<void> {
  const probing = new Probing(target, python);
  try {
    await follow(probing, target, await probing.plainly());
  } finally {
    await probing.cleanUp();
  }
}

async function follow(probing: Probing, { workers, end }: Target, plain: Ended): Promise<void> {
  const running = probing.run();
  const editor = await probing.editor();
  const before = await probing.work(running, (answers) => pidsOf(answers).size === workers);
  expect(codesOf(before)).toEqual(new Set(["original"]));

  const { id } = await add(editor);
  await untilArmed(editor, pidsOf(before));
  let captures: Captured[] = [];
  const answers = await probing.work(running, async () => {
    captures = await editor.execute<Captured[]>("snappoint.captures", { id, limit: 1000 });
    return pidsOf(captures).size === workers;
  });
  expect(codesOf(answers)).toEqual(new Set(["changed"]));
  for (const { pid, values } of captures) {
    const number = Number(values.find(({ name }) => name === "number")?.value.text);
    expect(answers).toContainEqual({ pid, number, result: number * 2 + 1, code: "changed" });
  }
  await editor.waitForBeside(WORK, LINE, await beside(editor, workers, answers.length));

  await editor.execute("snappoint.removeProbe", { id });
  await probing.work(running, (after) => {
    const last = after.slice(-AT_ONCE);
    return last.every(({ code }) => code === "original") && pidsOf(after).size === workers;
  });
  expect(await running.program.end(end)).toEqual(plain);
  await until(
    "an empty folder",
    () => readdirSync(probing.runtimeDir),
    (names) => names.length === 0,
  );
}

/** Of those that have the probe, some may never do the work: what forks for others, say. */
async function beside(editor: FakeEditor, workers: number, hits: number): Promise<RegExp> {
  const able = (await armed(editor)).length;
  const spread = able > 1 ? ` · ${workers} of ${able}` : "";
  return new RegExp(`^doubled=\\d+ · number=\\d+ ×${hits}${spread}$`);
}

export function add(editor: FakeEditor): Promise<{ id: string }> {
  return editor.execute("snappoint.addProbe", { uri: pathToFileURL(WORK).href, line: LINE });
}

/** What is known of the one probe. */
export async function listed(editor: FakeEditor): Promise<Listed> {
  const [probe] = await editor.execute<Listed[]>("snappoint.listProbes");
  if (!probe) throw new Error("there is no probe");
  return probe;
}

/** The processes that have the probe in their code. */
export async function armed(editor: FakeEditor): Promise<number[]> {
  const { agents } = await listed(editor);
  return agents.filter(({ status }) => status === "armed").map(({ pid }) => pid);
}

async function untilArmed(editor: FakeEditor, pids: ReadonlySet<number>): Promise<void> {
  const all = (those: readonly number[]) => [...pids].every((pid) => those.includes(pid));
  await until("the probe in all of them", () => armed(editor), all);
}

export function pidsOf(those: readonly { pid: number }[]): Set<number> {
  return new Set(those.map(({ pid }) => pid));
}

function codesOf(answers: readonly Answer[]): Set<string> {
  return new Set(answers.map(({ code }) => code));
}
