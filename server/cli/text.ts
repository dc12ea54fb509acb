/** Plain text for terminals. What comes from a program is made visible: it must not steer the terminal. */
import { visible } from "../view/plain.js";

const UNITS: readonly [seconds: number, unit: string][] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
];

/** How long something has lasted, in its largest unit: `12 s`, `3 min`, `2 d`. */
export function agePhrase(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [length, unit] = UNITS.find(([least]) => whole >= least) ?? [1, "s"];
  return `${Math.floor(whole / length)} ${unit}`;
}

/** A command as one could type it. */
export function commandText(argv: readonly string[]): string {
  return argv
    .map(visible)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}

/** Time of day with milliseconds, in the user's time zone. `time` in seconds since the epoch. */
export function clockTime(time: number): string {
  const date = new Date(time * 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const milliseconds = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}

/** Rows in columns as wide as their widest cell; the last column is left as it is. */
export function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ");
  return rows.map((row) => `${line(row)}\n`).join("");
}

/** `1 hit`, `2 hits`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
