/** Workers that go and are replaced while somebody looks: they are followed, and what they did stays. */
import { expect, test } from "vitest";
import { until } from "../../until.js";
import type { FakeEditor } from "../editor.js";
import { add, armed, LINE, listed, Probing, pidsOf, WORK } from "./probing.js";
import type { Answer } from "./program.js";
import { gunicorn } from "./targets.js";

const PYTHON = process.env.SNAPPOINT_SERVERS_PYTHON ?? "";
const WORKERS = 4;

interface Way {
  name: string;
  options?: string[];
  go: (main: number, worker: number) => void;
  /** How many of the first workers go. */
  leaving: number;
}

const killed = (_main: number, worker: number) => void process.kill(worker, "SIGKILL");
const hangUp = (main: number) => void process.kill(main, "SIGHUP");

const WAYS: Way[] = [
  { name: "killed", go: killed, leaving: 1 },
  { name: "killed, with --preload", options: ["--preload"], go: killed, leaving: 1 },
  { name: "told to end", go: (_main, worker) => void process.kill(worker, "SIGTERM"), leaving: 1 },
  { name: "replaced with all others by HUP", go: hangUp, leaving: WORKERS },
  {
    name: "replaced with all others by HUP, with --preload",
    options: ["--preload"],
    go: hangUp,
    leaving: WORKERS,
  },
  {
    name: "replaced after some requests",
    options: ["--max-requests", "20"],
    go: () => undefined,
    leaving: WORKERS,
  },
];

test.each(WAYS)("a worker is $name", async ({ options = [], go, leaving }) => {
  const probing = new Probing(gunicorn("", ...options), PYTHON);
  try {
    const running = probing.run();
    const editor = await probing.editor();
    const first = pidsOf(await probing.work(running, (answers) => pidsOf(answers).size >= WORKERS));
    const main = await mainOf(editor, first);
    await add(editor);
    const workers = async () => (await armed(editor)).filter((pid) => pid !== main);
    await until("the probe in all workers", workers, (pids) => pids.length === WORKERS);
    const early = await probing.work(running, changedInAll);
    await untilCounted(editor, early);

    const [gone = 0] = pidsOf(early);
    go(main, gone);
    const isGone = ({ pid }: Answer) => first.has(pid);
    const late = await probing.work(running, (answers) => {
      const last = answers.slice(-8 * WORKERS);
      const left = new Set(last.filter(isGone).map(({ pid }) => pid));
      const isFollowed = left.size <= WORKERS - leaving && !left.has(gone) && changedInAll(last);
      return isFollowed && / · 4 of [45]$/.test(editor.beside(WORK, LINE));
    });
    await untilCounted(editor, [...early, ...late]);
    expect(await editor.hover(WORK, LINE, 6)).toMatch(/process \d+ .*: ended \(.*number=\d+/);
  } finally {
    await probing.cleanUp();
  }
});

const changedInAll = (answers: readonly Answer[]): boolean =>
  pidsOf(answers.filter(({ code }) => code === "changed")).size >= WORKERS;

/** What is lost of a killed worker are the last moments: these must have been told before. */
function untilCounted(editor: FakeEditor, answers: readonly Answer[]): Promise<unknown> {
  const [sure, unsure] = ["changed", "unsure"].map(
    (word) => answers.filter(({ code }) => code === word).length,
  );
  const isRight = (hits: number) => hits >= (sure ?? 0) && hits <= (sure ?? 0) + (unsure ?? 0);
  return until(
    "every hit to be counted",
    () => listed(editor),
    ({ hits }) => isRight(hits),
  );
}

/** The process that starts the workers. */
async function mainOf(editor: FakeEditor, workers: ReadonlySet<number>): Promise<number> {
  const processes = () => editor.execute<{ pid: number; attached: boolean }[]>("snappoint.listProcesses");
  const isMain = ({ pid, attached }: { pid: number; attached: boolean }) => attached && !workers.has(pid);
  const found = await until("the main process to be found", processes, (those) => those.some(isMain));
  return found.find(isMain)?.pid ?? Number.NaN;
}
