/** The same choice for the same seed: a run that found something can be run again. */

/** `count` of the items in their order, chosen by the seed; all when there are no more. */
export function sample<Item>(items: readonly Item[], count: number, seed: number): Item[] {
  const random = randomNumbers(seed);
  const shuffled = items
    .map((item, index) => ({ item, index, key: random() }))
    .sort((one, other) => one.key - other.key);
  const chosen = shuffled.slice(0, count).sort((one, other) => one.index - other.index);
  return chosen.map(({ item }) => item);
}

/** A generator of numbers from 0 up to 1 (a 32-bit linear congruence, its upper bits mixed down). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
  };
}
