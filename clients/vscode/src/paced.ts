const INTERVAL_MS = 500;

/** Does something at most twice a second, and once more after the last time that it was wanted. */
export function paced(act: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      act();
    }, INTERVAL_MS);
  };
}
