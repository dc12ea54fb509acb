/**
 * A Python file made of units, one for each statement, whose identities are kept through every change of the
 * file. So where a statement really is can be told without any of the code that is judged.
 */

export interface Unit {
  id: number;
  /** The function that it stands in. */
  owner: number;
  kind: "def" | "statement" | "blank";
  /** What it says, whatever its layout. */
  code: string;
  lines: readonly string[];
}

/** Some units give way to others; indices are those of the moment when its turn comes. */
export interface Splice {
  at: number;
  removed: number;
  units: readonly Unit[];
}

export function textOf(units: readonly Unit[]): string {
  return units
    .flatMap(({ lines }) => lines)
    .join("\n")
    .concat("\n");
}

export function spliced(units: readonly Unit[], { at, removed, units: fresh }: Splice): Unit[] {
  return units.toSpliced(at, removed, ...fresh);
}

/** The line on which a unit begins. */
export function lineOf(units: readonly Unit[], index: number): number {
  return units.slice(0, index).reduce((line, unit) => line + unit.lines.length, 0);
}

/** The index of the unit that a line is part of; -1 behind the last. */
export function unitAt(units: readonly Unit[], line: number): number {
  let past = 0;
  return units.findIndex(({ lines }) => {
    past += lines.length;
    return line < past;
  });
}

/**
 * Whether a unit of one text is a unit of another: the same one, or one that nobody could tell from it who sees
 * both texts, because it is the only one of its kind in the function, or stands at the same place in the same
 * function, or between the same neighbours.
 */
export function isSameUnit(
  here: readonly Unit[],
  one: number,
  there: readonly Unit[],
  other: number,
): boolean {
  const [mine, yours] = [here[one], there[other]];
  if (!mine || !yours || mine.code !== yours.code) return false;
  if (mine.id === yours.id) return true;
  if (mine.owner !== yours.owner) return false;
  const [my, your] = [codeOf(here, mine.owner), codeOf(there, yours.owner)];
  const [myPlace, yourPlace] = [my.indexOf(mine), your.indexOf(yours)];
  const isAlike = (shift: number) => my[myPlace + shift]?.code === your[yourPlace + shift]?.code;
  return (
    (my.length === your.length &&
      myPlace === yourPlace &&
      my.every(({ code }, at) => code === your[at]?.code)) ||
    (isOnly(mine, my) && isOnly(yours, your)) ||
    (isAlike(-1) && isAlike(1))
  );
}

function codeOf(units: readonly Unit[], owner: number): Unit[] {
  return units.filter((unit) => unit.owner === owner && unit.kind === "statement");
}

function isOnly(unit: Unit, among: readonly Unit[]): boolean {
  return among.filter(({ code }) => code === unit.code).length === 1;
}
