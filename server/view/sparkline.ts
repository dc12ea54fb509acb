/** A row of numbers as one line of bars. */

const BARS = "▁▂▃▄▅▆▇█";

/** From the smallest number, the lowest bar, to the largest; numbers that are all the same are all low. */
export function sparkline(numbers: readonly number[]): string {
  // Halves, because the difference of two numbers can be larger than the largest number.
  const least = Math.min(...numbers) / 2;
  const range = Math.max(...numbers) / 2 - least;
  const bar = (number: number): string => {
    const height = range > 0 ? (number / 2 - least) / range : 0;
    return BARS[Math.round(height * (BARS.length - 1))] ?? "";
  };
  return numbers.map(bar).join("");
}
