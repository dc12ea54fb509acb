/** Sales of the till that an editor sees. */
import type { FakeEditor } from "./editor.js";
import { marked, TILL, type Till } from "./till.js";

const TOTAL = marked("total");

/**
 * Sells until the line shows the values of the last sale: on a busy machine a hit may be left uncaptured.
 *
 * @param before sales that the point has seen so far
 * @returns how many it has seen then
 */
export async function sellUntilSeen(
  till: Till,
  editor: FakeEditor,
  price: number,
  count: number,
  before: number,
): Promise<number> {
  const values = `total=${price * count} · price=${price} · count=${count} `;
  for (let sales = before + 1; sales <= before + 100; sales++) {
    await till.sell(price, count);
    await editor.waitForBeside(TILL, TOTAL, new RegExp(`×${sales}( |$)`));
    if (editor.beside(TILL, TOTAL).startsWith(values)) return sales;
  }
  throw new Error(`${values} was never shown, but ${editor.beside(TILL, TOTAL)}`);
}
