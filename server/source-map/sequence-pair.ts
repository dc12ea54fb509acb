/** The statements of a function in two texts, as sequences of their normal forms: which one is which. */
import { diffArrays } from "diff";

export class SequencePair {
  private readonly isSame: boolean;
  private readonly fromPlaces: ReadonlyMap<string, number[]>;
  private readonly toPlaces: ReadonlyMap<string, number[]>;
  private kept: ReadonlyMap<number, number> | undefined;

  constructor(
    private readonly from: readonly string[],
    private readonly to: readonly string[],
  ) {
    this.isSame = from.length === to.length && from.every((key, index) => key === to[index]);
    this.fromPlaces = places(from);
    this.toPlaces = places(to);
  }

  /**
   * The index in the second sequence. It has to be in its order among the others; a repeated one has to be there
   * as often, and between the same neighbours as no other.
   */
  of(index: number): number | "ambiguous" | "gone" {
    if (this.isSame) return index;
    const key = this.from[index] ?? "";
    const here = this.fromPlaces.get(key) ?? [];
    const there = this.toPlaces.get(key) ?? [];
    if (there.length === 0) return "gone";
    if (here.length !== there.length) return "ambiguous";
    const inOrder = this.inOrder().get(index);
    if (there.length === 1) return inOrder ?? "ambiguous";
    const like = (sequence: readonly string[]) => (at: number) =>
      neighbours(sequence, at) === neighbours(this.from, index);
    const [found, ...others] = there.filter(like(this.to));
    const isOnly = here.filter(like(this.from)).length === 1 && others.length === 0;
    return found !== undefined && found === inOrder && isOnly ? found : "ambiguous";
  }

  /** The longest common subsequence, as indices. */
  private inOrder(): ReadonlyMap<number, number> {
    this.kept ??= commonOf(this.from, this.to);
    return this.kept;
  }
}

function commonOf(from: readonly string[], to: readonly string[]): Map<number, number> {
  const kept = new Map<number, number>();
  let [here, there] = [0, 0];
  for (const { count, added, removed } of diffArrays([...from], [...to])) {
    for (let at = 0; !added && !removed && at < count; at++) kept.set(here + at, there + at);
    if (!added) here += count;
    if (!removed) there += count;
  }
  return kept;
}

function places(keys: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  keys.forEach((key, index) => {
    const known = found.get(key);
    if (known) known.push(index);
    else found.set(key, [index]);
  });
  return found;
}

/** Two on each side: next to the head of a compound statement stands but its own body. */
function neighbours(sequence: readonly string[], at: number): string {
  const before = [sequence[at - 2] ?? "start", sequence[at - 1] ?? "start"];
  return [...before, sequence[at + 1] ?? "end", sequence[at + 2] ?? "end"].join("\n");
}
