/** What editors count columns in. We count UTF-16 code units, as JavaScript does. */

export type Unit = "utf-8" | "utf-16" | "utf-32";

const KNOWN: readonly Unit[] = ["utf-16", "utf-8", "utf-32"];

/** The editor's first wish, of those that are known; without any it is what the protocol began with. */
export function chosenUnit(offered: unknown): Unit {
  const wishes = Array.isArray(offered) ? offered : [];
  return wishes.find((wish) => KNOWN.includes(wish)) ?? "utf-16";
}

/** From the editor's column to ours; one behind the line's end is its end. */
export function columnHere(line: string, character: number, unit: Unit): number {
  let [column, counted] = [0, 0];
  for (const point of line) {
    if (counted >= character) break;
    counted += size(point, unit);
    column += point.length;
  }
  return column;
}

/** From our column to the editor's. */
export function columnThere(line: string, column: number, unit: Unit): number {
  let counted = 0;
  for (const point of line.slice(0, column)) counted += size(point, unit);
  return counted;
}

function size(point: string, unit: Unit): number {
  if (unit === "utf-16") return point.length;
  if (unit === "utf-32") return 1;
  const code = point.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
