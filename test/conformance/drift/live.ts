/**
 * Random changes of a document in a real editor's place, with the real server and running programs: every value that
 * is shown anywhere says itself which statement of which text it is of.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FakeEditor } from "../../e2e/editor.js";
import { type InlayHint, labelOf } from "../../e2e/screen.js";
import { until } from "../../until.js";
import { Author } from "./author.js";
import { LiveDocument } from "./live-document.js";
import { type Captured, LiveJudge } from "./live-judge.js";
import { WhereProgram } from "./program.js";
import { Repository } from "./repository.js";
import type { Spot } from "./trace.js";
import { lineOf, spliced, unitAt } from "./units.js";
import type { Counts } from "./walk.js";

const MOST_PROGRAMS = 2;

interface ListedProbe {
  id: string;
  line: number;
  hits: number;
  agents: { status: string }[];
}

export async function liveWalk(
  seed: number,
  random: () => number,
  steps: number,
  python: string,
): Promise<Counts> {
  const walk = new LiveWalk(seed, random, python);
  try {
    await walk.begin();
    for (let step = 0; step < steps; step++) await walk.step(step);
    return walk.judge.counts;
  } finally {
    await walk.end();
  }
}

class LiveWalk {
  readonly judge: LiveJudge;
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "sp-")));
  private readonly work = join(this.folder, "work");
  private readonly file = join(this.work, "orders.py");
  private readonly author: Author;
  private readonly repository: Repository;
  private readonly programs: WhereProgram[] = [];
  private opened: LiveDocument | undefined;

  constructor(
    seed: number,
    random: () => number,
    private readonly python: string,
  ) {
    this.author = new Author(random);
    this.judge = new LiveJudge(seed);
    for (const name of ["run", "work"]) mkdirSync(join(this.folder, name), { mode: 0o700 });
    this.repository = new Repository(this.work, this.file);
  }

  async begin(): Promise<void> {
    this.repository.write(this.author.write());
    this.repository.commit();
    await this.start();
    await this.startEditor();
    for (let count = 0; count < 4; count++) await this.addProbe();
  }

  async end(): Promise<void> {
    await this.opened?.editor.kill();
    for (const program of this.programs) await program.end();
    rmSync(this.folder, { recursive: true });
  }

  async step(step: number): Promise<void> {
    this.judge.when = `step ${step}`;
    const { document } = this;
    const way = this.author.below(8);
    const splices = way === 0 ? this.author.typed(document.units) : this.author.change(document.units);
    if (way === 1) document.replace(splices.reduce(spliced, document.units));
    else for (const splice of splices) way === 0 ? document.type(splice) : document.edit(splice);
    await this.others();
    await this.look();
  }

  /** What else happens now and then. */
  private async others(): Promise<void> {
    const chance = this.author.below(16);
    this.judge.when += `, ${chance}`;
    if (chance < 4) await this.addProbe();
    if (chance >= 3 && chance < 8) this.save();
    if (chance === 5) this.repository.commit();
    if (chance === 6 || chance === 7) await this.reload();
    if (chance === 8) await this.restart();
    if (chance === 9) await this.checkout("reload");
    if (chance === 10) await this.checkout("close");
    if (chance === 11) await this.checkout("keep");
    if (chance === 12) this.stash();
    if (chance === 13) await this.restartEditor();
  }

  private save(): void {
    this.repository.write(this.document.units);
    this.document.editor.save(this.file);
  }

  /** Another commit is on the disk: the editor takes it over, has the file closed meanwhile, or does not look. */
  private async checkout(way: "reload" | "close" | "keep"): Promise<void> {
    const { document } = this;
    // Versions are counted anew when it is opened again, so no answer may be on its way by then.
    if (way === "close") await document.editor.hints(this.file);
    if (way === "close") document.editor.close(this.file);
    this.repository.checkout(this.author.below(this.repository.commits));
    this.tellOfDisk();
    if (way !== "keep") this.author.beginAnew();
    if (way === "reload") document.replace(this.repository.onDisk);
    if (way === "close") document.open(this.repository.onDisk);
  }

  /** What is not committed is put aside, and is back at once. */
  private stash(): void {
    this.save();
    const { document } = this;
    const { units } = document;
    if (!this.repository.stash()) return;
    this.tellOfDisk();
    document.replace(this.repository.onDisk);
    this.repository.unstash(units);
    this.tellOfDisk();
    document.replace(units);
  }

  private tellOfDisk(): void {
    if (this.author.below(2) === 0) return;
    const changes = [{ uri: pathToFileURL(this.file).href, type: 2 }];
    this.document.editor.notify("workspace/didChangeWatchedFiles", { changes });
  }

  private async reload(): Promise<void> {
    const load = this.judge.loaded(this.repository.onDisk);
    await this.programs[this.author.below(this.programs.length)]?.reload(load);
  }

  /** One more program, or the oldest gives way to one that runs what is saved. */
  private async restart(): Promise<void> {
    if (this.programs.length >= MOST_PROGRAMS) await this.programs.shift()?.end();
    await this.start();
  }

  private async start(): Promise<void> {
    const load = this.judge.loaded(this.repository.onDisk);
    this.programs.push(await WhereProgram.start(this.python, join(this.folder, "run"), this.file, load));
  }

  private async startEditor(): Promise<void> {
    const env = { SNAPPOINT_RUNTIME_DIR: join(this.folder, "run") };
    const editor = await FakeEditor.start({ folder: this.work, env });
    const document = new LiveDocument(editor, this.file);
    editor.onHints = (hints, version) => this.judge.hints(hints, document.at(version));
    document.open(this.repository.onDisk);
    this.opened = document;
  }

  private get document(): LiveDocument {
    if (!this.opened) throw new Error("there is no editor yet");
    return this.opened;
  }

  /** Only what was saved is left, or what somebody has made of that meanwhile, and probes have other ids. */
  private async restartEditor(): Promise<void> {
    await this.document.editor.quit();
    const { onDisk } = this.repository;
    this.author.beginAnew();
    if (this.author.below(2) === 0) this.repository.write(this.author.change(onDisk).reduce(spliced, onDisk));
    await this.startEditor();
    const probes = await this.listed();
    this.judge.setAgain(probes.map(({ id, line }) => ({ id, spot: this.spotAt(line) })));
  }

  private spotAt(line: number): Spot {
    const { units } = this.document;
    return { units, index: unitAt(units, line) };
  }

  private async addProbe(): Promise<void> {
    const { units, editor } = this.document;
    const index = this.author.below(units.length);
    if (units[index]?.kind !== "statement") return;
    const place = { line: lineOf(units, index), character: 4 };
    const uri = pathToFileURL(this.file).href;
    // Where there is no code, that is the answer.
    const added = await editor
      .execute<{ id: string }>("snappoint.addProbe", { uri, ...place })
      .catch(() => undefined);
    if (added) this.judge.added(added.id, { units, index });
  }

  private listed(): Promise<ListedProbe[]> {
    return this.document.editor.execute("snappoint.listProbes");
  }

  /** Runs everything until each armed probe has values, and looks at all that the server has of them. */
  private async look(): Promise<void> {
    const probes = await until(
      "hits of all that is armed",
      async () => {
        for (const program of this.programs) await program.run();
        return this.listed();
      },
      (found) => found.every(({ agents, hits }) => hits > 0 || agents.every((it) => it.status !== "armed")),
    );
    const hints = await this.document.editor.hints(this.file);
    this.judge.hints(hints, this.document.units);
    for (const { id, line } of probes) await this.lookAt(id, line, hints);
  }

  private async lookAt(id: string, line: number, hints: readonly InlayHint[]): Promise<void> {
    const labels = hints.filter(({ position }) => position.line === line).map(labelOf);
    if (labels.some((label) => label.startsWith("stale: edited"))) return;
    const asked = { id, limit: 100 };
    const captures = await this.document.editor.execute<Captured[]>("snappoint.captures", asked);
    this.judge.captures(id, this.spotAt(line), captures);
  }
}
