/** Memory of a process that nobody uses, and that can hold code. */
import { carriers } from "./addresses.js";
import { codeEndsOf } from "./elf.js";
import { mappingsOf } from "./maps.js";
import type { Target } from "./target.js";

const PAGE = 4096n;
const ALIGNED = 64n;

/** The size of a place. It is the same whoever asks, so that no two overlap. */
export const PLACE_BYTES = 1792;
const SIZE = BigInt(PLACE_BYTES);

/** Behind the code of files that stay loaded, up to the end of the code's last page. */
export function unusedPlaces(target: Target): bigint[] {
  const code = mappingsOf(target.pid).filter(({ isCode }) => isCode);
  return carriers(target).flatMap(({ name, file, start }) => {
    const ends = codeEndsOf(file).map((end) => start + end);
    return code
      .filter((mapping) => mapping.file === name)
      .flatMap(({ end: last }) =>
        ends.filter((end) => end < last && last - end < PAGE).flatMap((end) => within(end, last)),
      );
  });
}

function within(start: bigint, end: bigint): bigint[] {
  const first = ((start + ALIGNED - 1n) / ALIGNED) * ALIGNED;
  const places = [];
  for (let place = first; place + SIZE <= end; place += SIZE) places.push(place);
  return places;
}
