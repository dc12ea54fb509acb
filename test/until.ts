import { setTimeout as delay } from "node:timers/promises";

/** Generous, because it is only ever used up by a failure. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 50;

/**
 * Looks at a state again and again until it is as wanted, and gives it. For states of other programs that
 * send no word when they change. A look that throws counts as "not yet".
 *
 * @throws after 30 seconds, with what was seen last
 */
export async function until<State>(
  what: string,
  look: () => State | Promise<State>,
  wanted: (state: State) => boolean,
): Promise<State> {
  const end = performance.now() + PATIENCE_MS;
  let seen: unknown = "nothing";
  while (performance.now() < end) {
    try {
      const state = await look();
      if (wanted(state)) return state;
      seen = JSON.stringify(state);
    } catch (error) {
      seen = error;
    }
    await delay(PAUSE_MS);
  }
  throw new Error(`Waited ${PATIENCE_MS / 1000} s for ${what}. Seen last: ${seen}`);
}
