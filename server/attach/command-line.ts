/** What the command line of an interpreter says. */

/** Options of Python's whose value is the next word, also behind others: `-uW`. */
const WITH_VALUE = /^-[a-zA-Z]*[WX]$|^--check-hash-based-pycs$/;

/** The script or module that it runs; undefined where it is neither, as with `-c`. */
export function programIn([, ...words]: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (/^-[a-zA-Z]*m$/.test(word)) return words[at + 1];
    if (/^-[a-zA-Z]*c$/.test(word)) return undefined;
    if (WITH_VALUE.test(word)) at += 1;
    else if (!word.startsWith("-")) return word;
  }
  return undefined;
}
