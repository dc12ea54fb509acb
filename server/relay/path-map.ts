/** Files that have other paths where a program runs: there by the user's map, back also by what its agent has found. */
import { existsSync } from "node:fs";

/** Folders by their paths here, and what they are called where the programs run. */
export type PathMap = Readonly<Record<string, string>>;

type Pair = readonly [here: string, there: string];

const MOST_PAIRS = 50;
const MOST_KNOWN = 2000;

/** By the longest folder that leads to the file; undefined when none does. */
export function pathThere(file: string, map: PathMap): string | undefined {
  return moved(file, pairsOf(map))?.replaceAll("\\", "/");
}

/** The way back from one program's paths. */
export class WayBack {
  private learned: Pair[] = [];
  private readonly known = new Map<string, string>();

  constructor(private readonly map: () => PathMap) {}

  /** A file is called this here and that there, so its folders are, too. */
  learn(here: string, there: string): void {
    const mine = here.split("/");
    const theirs = there.split("/");
    while (mine.length > 1 && mine.at(-1) === theirs.at(-1)) {
      mine.pop();
      theirs.pop();
    }
    const pair: Pair = [mine.join("/"), theirs.join("/")];
    if (pair[0] === here || this.learned.some(([one, other]) => one === pair[0] && other === pair[1])) return;
    this.learned = [pair, ...this.learned].slice(0, MOST_PAIRS);
    this.known.clear();
  }

  /** The user's path of a program's file, when there is such a file; else the program's. */
  here(file: string): string {
    const known = this.known.get(file);
    if (known !== undefined) return known;
    const back = [...pairsOf(this.map()), ...this.learned].map(([here, there]): Pair => [there, here]);
    const found = moved(file, back);
    const mine = found !== undefined && existsSync(found) ? found : file;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(file, mine);
    return mine;
  }

  /** The user's map may be another from now on. */
  forget(): void {
    this.known.clear();
  }
}

function pairsOf(map: PathMap): Pair[] {
  const bare = (folder: string) => folder.replace(/[\\/]+$/, "");
  return Object.entries(map).map(([here, there]) => [bare(here), bare(there)]);
}

function moved(file: string, pairs: readonly Pair[]): string | undefined {
  const [from, to] =
    pairs
      .filter(([folder]) => file.startsWith(folder) && /^[\\/]/.test(file.slice(folder.length)))
      .sort(([one], [other]) => other.length - one.length)[0] ?? [];
  return from === undefined || to === undefined ? undefined : to + file.slice(from.length);
}
