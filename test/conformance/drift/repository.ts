/** A real repository with one file of units, and what stands on the disk. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { textOf, type Unit } from "./units.js";

const WHO = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"];

export class Repository {
  private readonly made: { name: string; units: readonly Unit[] }[] = [];
  onDisk: readonly Unit[] = [];

  constructor(
    private readonly folder: string,
    private readonly file: string,
  ) {
    this.git("init", "-q");
  }

  get commits(): number {
    return this.made.length;
  }

  write(units: readonly Unit[]): void {
    this.onDisk = units;
    writeFileSync(this.file, textOf(units));
  }

  commit(): void {
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", "more");
    this.made.push({ name: this.head(), units: this.onDisk });
  }

  /** What is not committed is lost. */
  checkout(commit: number): void {
    const { name = "HEAD", units = this.onDisk } = this.made[commit] ?? {};
    this.git("checkout", "-q", "--force", name);
    this.onDisk = units;
  }

  /** Puts aside what is not committed; returns whether there is anything. */
  stash(): boolean {
    if (this.git("status", "--porcelain") === "") return false;
    this.git("stash", "-q");
    const head = this.head();
    this.onDisk = this.made.find(({ name }) => name === head)?.units ?? this.onDisk;
    return true;
  }

  /** @param units what was put aside */
  unstash(units: readonly Unit[]): void {
    this.git("stash", "pop", "-q");
    this.onDisk = units;
  }

  private head(): string {
    return this.git("rev-parse", "HEAD").trim();
  }

  private git(...args: string[]): string {
    const { stdout, stderr, status } = spawnSync("git", ["-C", this.folder, ...WHO, ...args], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
  }
}
