/** Memory of a process that nobody uses, and that can hold code. */
import { carriers } from "./addresses.js";
import { codeEndsOf } from "./elf.js";
import { mappingsOf } from "./maps.js";
import type { Target } from "./target.js";

const PAGE = 4096n;
const ALIGNED = 64n;

/** All places of this size: behind the code of a file that stays loaded, up to the end of the code's last page. */
export function unusedPlaces(target: Target, bytes: number): bigint[] {
  const code = mappingsOf(target.pid).filter(({ isCode }) => isCode);
  return carriers(target).flatMap(({ name, file, start }) => {
    const ends = codeEndsOf(file).map((end) => start + end);
    return code
      .filter((mapping) => mapping.file === name)
      .flatMap(({ end: last }) =>
        ends.filter((end) => end < last && last - end < PAGE).flatMap((end) => within(end, last, bytes)),
      );
  });
}

function within(start: bigint, end: bigint, bytes: number): bigint[] {
  const size = rounded(BigInt(bytes));
  const places = [];
  for (let place = rounded(start); place + size <= end; place += size) places.push(place);
  return places;
}

function rounded(value: bigint): bigint {
  return ((value + ALIGNED - 1n) / ALIGNED) * ALIGNED;
}
