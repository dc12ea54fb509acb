/** Notices that the editor is gone when nothing else says so: its children can keep our input open. */
import type { Clock } from "../clock.js";

const LOOK_MS = 2000;

/**
 * @param pid what the editor says that it is; one that is not alive now belongs to another machine or container
 * @param onGone called once
 * @returns what ends the watch
 */
export function watchParent(
  pid: number | null,
  isAlive: (pid: number) => boolean,
  clock: Pick<Clock, "after">,
  onGone: () => void,
): () => void {
  if (pid === null || !isAlive(pid)) return () => undefined;
  let cancel = () => {};
  const look = (): void => {
    if (isAlive(pid)) cancel = clock.after(LOOK_MS, look);
    else onGone();
  };
  look();
  return () => cancel();
}
